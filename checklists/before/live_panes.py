"""The panes of a live comparison: one to four sides, each a vendor with its own options.

The same vendor may have several panes with different options: that is how endpointing, models or
keyterms are compared on one clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from providers.amazon.options import AmazonOptions
from providers.deepgram.options import DeepgramOptions
from providers.speech import Vendor

MOST_PANES = 4
IDS = ("1", "2", "3", "4")


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
