"""When a program under test has done what a key made it do.

Textual's own pilot waits until the process uses hardly any processor time: never less than 20 ms
twice a key, and up to a second each time where anything else computes, which is no fact either way.
Here the program is at rest when its event loop has nothing left to run, the threads it asked have
answered and its screen has nothing left to draw. What other processes and longer clocks bring is
waited for by its own fact, as ever.

No terminal shows what is between two such moments, so that widgets are drawn once there, and not
sixty times a second; what a screen looks like is asked of it by ``frame_text``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, cast

import pytest
from textual._compositor import Compositor
from textual._context import active_app, visible_screen_stack
from textual.app import App
from textual.geometry import Region
from textual.widgets import OptionList

# A program that draws without a pause, and a thread that hangs, are not waited for any longer.
LONGEST_SECONDS = 1.0
THREAD_SECONDS = 0.2
STEP_SECONDS = 0.002


async def _nothing_to_run(until: float) -> None:
    """Return when every task of the loop waits for a clock, a descriptor or a thread."""
    loop = cast(Any, asyncio.get_running_loop())
    while True:
        await asyncio.sleep(0)
        if not loop._ready or time.monotonic() > until:
            return


def _threads_at_work() -> bool:
    """Whether something given to ``asyncio.to_thread`` has not come back yet."""
    threads = cast(Any, asyncio.get_running_loop())._default_executor
    if not isinstance(threads, ThreadPoolExecutor):
        return False
    pool = cast(Any, threads)
    return bool(pool._work_queue.qsize() or pool._idle_semaphore._value < len(pool._threads))


def _waits_for_its_clock(app: App[Any]) -> bool:
    """Whether a new size, or the end of a change of screens, is some milliseconds away."""
    return app._batch_count > 0 or app._resize_event is not None


def _left_to_draw(app: App[Any]) -> bool:
    """Whether the screen in front waits for its next redrawing, sixty times a second."""
    screen = app.screen
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


async def come_to_rest(min_sleep: float = 0.0, max_sleep: float = LONGEST_SECONDS) -> None:
    """In place of ``textual._wait.wait_for_idle``, for the program that runs in this context."""
    app = active_app.get()
    began = time.monotonic()
    until = began + max_sleep
    while True:
        await _nothing_to_run(until)
        now = time.monotonic()
        if not app.is_running or not app._screen_stack:
            return
        if now > until:
            break
        if _waits_for_its_clock(app) or (_threads_at_work() and now < began + THREAD_SECONDS):
            await asyncio.sleep(STEP_SECONDS)
        elif _left_to_draw(app):
            app.screen._on_timer_update()
        else:
            break
    _draw(app)


def _draw(app: App[Any]) -> None:
    """Draw what has changed, as for a terminal: a widget that cannot be drawn fails here."""
    compositor = app.screen._compositor
    if not compositor._dirty_regions:
        return
    changed = Region.from_union(compositor._dirty_regions).intersection(app.screen.size.region)
    compositor._dirty_regions.clear()
    visible_screen_stack.set(app._background_screens)
    for _ in compositor._get_renders(changed):
        pass


def _not_yet(compositor: Compositor, **ways: Any) -> None:
    """In place of ``Compositor.render_update``: no update for the terminal that is not there.

    A list counts its lines when it is drawn, and its height with them, so it does that here.
    """
    for widget in compositor.visible_widgets:
        if isinstance(widget, OptionList):
            widget._update_lines()


@contextmanager
def pilots_wait_for_rest() -> Iterator[None]:
    """Let every pilot wait for rest instead of for an idle processor."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("textual.app", "textual.pilot"):
            patch.setattr(f"{module}.wait_for_idle", come_to_rest)
        patch.setattr(Compositor, "render_update", _not_yet)
        yield
