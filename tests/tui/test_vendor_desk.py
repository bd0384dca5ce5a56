"""The vendors are opened once, when first needed, and closed with the program."""

from __future__ import annotations

import asyncio

import pytest

from providers.errors import BadInput
from tests.tui.scripted import ScriptedOpener
from tui.vendor_desk import VendorDesk


async def test_opened_once_for_all_and_closed_once() -> None:
    opener = ScriptedOpener()
    desk = VendorDesk("sandbox", {}, opener)
    await desk.close()
    assert (opener.opened, opener.closed) == (0, 0)
    desk = VendorDesk("sandbox", {}, opener)
    first, second = await asyncio.gather(desk.vendors(), desk.vendors())
    assert first is second
    assert (opener.opened, opener.closed) == (1, 0)
    await desk.close()
    assert (opener.opened, opener.closed) == (1, 1)


async def test_a_failed_opening_is_told_and_tried_again() -> None:
    opener = ScriptedOpener(failing=BadInput("no key"))
    desk = VendorDesk("live", {}, opener)
    for _ in range(2):
        with pytest.raises(BadInput, match="no key"):
            await desk.vendors()
    opener.failing = None
    await desk.vendors()
    await desk.close()
    assert (opener.opened, opener.closed) == (3, 1)


async def test_who_gives_up_waiting_does_not_close_it_for_others() -> None:
    opener = ScriptedOpener()
    desk = VendorDesk("sandbox", {}, opener)
    impatient = asyncio.create_task(desk.vendors())
    await asyncio.sleep(0)
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    await desk.vendors()
    assert opener.opened == 1
    await desk.close()
    assert opener.closed == 1
