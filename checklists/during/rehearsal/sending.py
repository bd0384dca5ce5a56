"""One clip through both vendors, asked for what downstream reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from checklists.before.audio_tests import transcribe
from checklists.during.rehearsal.asking import options_to_read
from checklists.during.rehearsal.path_list import Read
from checklists.vendors import Vendors
from providers.audio.clips import Clip
from providers.speech import Transcript, Vendor

Tell = Callable[[str, int, int], None]
_SIDES: tuple[Vendor, ...] = ("amazon", "deepgram")


async def transcribe_both(
    vendors: Vendors, clip: Clip, reads: Sequence[Read], tell: Tell
) -> list[Transcript]:
    """Amazon's transcript and Deepgram's, asked for at the same time.

    Raises BadInput or VendorTrouble of the first that fails; the other is given up, and has
    ended by then.
    """
    done = 0

    async def one(vendor: Vendor) -> Transcript:
        nonlocal done
        heard = await transcribe(vendors, vendor, clip, options_to_read(vendor, clip, reads))
        done += 1
        tell("Both sides hear the clip", done, len(_SIDES))
        return heard

    tell("Both sides hear the clip", 0, len(_SIDES))
    tasks = [asyncio.ensure_future(one(vendor)) for vendor in _SIDES]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        # What was given up removes its uploads first.
        await asyncio.gather(*tasks, return_exceptions=True)
