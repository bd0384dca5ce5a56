"""What a clip is and how it sounds, before anybody transcribes it.

Two depths. A *glimpse* reads the header and a few short pieces, for looking over a directory of
thousands; a *measurement* decodes the whole clip once, in blocks, and hashes it. Neither holds
more than a block in memory.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from providers.audio import clips
from providers.audio.clips import Clip
from providers.audio.levels import FLOOR_DBFS, ChannelLevels, Levels, measure
from providers.audio.naming import shown
from providers.audio.pacing import Block
from providers.errors import BadInput

# Six half seconds tell silence from speech and loud from quiet; a clip of 3 s is heard whole.
GLIMPSES, GLIMPSE_SECONDS = 6, 0.5
BLOCK_SECONDS = 1.0
# A channel that never gets louder than this carries nobody's voice (telephone noise is near -60).
SILENT_PEAK_DBFS = -50.0
SAME_SIGNAL = 0.98
SHARED_SOUND = 0.5

OnShare = Callable[[float], None]


class Stopped(Exception):
    """The measurement was told to stop; nothing was kept."""


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """A clip and its sound. ``clip.sha256`` is "" for a glimpse.

    ``levels`` is None where nothing could be decoded, and ``trouble`` the sentence that says why.
    ``modified`` is the file's time in seconds since 1970. ``complete`` is true for a measurement.
    """

    clip: Clip
    levels: Levels | None
    modified: float
    complete: bool
    trouble: str = ""

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.clip.path

    @property
    def peak(self) -> float | None:
        """The loudest sample of any channel, dBFS."""
        return max((one.peak for one in self._channels()), default=None)

    @property
    def rms(self) -> float | None:
        """The level of the loudest channel, dBFS."""
        return max((one.rms for one in self._channels()), default=None)

    @property
    def clipped(self) -> float | None:
        """The share of samples at full scale on the worst channel, 0..1."""
        return max((one.clipped for one in self._channels()), default=None)

    @property
    def silence(self) -> float | None:
        """The share of the time in which no channel is louder than the threshold, 0..1."""
        return self.levels.silence if self.levels else None

    def _channels(self) -> tuple[ChannelLevels, ...]:
        return self.levels.channels if self.levels else ()

    def as_json(self) -> dict[str, Any]:
        """The facts for a run or the cache; ``facts_from`` reads them back (all but the path)."""
        clip = self.clip
        return {
            "container": clip.container,
            "codec": clip.codec,
            "rate": clip.rate,
            "channels": clip.channels,
            "seconds": clip.duration,
            "size": clip.size,
            "sha256": clip.sha256,
            "note": clip.note,
            "modified": self.modified,
            "complete": self.complete,
            "trouble": self.trouble,
            "levels": dataclasses.asdict(self.levels) if self.levels else None,
        }


def facts_from(path: Path, document: Mapping[str, Any]) -> SampleFacts:
    """Facts from what ``as_json`` gave. Raises LookupError or TypeError for anything else."""
    heard = document["levels"]
    levels = None
    if heard is not None:
        channels = tuple(ChannelLevels(**one) for one in heard["channels"])
        levels = Levels(**{**heard, "channels": channels})
    clip = Clip(
        path=path,
        container=document["container"],
        codec=document["codec"],
        rate=document["rate"],
        channels=document["channels"],
        duration=document["seconds"],
        size=document["size"],
        sha256=document["sha256"],
        note=document["note"],
    )
    return SampleFacts(
        clip, levels, document["modified"], document["complete"], document["trouble"]
    )


def glimpse(path: Path) -> SampleFacts:
    """A first look: the header and a few short pieces. Raises BadInput for what is no audio."""
    clip = clips.describe(path)
    facts = SampleFacts(clip, None, _modified(path), complete=False)
    try:
        heard = clips.glimpses(clip, GLIMPSES, GLIMPSE_SECONDS)
        return replace(facts, levels=_measured(heard, clip))
    except BadInput as trouble:
        return replace(facts, trouble=str(trouble))


def measure_clip(
    path: Path,
    *,
    on_share: OnShare = lambda share: None,
    stop: Callable[[], bool] = lambda: False,
) -> SampleFacts:
    """The whole clip, hashed and decoded once in blocks of a second.

    Blocks its thread: four hours of 8 kHz stereo take some seconds. ``on_share`` hears the share
    done, 0..1. Raises BadInput for what is no audio or over 2 GB, and Stopped soon after ``stop``
    answers true.
    """
    modified = _modified(path)
    clip = clips.identify(path)

    def watched() -> Iterator[Block]:
        for block in clips.blocks(clip, BLOCK_SECONDS):
            if stop():
                raise Stopped
            on_share(min(1.0, block.end / clip.duration) if clip.duration else 1.0)
            yield block

    facts = SampleFacts(clip, None, modified, complete=True)
    try:
        return replace(facts, levels=_measured(watched(), clip))
    except BadInput as trouble:
        return replace(facts, trouble=str(trouble))


def channels_in_words(levels: Levels | None) -> str:
    """What the channels are: really two speakers, the same signal twice, or one that is silent."""
    if levels is None:
        return "not heard"
    count = len(levels.channels)
    silent = [n for n, one in enumerate(levels.channels, 1) if one.peak <= SILENT_PEAK_DBFS]
    if len(silent) == count:
        return "silent" if count == 1 else "all channels silent"
    if count == 1:
        return "one channel"
    if silent:
        numbers = " and ".join(map(str, silent))
        return f"channel {numbers} silent"
    return _together(levels)


def _together(levels: Levels) -> str:
    """How the first two channels go together, neither being silent."""
    correlation = levels.correlation or 0.0
    if abs(correlation) >= SAME_SIGNAL:
        apart = abs(levels.channels[0].rms - levels.channels[1].rms)
        if correlation < 0:
            return "the same signal twice, one upside down"
        return "the same signal twice" + (f", {apart:.0f} dB apart" if apart >= 1 else "")
    if abs(correlation) >= SHARED_SOUND:
        return "two channels that share much of their sound"
    return "two channels apart"


def sound_in_words(facts: SampleFacts) -> tuple[str, ...]:
    """What is worth knowing about the sound before it is used; nothing where all is well."""
    if facts.levels is None:
        return (facts.trouble,) if facts.trouble else ()
    found: list[str] = []
    peak, rms, silence = facts.peak, facts.rms, facts.silence
    if peak is not None and peak <= FLOOR_DBFS:
        found.append("nothing but digital silence")
    elif rms is not None and rms < -40:
        found.append(f"very quiet ({rms:.0f} dBFS)")
    if facts.clipped is not None and facts.clipped > 0.001:
        found.append(f"clipped: {facts.clipped:.1%} of the samples at full scale")
    if silence is not None and silence > 0.8 and (peak or 0) > FLOOR_DBFS:
        found.append(f"{silence:.0%} silence")
    off = max((abs(one.dc) for one in facts.levels.channels), default=0.0)
    if off > 0.02:
        found.append(f"a constant of {off:.0%} of full scale (DC offset)")
    if facts.clip.channels > 1 and not channels_in_words(facts.levels).startswith("two channels"):
        found.append(channels_in_words(facts.levels))
    return tuple(found)


def duplicates(facts: Iterable[SampleFacts], known: Mapping[str, str]) -> dict[Path, str]:
    """Which clips are the same bytes as another, by path, each with a sentence.

    ``known`` gives the names of the workspace's clips by hash. Only measured clips have a hash.
    """
    first: dict[str, Path] = {}
    found: dict[Path, str] = {}
    for one in facts:
        sha = one.clip.sha256
        if not sha:
            continue
        if sha in known:
            found[one.path] = f"the same bytes as {shown(known[sha])} in the workspace"
        elif sha in first and first[sha] != one.path:
            found[one.path] = f"the same bytes as {shown(first[sha])}"
        first.setdefault(sha, one.path)
    return found


def _measured(blocks: Iterator[Block], clip: Clip) -> Levels | None:
    levels = measure(blocks, clips.pcm_format(clip))
    return levels if levels.seconds else None


def _modified(path: Path) -> float:
    try:
        return os.stat(path).st_mtime  # noqa: PTH116 - as fast as it can be, for thousands
    except (OSError, ValueError):
        return 0.0
