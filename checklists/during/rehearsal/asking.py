"""How a clip has to be sent so that both responses have what downstream reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checklists.during.rehearsal.path_list import Read
from checklists.during.rehearsal.specimen import known_fields
from providers.amazon.options import AmazonOptions
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from providers.speech import Vendor


def options_to_read(
    vendor: Vendor, clip: Clip, reads: Sequence[Read]
) -> DeepgramOptions | AmazonOptions:
    """The options for one clip. Two channels are kept apart instead of telling speakers apart.

    Punctuation and utterances are always asked of Deepgram: Amazon gives both unasked.
    """
    named = {
        field.amazon for read in reads for chain in read.chains for field in known_fields(chain)
    }
    asked = {
        option
        for read in reads
        for chain in read.chains
        for field in known_fields(chain)
        for option in field.ask
    }
    speakers = clip.channels != 2 and any("speaker" in field for field in named)
    if vendor == "amazon":
        options = AmazonOptions(show_speaker_labels=speakers)
        if any(field.startswith("results.segments") for field in named):
            options = replace(options, max_alternatives=2)
        return options
    return DeepgramOptions(
        utterances=True,
        diarize_model="latest" if speakers else "",
        summarize="v2" if "summarize=v2" in asked else "",
        sentiment="sentiment=true" in asked,
        detect_entities="detect_entities=true" in asked,
        redact=("pii",) if "redact=pii" in asked else (),
    )
