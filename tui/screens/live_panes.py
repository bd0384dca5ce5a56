"""Choosing the panes of a live comparison: one to four, each a vendor with its options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklists.before.live.panes import (
    MOST_PANES,
    PRESETS,
    LivePane,
    numbered,
    standard_panes,
)
from providers.audio.pacing import PcmFormat
from providers.deepgram.catalogue import MODELS
from providers.errors import BadInput
from tui import clipboard
from tui.live.pane_form import Checked, Draft, checked, draft_of
from tui.live.pane_lines import NAMES, found_lines, pane_line, pane_name
from tui.screens.choose import ChooseWindow
from tui.screens.hint import show_hint
from tui.screens.window import Window
from tui.widgets.fitted import Fitted
from tui.widgets.pane_editor import PaneEditor
from tui.widgets.rows import Rows

_LIST_KEYS = (
    "enter edit · a add · c copy · d remove · p presets · y copy URL · ^s use · esc cancel",
    "enter edit · a add · d remove · p presets · ^s use · esc",
    "enter edit · a add · p presets · ^s use",
)
_EDIT_KEYS = (
    "↑ ↓ move · ← → change · ^o models · pgdn more · ^s use · esc back to the panes",
    "↑ ↓ move · ← → change · ^o models · pgdn more · ^s use · esc back",
    "↑ ↓ ← → · pgdn more · ^s use · esc back",
)
SIDE_BY_SIDE = 96


class PanesWindow(Window[tuple[LivePane, ...]]):
    """Dismissed with the panes, numbered. ``form`` is that of the audio, None where nobody knows
    yet; ``environ`` says where requests would go."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "form.tcss", "live_windows.tcss"]
    AUTO_FOCUS = "#panes"
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (SIDE_BY_SIDE, "-beside")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012 - as Textual types it
    BINDINGS = [  # noqa: RUF012
        Binding("a", "add", "Add", show=False),
        Binding("c", "add(True)", "Copy", show=False),
        Binding("d", "remove", "Remove", show=False),
        Binding("p", "presets", "Presets", show=False),
        Binding("y", "copy", "Copy the URL", show=False),
        Binding("ctrl+s", "use", "Use", show=False, priority=True),
        Binding("ctrl+o", "models", "Models", show=False, priority=True),
        # The rest of what is found, whatever has the focus.
        Binding("pagedown", "scroll_found(1)", "More", show=False, priority=True),
        Binding("pageup", "scroll_found(-1)", "Back", show=False, priority=True),
        Binding("down", "app.focus_next", "Next line", show=False),
        Binding("up", "app.focus_previous", "Line before", show=False),
    ]

    def __init__(
        self,
        panes: Sequence[LivePane],
        form: PcmFormat | None,
        environ: Mapping[str, str],
        *,
        current: str = "1",
        edit: bool = False,
    ) -> None:
        """``current`` is the id of the pane to begin with; ``edit`` goes into its lines at once."""
        super().__init__()
        self._drafts = [draft_of(pane) for pane in panes] or [Draft("deepgram")]
        self._form, self._environ = form, environ
        ids = [pane.id for pane in panes]
        self._at = ids.index(current) if current in ids else 0
        self._edit_first = edit
        self._warned = False

    def compose(self) -> ComposeResult:
        with self.box("Panes of the comparison", "") as box:
            box.id = "panes-box"
            with Container(id="halves"):
                with Vertical(id="choosing"):
                    yield Rows(id="panes", markup=False)
                    yield PaneEditor(self._drafts[self._at], id="editor")
                with VerticalScroll(id="found", can_focus=False):
                    yield Static(markup=False)
            yield Static("", id="missing", markup=False)

    def on_mount(self) -> None:
        """Show the panes."""
        self._show()
        if self._edit_first:
            self.call_after_refresh(self.query_one(PaneEditor).begin)

    def on_resize(self, event: Resize) -> None:
        """The hint keeps to the width."""
        self.call_after_refresh(self._hint)

    def on_descendant_focus(self) -> None:
        """Other keys in the lines than in the list."""
        self.set_class(self._editing, "-editing")
        if not self._warned:
            self._say(self.query_one(PaneEditor).about if self._editing else "")
        self._hint()

    @property
    def _editing(self) -> bool:
        return self.query_one(PaneEditor).has_focus_within

    def _hint(self) -> None:
        show_hint(self.query_one("#panes-box"), _EDIT_KEYS if self._editing else _LIST_KEYS)

    # --- drawing -----------------------------------------------------------------------------

    def _checked(self, draft: Draft) -> Checked:
        return checked(draft, self._form, self._environ)

    def _show(self) -> None:
        """The list and what is found of the pane under the cursor."""
        rows = self.query_one("#panes", Rows)
        lines = [
            Option(_fitted(number, _name(draft), self._checked(draft).mark))
            for number, draft in enumerate(self._drafts, 1)
        ]
        with self.prevent(OptionList.OptionHighlighted):
            rows.set_options(lines)
            rows.highlighted = self._at
        self._show_found()

    def _show_found(self) -> None:
        found = self._checked(self._drafts[self._at])
        panel = self.query_one("#found")
        panel.query_one(Static).update(
            Fitted(lambda width: Content("\n").join(found_lines(found, max(12, width))))
        )
        panel.border_title = Content(f" Pane {self._at + 1} ")

    def _say(self, words: str) -> None:
        self.query_one("#missing", Static).update(Content(words))

    @on(OptionList.OptionHighlighted, "#panes")
    async def _moved(self, event: OptionList.OptionHighlighted) -> None:
        self._at = min(event.option_index, len(self._drafts) - 1)
        self._show_found()
        await self.query_one(PaneEditor).show(self._drafts[self._at])

    @on(PaneEditor.Changed)
    def _changed(self, event: PaneEditor.Changed) -> None:
        self._drafts[self._at] = event.draft
        if self._warned:
            self._warned = False
            self._say("")
        self._show()

    # --- the keys ----------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#panes")
    def _edit(self) -> None:
        self.query_one(PaneEditor).begin()

    async def _go_to(self, number: int) -> None:
        self._at = number
        self._warned = False
        self._say("")
        await self.query_one(PaneEditor).show(self._drafts[number])
        self._show()

    async def action_add(self, copied: bool = False) -> None:
        """One more pane: a standard one, or the same once more."""
        if len(self._drafts) >= MOST_PANES:
            self._say(f"There are {MOST_PANES} panes already: d removes one.")
            return
        new = self._drafts[self._at] if copied else draft_of(standard_panes(["deepgram"])[0])
        self._drafts.insert(self._at + 1, new)
        await self._go_to(self._at + 1)

    async def action_remove(self) -> None:
        """Without the pane under the cursor."""
        if len(self._drafts) == 1:
            self._say("This is the only pane: a adds another, then this one can go.")
            return
        del self._drafts[self._at]
        await self._go_to(min(self._at, len(self._drafts) - 1))

    def action_presets(self) -> None:
        """Panes that show something together, in place of all these."""
        choices = [(preset.title, preset.about) for preset in PRESETS]

        async def chosen(index: int | None) -> None:
            if index is not None:
                self._drafts = [draft_of(pane) for pane in PRESETS[index].panes]
                await self._go_to(0)

        self.app.push_screen(ChooseWindow("Presets", choices, 0), chosen)

    def action_models(self) -> None:
        """The models that Deepgram's pages name, for the pane that is edited."""
        editor = self.query_one(PaneEditor)
        if self._drafts[self._at].vendor != "deepgram":
            self._say("Amazon's stream has one model of its own: name a custom one, or none.")
            return
        typed = self._drafts[self._at].value("model")
        current = MODELS.index(typed) if typed in MODELS else 0

        def chosen(index: int | None) -> None:
            if index is not None:
                editor.fill("model", MODELS[index])

        window = ChooseWindow("Model", [(name, _terms(name)) for name in MODELS], current)
        self.app.push_screen(window, chosen)

    def action_scroll_found(self, step: int) -> None:
        """What does not fit of the problems and the URL."""
        panel = self.query_one("#found")
        panel.scroll_relative(y=step * max(1, panel.size.height - 1), animate=False)

    def action_copy(self) -> None:
        """Hand the URL to the terminal's clipboard."""
        found = self._checked(self._drafts[self._at])
        if not found.url:
            self._say("Nothing would be sent yet: correct the pane first.")
            return
        clipboard.copy(self.program, found.url, "live url")

    def action_use(self) -> None:
        """Close with the panes; what would be refused is used only at the second time."""
        # A key with priority overtakes the letters that were typed just before it.
        (self.focused or self).call_later(self._use)

    def _use(self) -> None:
        self._drafts[self._at] = self.query_one(PaneEditor).read()
        panes = []
        for number, draft in enumerate(self._drafts, 1):
            try:
                panes.append(draft.pane(str(number)))
            except BadInput:
                self._say(f"Pane {number} cannot be read: correct it first.")
                return
        refused = [
            str(number)
            for number, draft in enumerate(self._drafts, 1)
            if self._checked(draft).refused
        ]
        if refused and not self._warned:
            self._warned = True
            which = "Pane " + " and ".join(refused)
            self._say(f"{which} would be refused by the vendor: ^s again uses it all the same.")
            return
        self.dismiss(numbered(panes))

    def action_leave(self) -> None:
        """From the lines back to the list; from there close without a change."""
        if self._editing:
            self.query_one("#panes").focus()
            return
        self.dismiss(None)


def _name(draft: Draft) -> str:
    try:
        return pane_name(draft.pane("1"))
    except BadInput:
        return f"{NAMES[draft.vendor]} · cannot be read"


def _fitted(number: int, name: str, mark: str) -> Fitted:
    return Fitted(lambda room: pane_line(number, name, mark, room))


def _terms(model: str) -> str:
    """What words of yours a model takes (Deepgram docs, keyterm and keywords pages, 2025-07)."""
    if model.startswith("nova-3"):
        return "keyterms, changed also in the middle of a stream"
    if model.startswith("flux"):
        return "keyterms; made for voice agents, on an API of its own"
    return "keywords with boosts, no keyterms"
