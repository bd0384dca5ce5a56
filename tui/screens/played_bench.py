"""A bench with sound in it: one ``Listening``, and the keys of playback under the bench's own name.

The actions of benches have ids of their own, since keys can be changed bench by bench; what they do
is the same everywhere and stands here once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import ModalScreen

from tui.screens.bench import BenchScreen
from tui.widgets.listening import Listening

STEP, MORE, SHARE = 1.0, 5.0, 0.1

# By the end of an action's id: "listen-back" is a second back in the bench "listen".
PLAYBACK: Mapping[str, Callable[[Listening], object]] = {
    "play": lambda pane: pane.toggle(),
    "back": lambda pane: pane.skip(-STEP),
    "on": lambda pane: pane.skip(STEP),
    "back_more": lambda pane: pane.skip(-MORE),
    "on_more": lambda pane: pane.skip(MORE),
    "back_most": lambda pane: pane.skip_share(-SHARE),
    "on_most": lambda pane: pane.skip_share(SHARE),
    "side": lambda pane: pane.next_side(),
    "slower": lambda pane: pane.change_speed(-1),
    "faster": lambda pane: pane.change_speed(1),
    "closer": lambda pane: pane.wave.zoom_in(),
    "wider": lambda pane: pane.wave.zoom_out(),
    "whole": lambda pane: pane.wave.zoom_all(),
    "device": lambda pane: pane.look_again(),
}


class PlayedBench(BenchScreen):
    """A screen with one ``Listening``; ``playback`` is what its actions' ids begin with."""

    def __init_subclass__(cls, playback: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        if playback:
            for name, play in PLAYBACK.items():
                setattr(cls, f"do_{playback}_{name}", _action(play))

    @property
    def listening(self) -> Listening:
        """What plays."""
        return self.query_one(Listening)

    def on_screen_suspend(self) -> None:
        """What plays stops with the screen, but not under a window."""
        if not isinstance(self.app.screen, ModalScreen):
            self.listening.pause()


def _action(play: Callable[[Listening], object]) -> Callable[[PlayedBench], None]:
    def act(self: PlayedBench) -> None:
        play(self.listening)

    return act
