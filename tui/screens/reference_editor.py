"""Writing what is said in a clip, channel by channel; what is typed is kept however one leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from checklists.before.references import standing_in_words
from providers.errors import Trouble
from tui.sample_lines import length
from tui.screens.window import Window
from tui.text import clean, counted, one_line

if TYPE_CHECKING:
    from checklists.records import ClipRecord
    from tui.widgets.listening import Listening

BACK_SECONDS = 2.0
Keep = Callable[[Mapping[int, str]], "ClipRecord"]


class ReferenceEditor(Window[bool]):
    """A text area for each channel. ``keep`` gets the texts by channel and may raise Trouble.

    Dismissed with whether anything was kept.

    ``sound`` gives the keys of playback something to play; without it they are not offered. They
    are function keys that no text area uses and that terminals and tmux hand on.
    """

    CSS_PATH: ClassVar[Any] = ["window.tcss", "reference_editor.tcss"]
    AUTO_FOCUS = "TextArea"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012 - as Textual types it
    BINDINGS = [  # noqa: RUF012
        Binding("ctrl+s", "keep", "Keep", show=False, priority=True),
        # Before the text area's own, which would only leave it for the next widget.
        Binding("escape", "leave", "Keep and close", show=False, priority=True),
        Binding("f2", "listen('toggle')", "Play or pause", show=False, priority=True),
        Binding("f3", "listen('back')", "Back 2 s", show=False, priority=True),
        Binding("f4", "listen('on')", "On 2 s", show=False, priority=True),
    ]

    def __init__(self, record: ClipRecord, keep: Keep, sound: Listening | None = None) -> None:
        super().__init__()
        self._record, self._keep, self._sound = record, keep, sound
        self._kept = self._of(record)
        self._typed = dict(self._kept)
        self._warned = self._kept_some = False

    @staticmethod
    def _of(record: ClipRecord) -> dict[int, str]:
        return {
            channel: clean(record.references.get(channel, ""))
            for channel in range(record.clip.channels)
        }

    def compose(self) -> ComposeResult:
        keys = ["^s keep", "esc keep and close"]
        if len(self._kept) > 1:
            keys.insert(1, "tab other channel")
        if self._sound is not None:
            # Fewer words: all of them fit at 60 columns.
            tab = ["tab next"] if len(self._kept) > 1 else []
            keys = ["F2 play", "F3 back 2 s", *tab, "esc keeps it"]
        with self.box(f"What is said: {self._record.name}", " · ".join(keys)):
            yield Static(id="standing", markup=False)
            with VerticalScroll(id="texts", can_focus=False):
                for channel, text in self._kept.items():
                    if len(self._kept) > 1:
                        yield Static(self._label(channel), markup=False, classes="label")
                    area = TextArea(
                        text, id=f"channel-{channel}", soft_wrap=True, tab_behavior="focus"
                    )
                    # A blinking cursor writes to the terminal for as long as the window is open.
                    area.cursor_blink = False
                    yield area
            with Vertical(id="sound") as place:
                # The waveform and the transport of the clip.
                place.display = self._sound is not None
                if self._sound is not None:
                    yield self._sound
            yield Static(id="missing", markup=False)

    def _label(self, channel: int) -> str:
        whole = ", or the whole clip where the others are empty" if channel == 0 else ""
        return f"Channel {channel + 1}{whole}"

    def on_mount(self) -> None:
        """Where the text stands, and the clip to be heard."""
        self._show_standing()
        if self._sound is not None:
            self._sound.show(self._record.clip)

    def _show_standing(self) -> None:
        record = self._record
        words = f"{length(record.clip.duration)} · {one_line(standing_in_words(record))}"
        if record.unverified:
            words += " · a draft stays one until it is confirmed by ear"
        self.query_one("#standing", Static).update(Content(words))

    @on(TextArea.Changed)
    def _changed(self) -> None:
        if self._read():
            self._warned = False

    def _read(self) -> bool:
        """Note what stands in the text areas; whether it is other than before."""
        before = dict(self._typed)
        for channel, area in zip(self._kept, self.query(TextArea), strict=True):
            self._typed[channel] = area.text
        return self._typed != before

    # --- keeping -----------------------------------------------------------------------------

    def action_keep(self) -> None:
        """Keep what is typed, and go on typing."""
        self._read()
        if self._typed == self._kept:
            self._say("Nothing changed since it was kept.")
        elif self._keep_now():
            words = sum(len(text.split()) for text in self._kept.values())
            self._say(f"Kept: {counted(words, 'word')}.")

    def _keep_now(self) -> bool:
        """Keep it, or say why it cannot be kept."""
        try:
            self._record = self._keep(dict(self._typed))
        except Trouble as trouble:
            self._say(f"Not kept: {clean(str(trouble))}")
            return False
        self._kept, self._kept_some = dict(self._typed), True
        self._show_standing()
        return True

    def action_leave(self) -> None:
        """Keep what is typed, and close; what cannot be kept is thrown away only at the second
        time."""
        self._read()
        nothing = not any(text.strip() for text in self._typed.values())
        if self._typed == self._kept or self._warned or (nothing and not self._record.references):
            self._typed = dict(self._kept)
            self.dismiss(self._kept_some)
        elif self._keep_now():
            self.dismiss(True)
        else:
            self._warned = True
            shown = self.query_one("#missing", Static)
            shown.update(Content(f"{shown.content} Esc again closes; the text stays as it was."))

    def on_unmount(self) -> None:
        """The program ends with the editor open, by a key or by a signal: nothing typed is lost."""
        if self._typed != self._kept:
            try:
                self._keep(dict(self._typed))
            except Trouble as trouble:
                self.program.fault = clean(str(trouble))

    def _say(self, sentence: str) -> None:
        self.query_one("#missing", Static).update(Content(sentence))

    # --- listening ---------------------------------------------------------------------------

    def action_listen(self, what: str) -> None:
        """Play while typing: the cursor stays in the text."""
        if self._sound is None:
            return
        if what == "toggle":
            self._sound.toggle()
        else:
            self._sound.skip(-BACK_SECONDS if what == "back" else BACK_SECONDS)
