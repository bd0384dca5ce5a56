"""Which limits of either vendor a clip breaks, from the book of facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checklists.before.sample_facts import SampleFacts
from checklists.facts.book import Fact, fact
from providers.audio.clips import Clip
from providers.speech import Vendor

Transport = Literal["batch", "streaming", "both"]
# What Amazon's stream takes as it is by all its pages: pcm, flac, ogg-opus. The codes g711 and g729
# of its newest model are in none of its texts.
_STREAMED = frozenset({"linear16", "flac", "opus"})


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that a clip does not keep.

    ``refused``: the vendor would not take it. Otherwise it is taken, and ``says`` what has to be
    done, or what is lost. ``fact`` is the row of the book of facts that it rests on.
    """

    vendor: Vendor
    transport: Transport
    refused: bool
    says: str
    fact: str

    @property
    def source(self) -> str:
        """Where that stands, with its date."""
        row = fact(self.fact)
        return f"{row.source}, {row.dated}"


def breaches(clip: Clip) -> tuple[Breach, ...]:
    """Every limit the clip breaks, refusals first."""
    found = [*_sizes(clip), *_lengths(clip), *_channels(clip), *_rates(clip), *_formats(clip)]
    return tuple(sorted(found, key=lambda one: not one.refused))


def refusals(clip: Clip) -> tuple[Breach, ...]:
    """The breaches for which a vendor refuses the whole file, so that it cannot be compared."""
    return tuple(one for one in breaches(clip) if one.refused and one.transport != "streaming")


def facts_used() -> tuple[str, ...]:
    """The rows that these checks rest on."""
    return tuple(_NEEDED)


_NEEDED = (
    "deepgram-file-size", "amazon-file-size", "amazon-call-analytics-size", "amazon-file-length",
    "amazon-least-length", "amazon-stream-length", "amazon-channels", "deepgram-channels",
    "amazon-lowest-rate", "amazon-highest-rate", "amazon-batch-formats", "amazon-streaming-formats",
)  # fmt: skip


def _sizes(clip: Clip) -> list[Breach]:
    found = [
        Breach(
            vendor, "batch", True, f"{_gigabytes(clip.size)}, and {row.value:g} GB is the most",
            row.id,
        )
        for vendor, row in _each("file-size")
        if clip.size > _number(row) * 1000**3
    ]  # fmt: skip
    analytics = fact("amazon-call-analytics-size")
    if not found and clip.size > _number(analytics) * 1000**2:
        says = f"{_gigabytes(clip.size)}: too large for Call Analytics ({analytics.value:g} MB)"
        found.append(Breach("amazon", "batch", False, says, analytics.id))
    return found


def _lengths(clip: Clip) -> list[Breach]:
    least = fact("amazon-least-length")
    if clip.duration < _number(least):
        says = f"{clip.duration:.2f} s, and {least.value:g} s is the least"
        return [Breach("amazon", "batch", True, says, least.id)]
    found: list[Breach] = []
    for row, transport in (
        (fact("amazon-file-length"), "batch"),
        (fact("amazon-stream-length"), "streaming"),
    ):
        if clip.duration > _number(row) * 3600:
            says = f"{clip.duration / 3600:.1f} h, and {row.value:g} h is the most"
            wire: Transport = "batch" if transport == "batch" else "streaming"
            found.append(Breach("amazon", wire, True, says, row.id))
    return found


def _channels(clip: Clip) -> list[Breach]:
    return [
        Breach(
            vendor, "both", True, f"{clip.channels} channels, and {row.value} are the most", row.id
        )
        for vendor, row in _each("channels")
        if clip.channels > _number(row)
    ]


def _rates(clip: Clip) -> list[Breach]:
    lowest, highest = fact("amazon-lowest-rate"), fact("amazon-highest-rate")
    kilohertz = f"{clip.rate / 1000:g} kHz"
    if clip.rate < _number(lowest):
        says = f"{kilohertz}, and {_number(lowest) / 1000:g} kHz is the least"
        return [Breach("amazon", "both", True, says, lowest.id)]
    if clip.rate > _number(highest):
        says = f"{kilohertz}, and {_number(highest) / 1000:g} kHz is the most"
        return [Breach("amazon", "both", True, says, highest.id)]
    return []


def _formats(clip: Clip) -> list[Breach]:
    found: list[Breach] = []
    batch = fact("amazon-batch-formats")
    if clip.container not in str(batch.value).replace(",", " ").split():
        says = f"{clip.container} is not among {batch.value}: convert it, for example to WAV"
        found.append(Breach("amazon", "batch", True, says, batch.id))
    stream = fact("amazon-streaming-formats")
    if clip.codec not in _STREAMED:
        says = f"{clip.codec} is sent decoded, as PCM"
        found.append(Breach("amazon", "streaming", False, says, stream.id))
    return found


def in_words(breach: Breach) -> str:
    """One line: "Amazon batch refuses: 5.0 h, and 4 h is the most"."""
    way = "" if breach.transport == "both" else f" {breach.transport}"
    verb = "refuses" if breach.refused else "takes it, but"
    return f"{breach.vendor.capitalize()}{way} {verb}: {breach.says}"


def limits_of(facts: SampleFacts) -> tuple[str, ...]:
    """The lines of every breach of a clip."""
    return tuple(in_words(one) for one in breaches(facts.clip))


def _each(topic: str) -> tuple[tuple[Vendor, Fact], ...]:
    return ("deepgram", fact(f"deepgram-{topic}")), ("amazon", fact(f"amazon-{topic}"))


def _number(row: Fact) -> float:
    assert not isinstance(row.value, str)
    return float(row.value)


def _gigabytes(size: int) -> str:
    return f"{size / 1000**3:.1f} GB" if size >= 1000**3 else f"{size / 1000**2:.0f} MB"
