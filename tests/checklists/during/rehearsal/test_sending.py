"""One clip to both: what one refuses ends the other, and it has ended before that is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from checklists.during.rehearsal import sending
from checklists.vendors import Vendors
from providers.errors import BadInput
from tests.checklists.furnished import clip_file


async def test_the_other_side_is_given_up_and_has_cleaned_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, done = asyncio.Event(), list[str]()

    async def transcribe(_vendors: object, vendor: str, *_: object) -> None:
        if vendor == "deepgram":
            await begun.wait()
            raise BadInput("refused")
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            # As Amazon's side removes what it has uploaded.
            await asyncio.sleep(0)
            done.append("cleaned up")

    monkeypatch.setattr(sending, "transcribe", transcribe)
    clip = clip_file(tmp_path)
    with pytest.raises(BadInput, match="refused"):
        await sending.transcribe_both(Vendors.__new__(Vendors), clip, (), lambda *_: None)
    assert done == ["cleaned up"]
