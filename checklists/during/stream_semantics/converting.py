"""A log of one vendor's stream as the other vendor would have told it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from checklists.during.stream_semantics.amazon_events import AmazonEvents, AmazonStream
from checklists.during.stream_semantics.deepgram_messages import DeepgramMessages, DeepgramStream
from providers.audio.naming import shown
from providers.documents.model import STREAMS, Document, Loss
from providers.errors import BadInput
from providers.speech import Vendor


@dataclass(frozen=True, slots=True)
class ConvertedEvents:
    """The messages in their new shape, in order, one to be written on a line; numbers are as they
    were read (Decimals keep their digits).

    ``lost`` names places of the source, ``derived`` those of what was made; ``losses`` are both.
    """

    vendor: Vendor
    messages: tuple[Mapping[str, Any], ...]
    lost: tuple[Loss, ...] = ()
    derived: tuple[Loss, ...] = ()

    @property
    def losses(self) -> tuple[Loss, ...]:
        """Everything that a reader of the messages has to be told."""
        return self.lost + self.derived


class _Adapter(Protocol):
    @property
    def losses(self) -> tuple[Loss, ...]: ...
    @property
    def derived(self) -> tuple[Loss, ...]: ...
    def feed(self, message: Mapping[str, Any], /) -> tuple[Mapping[str, Any], ...]: ...
    def close(self) -> tuple[Mapping[str, Any], ...]: ...


def convert_events(
    document: Document,
    to: Vendor,
    *,
    amazon: AmazonStream | None = None,
    deepgram: DeepgramStream | None = None,
) -> ConvertedEvents:
    """The messages of a stream as the vendor ``to`` sends them; its own stay as they are.

    ``document`` is a log of any of their streams; ``amazon`` and ``deepgram``
    say what the imitated stream was asked for. Raises BadInput that names the line and the field.
    """
    messages = _messages(document)
    if document.kind not in STREAMS:
        raise BadInput(
            f"{shown(document.source)} is not a log of stream results but {document.kind}: give "
            "Deepgram's Results messages or Amazon's TranscriptEvents, one on a line."
        )
    if document.vendor == to:
        return ConvertedEvents(to, messages)
    adapter: _Adapter
    if to == "amazon":
        adapter = AmazonEvents(amazon)
    else:
        adapter = DeepgramMessages(deepgram or DeepgramStream(channels=_channels(document)))
    made: list[Mapping[str, Any]] = []
    for line, message in enumerate(messages, 1):
        try:
            made += adapter.feed(message)
        except BadInput as problem:
            raise BadInput(f"{shown(document.source)}, message {line}: {problem}") from None
    made += adapter.close()
    # What could not be read any more has no message; interims without a final were counted.
    cut = tuple(one for one in document.losses if one.what.endswith("message"))
    return ConvertedEvents(to, tuple(made), adapter.losses + cut, adapter.derived)


def _messages(document: Document) -> tuple[Mapping[str, Any], ...]:
    raw = document.raw if isinstance(document.raw, list | tuple) else [document.raw]
    return tuple(one for one in raw if isinstance(one, Mapping))


def _channels(document: Document) -> int:
    """How many channels speak in a stream; Amazon's events do not say."""
    return 1 + max((message.channel for message in document.messages), default=0)
