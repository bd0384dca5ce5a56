"""One response into another shape, with everything that was lost or made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checklists.during.responses.digits import json_bytes
from checklists.during.responses.fields import Target
from checklists.during.responses.generations import Generation
from checklists.during.responses.losses import as_rows, losses_of
from checklists.during.responses.made import Made
from checklists.during.responses.origin import from_sandbox
from checklists.during.responses.subtitles import Style, srt, vtt
from checklists.during.responses.to_amazon import to_amazon
from checklists.during.responses.to_deepgram import to_deepgram
from checklists.during.responses.to_transcript import to_transcript
from providers.audio.naming import origin, printable
from providers.documents.model import Document, Loss
from providers.documents.reading import read_document
from providers.errors import BadInput
from providers.speech import Vendor

_ENDINGS: Mapping[Target, str] = {
    "deepgram": ".json",
    "amazon": ".json",
    "transcript": ".json",
    "srt": ".srt",
    "vtt": ".vtt",
}
# Logs whose messages have a counterpart with the other vendor; Flux has turns, and Amazon none.
_LOGS = ("amazon-stream", "deepgram-stream")
_AS_THEY_ARE: Mapping[str, Target] = {
    "deepgram-batch": "deepgram",
    "amazon-batch": "amazon",
    "transcript": "transcript",
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How to convert. ``generation`` of an Amazon shape, None for the newest (and for a file of
    Amazon's as it is); ``whole`` makes a whole transcript of a log of stream events, which
    otherwise becomes the other vendor's events; ``style`` is that of subtitles."""

    generation: Generation | None = None
    whole: bool = False
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, slots=True)
class Converted:
    """A response in its new shape. ``made`` is an object, a list of messages or a text;
    ``losses`` name places of the source, ``derived`` those of what was made."""

    source: Document
    target: Target
    made: Any
    losses: tuple[Loss, ...]
    derived: tuple[Loss, ...]

    @property
    def ending(self) -> str:
        """What a file of it is called at its end."""
        return ".jsonl" if isinstance(self.made, list) else _ENDINGS[self.target]

    def content(self) -> bytes:
        """The bytes of a file of it: UTF-8, numbers with the digits of the source."""
        if isinstance(self.made, str):
            return self.made.encode("utf-8", "replace")
        return json_bytes(self.made, lines=isinstance(self.made, list))

    def report(self) -> dict[str, Any]:
        """What became of it, without its text."""
        return {
            "path": printable(self.source.source),
            "kind": self.source.kind,
            "to": self.target,
            "sandbox": from_sandbox(self.source),
            "words": len(self.source.words),
            "losses": as_rows(self.losses),
            "derived": as_rows(self.derived),
        }


def convert_bytes(
    data: bytes, target: Target, source: str, manner: Manner | None = None
) -> Converted:
    """Read a response and convert it. Raises BadInput with the path inside it."""
    return convert(read_document(data, source=source), target, manner)


def convert(document: Document, target: Target, manner: Manner | None = None) -> Converted:
    """A response in another shape. Raises BadInput where there is no transcript inside."""
    manner = manner or Manner()
    if document.advice:
        raise BadInput(f"{origin(document.source)}: {document.advice}")
    if document.kind in _LOGS and target in ("deepgram", "amazon") and not manner.whole:
        return _events(document, target)
    if _AS_THEY_ARE.get(document.kind) == target and manner.generation is None:
        return Converted(document, target, document.raw, (), ())
    made = _made(document, target, manner)
    losses = losses_of(document, target, manner.generation or "2024")
    if target == "transcript":
        made.document["losses"] = as_rows(losses)
    return Converted(document, target, made.document, losses, made.derived)


def _made(document: Document, target: Target, manner: Manner) -> Made:
    if target == "transcript":
        return to_transcript(document)
    if target in ("srt", "vtt"):
        text = srt(document, manner.style) if target == "srt" else vtt(document, manner.style)
        return Made(text, ())
    if document.utterances and not document.words:
        raise BadInput(
            f"{origin(document.source)} has a text without the times of words, which a response "
            "needs: convert it to a transcript or to subtitles."
        )
    if target == "deepgram":
        return to_deepgram(document)
    return to_amazon(document, manner.generation or "2024")


def _events(document: Document, target: Target) -> Converted:
    from checklists.during.stream_semantics.converting import convert_events

    vendor: Vendor = "deepgram" if target == "deepgram" else "amazon"
    done = convert_events(document, vendor)
    return Converted(document, target, list(done.messages), done.lost, done.derived)


def told(losses: Sequence[Loss], sign: str) -> list[str]:
    """Losses as lines for people."""
    return [f"{sign} {one.path}: {one.what}; {one.why}" for one in losses]
