"""What happened while a recording was made, kept with it: pauses, lost sound, a bad microphone.

It is told while it happens, and again for as long as the sample is used: a dead channel or a gap
is why a vendor hears nothing there. Kept as a run of kind "recording" of the file's hash, so that
it is there before the recording has a name, and stays with the clip whatever it is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checklists.records import Run, plain

if TYPE_CHECKING:
    from checklists.workspace import Workspace
    from providers.audio.recording import Recorded

KIND = "recording"
# What each finding begins with, so that no colour is needed to see that something is wrong.
AILMENTS: Mapping[str, str] = {
    "silent": "Dead microphone",
    "half-silent": "Dead channel",
    "stalled": "Dead microphone",
    "drift": "Clock drift",
    "overflow": "Sound lost",
}
# The places of more gaps than this are not listed one by one.
_PLACES = 3


@dataclass(frozen=True, slots=True)
class Making:
    """How a recording was made.

    ``device`` is the microphone's name, ``rate`` in hertz. ``paused`` and ``lost`` are places:
    seconds into the recording, and seconds that are missing there (0: not known). ``findings`` are
    the kind (a key of ``AILMENTS``) and the sentence of what came up about the microphone,
    ``trouble`` the sentence why it ended on its own, else "".
    """

    device: str
    rate: int
    channels: int
    paused: tuple[tuple[float, float], ...] = ()
    lost: tuple[tuple[float, float], ...] = ()
    findings: tuple[tuple[str, str], ...] = ()
    trouble: str = ""

    @property
    def impaired(self) -> bool:
        """Whether anything but the speaker's own pauses came between the voice and the file."""
        return bool(self.lost or self.findings or self.trouble)


def keep_making(workspace: Workspace, done: Recorded) -> Run:
    """Keep how a finished recording was made, all well or not. Raises BadInput."""
    return workspace.record_run(
        KIND,
        sandbox=False,
        clip=done.sha256,
        result={
            "device": done.device,
            "rate": done.form.rate,
            "channels": done.form.channels,
            "gaps": plain(done.gaps),
            "findings": [{"kind": one.kind, "sentence": one.sentence} for one in done.findings],
            "trouble": str(done.trouble or ""),
        },
        numbers={"lost": sum(1 for gap in done.gaps if gap.why == "lost")},
        started_at=done.began_at,
        seconds=done.seconds,
    )


def makings(workspace: Workspace) -> dict[str, Making]:
    """How each recording that is on record was made, by the hash of its file."""
    return makings_among(workspace.runs(KIND))


def makings_among(runs: Sequence[Run]) -> dict[str, Making]:
    """As ``makings``, of runs that were read already; those of other kinds are passed over."""
    return {run.clip: _making(run.result) for run in runs if run.kind == KIND}


def _making(result: Mapping[str, Any]) -> Making:
    def places(why: str) -> tuple[tuple[float, float], ...]:
        return tuple((gap["at"], gap["seconds"]) for gap in result["gaps"] if gap["why"] == why)

    return Making(
        device=result["device"],
        rate=result["rate"],
        channels=result["channels"],
        paused=places("paused"),
        lost=places("lost"),
        findings=tuple((one["kind"], one["sentence"]) for one in result["findings"]),
        trouble=result["trouble"],
    )


def made_in_words(making: Making) -> str:
    """What it was recorded with: ``USB Mic, 16 kHz, 1 channel``."""
    channels = f"{making.channels} channel{'' if making.channels == 1 else 's'}"
    return f"{making.device}, {making.rate / 1000:g} kHz, {channels}"


def impairments(making: Making) -> tuple[str, ...]:
    """What went wrong while it was made, in sentences, the worst first; none where all was well."""
    said = [f"{AILMENTS.get(kind, kind)}: {sentence}" for kind, sentence in making.findings]
    if making.lost:
        said.append(f"Sound is missing {_at(making.lost)}.")
    if making.trouble:
        said.append(making.trouble)
    return tuple(said)


def pauses(making: Making) -> str:
    """The speaker's own pauses in a sentence; "" where there were none."""
    return f"Paused by hand {_at(making.paused)}." if making.paused else ""


def _at(places: Sequence[tuple[float, float]]) -> str:
    named = [
        f"{at:.1f} s (for {seconds:.1f} s)" if seconds else f"{at:.1f} s"
        for at, seconds in places[:_PLACES]
    ]
    more = f" and in {len(places) - _PLACES} more places" if len(places) > _PLACES else ""
    return f"at {', '.join(named)}{more}"


def impaired_word(making: Making | None) -> str:
    """What went wrong, in one word for a list; "" where nothing did."""
    if making is None or not making.impaired:
        return ""
    kinds = {kind for kind, _ in making.findings}
    if kinds & {"silent", "half-silent", "stalled"}:
        return "dead mic"
    if "drift" in kinds:
        return "drift"
    return "gaps" if making.lost or "overflow" in kinds else "cut off"
