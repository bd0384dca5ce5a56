"""One side of a live comparison: a vendor with its own options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from providers.amazon.options import AmazonOptions
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.speech import Vendor

MOST_PANES = 4
IDS = ("1", "2", "3", "4")
# What the audio decides, not the user.
AS_HEARD = ("multichannel", "channel_identification")


@dataclass(frozen=True, slots=True)
class LivePane:
    """One side of a comparison. ``id`` is "1" to "4", and stands in ``LiveEvent.side``."""

    id: str
    vendor: Vendor
    options: DeepgramOptions | AmazonOptions

    @property
    def model(self) -> str:
        """The model asked for; Amazon's service has one and no name for it."""
        return self.options.model if isinstance(self.options, DeepgramOptions) else "transcribe"


def standard_options(vendor: Vendor, channels: int) -> DeepgramOptions | AmazonOptions:
    """What a comparison asks of each side: interim text, speech events, channels apart."""
    if vendor == "deepgram":
        return DeepgramOptions(
            interim_results=True,
            vad_events=True,
            utterance_end_ms=1000,
            endpointing=300,
            multichannel=channels == 2,
        )
    return AmazonOptions(channel_identification=channels == 2)


def standard_panes(vendors: Sequence[Vendor], channels: int = 1) -> tuple[LivePane, ...]:
    """A pane with the standard options for each of the vendors."""
    return numbered(
        [LivePane("", vendor, standard_options(vendor, channels)) for vendor in vendors]
    )


def numbered(panes: Sequence[LivePane]) -> tuple[LivePane, ...]:
    """The panes with the ids "1" to "4" in their order. Raises BadInput for none or too many."""
    if not 1 <= len(panes) <= MOST_PANES:
        raise BadInput(f"A live comparison has 1 to {MOST_PANES} panes, not {len(panes)}.")
    return tuple(replace(pane, id=name) for name, pane in zip(IDS, panes, strict=False))
