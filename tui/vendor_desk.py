"""Holds both vendors open for as long as the program runs, from the first time they are needed.

The sandbox is a process: it must not start before a screen needs it and must not outlive the
program. One task owns the context from its opening to its end, because it has to be left where it
was entered; everybody else only asks for what it holds.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from checklists.vendors import Choice, Vendors

CLOSING_SECONDS = 8.0


class Opener(Protocol):
    """The shape of ``checklists.vendors.open_vendors``."""

    def __call__(
        self,
        choice: Choice,
        environ: Mapping[str, str],
        *,
        on_status: Callable[[str], None] | None = None,
    ) -> AbstractAsyncContextManager[Vendors]: ...


def _open_vendors(
    choice: Choice,
    environ: Mapping[str, str],
    *,
    on_status: Callable[[str], None] | None = None,
) -> AbstractAsyncContextManager[Vendors]:
    # Not before it is needed: this is the first import that knows a vendor.
    from checklists.vendors import open_vendors

    return open_vendors(choice, environ, on_status=on_status)


class VendorDesk:
    """Opens the vendors on the first request and closes them with the program."""

    def __init__(
        self, choice: Choice, environ: Mapping[str, str], opener: Opener = _open_vendors
    ) -> None:
        self._choice: Choice = choice
        self._environ = environ
        self._opener = opener
        self._closing = asyncio.Event()
        self._opened: asyncio.Future[Vendors] | None = None
        self._owner: asyncio.Task[None] | None = None
        self.statuses: list[str] = []

    @property
    def environ(self) -> Mapping[str, str]:
        """The variables that the vendors are opened with."""
        return self._environ

    @property
    def choice(self) -> Choice:
        """What was chosen: "auto", "sandbox" or "live"."""
        return self._choice

    def choose(self, choice: Choice) -> bool:
        """Choose for the vendors yet to be opened; false, where they are open already."""
        if self._opened is not None and not self._failed(self._opened):
            return choice == self._choice
        self._choice = choice
        return True

    async def vendors(self) -> Vendors:
        """Both vendors. Raises BadInput or VendorTrouble; a later call then tries again."""
        if self._opened is None or self._failed(self._opened):
            self._opened = asyncio.get_running_loop().create_future()
            self._owner = asyncio.create_task(self._own(self._opened), name="vendors")
        return await asyncio.shield(self._opened)

    @staticmethod
    def _failed(opened: asyncio.Future[Vendors]) -> bool:
        return opened.done() and (opened.cancelled() or opened.exception() is not None)

    async def _own(self, opened: asyncio.Future[Vendors]) -> None:
        try:
            async with self._opener(
                self._choice, self._environ, on_status=self.statuses.append
            ) as vendors:
                opened.set_result(vendors)
                await self._closing.wait()
        except asyncio.CancelledError:
            opened.cancel()
            raise
        except Exception as error:
            # After the opening nobody waits for the result: what goes wrong while closing is
            # the sandbox's own matter and its process has been reaped by then.
            if not opened.done():
                opened.set_exception(error)

    async def close(self) -> None:
        """End what was opened and wait for it, but not for ever: quitting never hangs."""
        self._closing.set()
        owner = self._owner
        if owner is None:
            return
        if self._opened is not None and not self._opened.done():
            owner.cancel()
        done, _ = await asyncio.wait({owner}, timeout=CLOSING_SECONDS)
        if not done:
            owner.cancel()
            await asyncio.wait({owner}, timeout=1.0)
        if self._opened is not None and self._opened.done() and not self._opened.cancelled():
            with contextlib.suppress(Exception):
                self._opened.result()
