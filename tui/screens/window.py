"""A box over the screen behind it: escape always closes it, its lower border names the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from tui.text import one_line

if TYPE_CHECKING:
    from tui.app import CrossfadeApp

Answer = TypeVar("Answer")


class Window(ModalScreen[Answer | None], Generic[Answer]):
    """Dismissed with None by escape; a window that asks something is dismissed with the answer."""

    CSS_PATH: ClassVar[Any] = "window.tcss"
    BINDINGS = [  # noqa: RUF012
        Binding("escape", "leave", "Close", show=False),
        Binding("ctrl+z", "app.act('suspend')", "Suspend", show=False),
    ]

    answered = False
    """Whether it has been dismissed: what is pressed from then on is no second answer."""

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Close with the answer, the first that is given.

        It closes when the keys that came before are through: the rest of a burst (a held key, a
        slow line) is this window's, not that of the screen behind it.
        """
        if not self.answered:
            self.answered = True
            self.app.call_later(super().dismiss, result)
        return AwaitComplete()

    @property
    def program(self) -> CrossfadeApp:
        """The app, by its own type."""
        return cast("CrossfadeApp", self.app)

    def box(self, title: str, keys: str) -> Vertical:
        """The bordered box for ``compose``; ``keys`` is the hint in its lower border."""
        box = Vertical(classes="box")
        box.border_title = Content(one_line(title))
        box.border_subtitle = Content(keys)
        return box

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
