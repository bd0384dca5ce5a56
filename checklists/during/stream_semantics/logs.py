"""The sequence of a log of one vendor's stream."""

from __future__ import annotations

from checklists.during.stream_semantics.event import from_log
from checklists.during.stream_semantics.sequence import EventSequence, sequence_of
from providers.audio.naming import shown
from providers.documents.model import STREAMS, Document
from providers.errors import BadInput


def logged_sequence(document: Document) -> EventSequence:
    """What a log tells. Raises BadInput where the document is something else."""
    if document.vendor is None or document.kind not in STREAMS:
        raise BadInput(
            f"{shown(document.source)} is {document.kind} and no log of stream results: give one "
            "with Deepgram's Results messages or Amazon's TranscriptEvents, one on a line."
        )
    return sequence_of(
        from_log(document), name=document.source, vendor=document.vendor, origin="file"
    )
