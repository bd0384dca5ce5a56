"""Listen: a clip as sound, as a picture and in words, with the word that is heard marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content

from providers.errors import Trouble
from tui import clipboard
from tui.actions import bindings_for
from tui.sample_lines import length
from tui.screens.choose import ChooseWindow
from tui.screens.clip_bench import ClipBench
from tui.screens.played_bench import PlayedBench
from tui.screens.run import RunWindow
from tui.spoken import Source, Turn, sources, turns, words_of
from tui.text import counted, one_line
from tui.widgets.listening import Listening
from tui.widgets.spoken_text import Passage, SpokenText
from tui.widgets.table import Column, Line, Table, TableRows
from tui.widgets.wave_view import Mark

if TYPE_CHECKING:
    from checklists.records import ClipRecord
    from providers.speech import Word
    from tui.app import CrossfadeApp

TABLE = (Column("Clip", 10, grows=True), Column("Length", 7, right=True))
NEEDS_WORDS = ("word", "next-word", "word-before")
NEEDS_A_CLIP = (
    *NEEDS_WORDS, "play", "back", "on", "back-more", "on-more", "back-most", "on-most", "start",
    "end", "loop", "forget", "side", "slower", "faster", "closer", "wider", "whole", "text",
    "elsewhere", "device",
)  # fmt: skip


class ListenScreen(PlayedBench, ClipBench, playback="listen"):
    """The clips at the left where there is room, the waveform above the words."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "listen.tcss"]
    BINDINGS = bindings_for("listen")
    AUTO_FOCUS = ""
    bench_id = "listen"

    def __init__(self) -> None:
        self._heard = ""
        self._sources: tuple[Source, ...] = ()
        self._source: Source | None = None
        self._words: tuple[Word, ...] = ()
        self._wanted: dict[str, Source] = {}
        super().__init__()

    def compose_body(self) -> ComposeResult:
        with Container(id="listen", classes="place"):
            yield Table(TABLE, id="table", classes="panel")
            with Vertical(id="sound", classes="side -shown"):
                yield Listening(id="wave", classes="panel")
            with Vertical(id="said", classes="side"):
                yield SpokenText(id="words", classes="panel")

    def on_mount(self) -> None:
        """The list where it is in view, else the words."""
        super().on_mount()
        self._focus_first()

    @property
    def record(self) -> ClipRecord | None:
        """The clip that is listened to."""
        return self.clip_of(self._heard)

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        found: dict[str, str] = {}
        if not self.clips:
            record, add = self.program.key_of("next-bench"), self.program.key_of("listen-choose")
            none = f"There is no clip yet: {add} adds the sample calls, {record} goes on to others."
            return {f"listen-{name}": none for name in NEEDS_A_CLIP}
        if not self._words:
            none = "It is not known when which word is said: t shows whose words there are."
            found |= {f"listen-{name}": none for name in NEEDS_WORDS}
        record_ = self.record
        if record_ is not None and record_.clip.channels < 2:
            found["listen-side"] = "The clip has one channel."
        if not self.narrow():
            found["listen-other"] = "Both panes are in view: tab moves between them."
        return found

    # --- showing -----------------------------------------------------------------------------

    def show_bench(self) -> None:
        """The clips as they are on record; the one that is listened to stays."""
        self.read_clips()
        lines = [
            Line(one.sha256, (one.name, length(one.clip.duration))) for one in self.clips
        ]  # fmt: skip
        table = self.query_one(Table)
        table.show(lines, start=self._heard, nothing="No clip yet.")
        table.border_title = Content(counted(len(lines), "clip"))
        if self.record is None:
            self.listen_to(self.clips[0].sha256 if self.clips else "")
        else:
            self._read_words()

    def listen_to(self, sha256: str, at: float = 0.0) -> None:
        """Another clip, with the cursor at ``at`` seconds; "" for none."""
        self._heard = sha256
        record = self.record
        pane = self.listening
        pane.show(record.clip if record else None, at)
        pane.find_device()
        pane.border_title = Content(_about(record) if record else "No clip")
        if record is not None:
            self.query_one(TableRows).highlighted = [one.sha256 for one in self.clips].index(sha256)
        self._source = None
        self._read_words()
        self.redraw_edges()

    def play_part(self, sha256: str, start: float, end: float) -> None:
        """A word or hit of a clip, with a little before and after."""
        self.listen_to(sha256, start)
        self.listening.play_around(start, end)

    def _read_words(self) -> None:
        record = self.record
        self._sources = sources(self.program.workspace, record) if record else ()
        wanted = self._wanted.get(self._heard)
        best = next(iter(self._sources), None)
        source = wanted if wanted in self._sources else best
        if source != self._source or source is None:
            self._show_words(source)

    def _show_words(self, source: Source | None) -> None:
        self._source, self._words = source, ()
        record = self.record
        if record is not None and source is not None:
            try:
                self._words = words_of(self.program.workspace, record, source)
            except Trouble as trouble:
                self.program.say_trouble(trouble)
        found = turns(self._words, record.clip.channels) if record else ()
        self.listening.show_words(self._words, _marks(self._words, found))
        text = self.query_one(SpokenText)
        text.show(_passages(self._words, found) or self._without_times(record, source))
        text.border_title = Content(f"{source.title} · {source.about}" if source else "Words")
        self._mark()
        self.redraw_edges()

    def _without_times(
        self, record: ClipRecord | None, source: Source | None
    ) -> tuple[Passage, ...]:
        """The text of a reference without times, or what would give words."""
        if record is None:
            key = self.program.key_of("listen-choose")
            return (_sentence(f"Here stand the words of the clip. {key} adds the sample calls."),)
        if source is None:
            words = (
                "Nobody has written down or transcribed this clip yet. The workbench Compare "
                "transcribes it, and Samples takes a reference."
            )
            return (_sentence(words),)
        if source.timed:
            return (_sentence("Nothing was heard in it."),)
        several = len(record.references) > 1
        return tuple(
            Passage(
                f"channel {channel + 1}" if several else "",
                tuple((-1, word) for word in text.split()),
            )
            for channel, text in sorted(record.references.items())
        )

    @on(Listening.Moved)
    def _moved(self, message: Listening.Moved) -> None:
        message.stop()
        self._mark()

    def _mark(self) -> None:
        self.query_one(SpokenText).mark(self.listening.word_number if self._words else -1)

    @on(TableRows.OptionHighlighted)
    def _clip_chosen(self) -> None:
        chosen = self.query_one(TableRows).selected
        if chosen and chosen != self._heard:
            self.listen_to(chosen)

    @on(TableRows.OptionSelected)
    def _clip_opened(self) -> None:
        self.listening.toggle()

    def _focus_first(self) -> None:
        wide = self.app.size.width >= 120
        (self.query_one(TableRows) if wide else self.query_one(SpokenText)).focus()

    # --- what the keys do --------------------------------------------------------------------

    def do_listen_word(self) -> None:
        """The word under the cursor."""
        self.listening.play_word()

    def do_listen_next_word(self) -> None:
        """A word on."""
        self.listening.to_word(1)

    def do_listen_word_before(self) -> None:
        """A word back."""
        self.listening.to_word(-1)

    def do_listen_start(self) -> None:
        """Where the loop starts."""
        self.listening.mark_start()
        self.say(f"The loop starts here: {self.program.key_of('listen-end')} ends it.")

    def do_listen_end(self) -> None:
        """Where the loop ends."""
        self.listening.mark_end()
        self.say("")

    def do_listen_loop(self) -> None:
        """Again and again, or once."""
        self.listening.toggle_loop()

    def do_listen_forget(self) -> None:
        """The whole clip again."""
        self.listening.forget_span()

    def do_listen_choose(self) -> None:
        """The list of clips; the sample calls where there is none yet."""
        if not self.clips:
            self.add_samples()
            return
        hashes = [one.sha256 for one in self.clips]
        choices = [(one_line(one.name), _about(one, named=False)) for one in self.clips]

        def answered(index: int | None) -> None:
            if index is not None and hashes[index] != self._heard:
                self.listen_to(hashes[index])

        window = ChooseWindow("Listen to", choices, hashes.index(self._heard))
        self.app.push_screen(window, answered)

    def do_listen_text(self) -> None:
        """The reference, or one of the transcripts."""
        if not self._sources:
            self.say("There are no words of this clip yet: Compare transcribes it.")
            return
        choices = [(one.title, one.about) for one in self._sources]
        current = self._sources.index(self._source) if self._source in self._sources else 0

        def answered(index: int | None) -> None:
            if index is not None:
                self._wanted[self._heard] = self._sources[index]
                self._show_words(self._sources[index])

        self.app.push_screen(ChooseWindow("Whose words", choices, current), answered)

    def do_listen_elsewhere(self) -> None:
        """Show the commands, and copy the likeliest."""
        commands = self.listening.commands()
        if commands:
            clipboard.copy(self.program, commands[0], "command that plays it")
            heads = ["Copied: the likeliest", *["Or, where the file lies"] * len(commands)]
            sections = list(zip(heads, commands, strict=False))
            self.app.push_screen(RunWindow("Play it elsewhere", sections))

    def do_listen_other(self) -> None:
        """Where one pane fits, show the other."""
        for side in self.query(".side"):
            side.toggle_class("-shown")
        if self.query_one("#said").has_class("-shown"):
            # What is not in view yet does not take the focus.
            self.call_after_refresh(self.query_one(SpokenText).focus)


def _about(record: ClipRecord, *, named: bool = True) -> str:
    clip = record.clip
    about = f"{length(clip.duration)}, {clip.rate / 1000:g} kHz, " + counted(
        clip.channels, "channel"
    )
    return f"{one_line(record.name)} · {about}" if named else about


def _marks(words: Sequence[Word], found: Sequence[Turn]) -> list[Mark]:
    marks = [Mark("word", one.start, one.end, one.punctuated or one.text) for one in words]
    return marks + [Mark("turn", one.start, one.end, one.label) for one in found if one.label]


def _passages(words: Sequence[Word], found: Sequence[Turn]) -> tuple[Passage, ...]:
    return tuple(
        Passage(
            one.label,
            tuple((number, words[number].punctuated or words[number].text) for number in one.words),
        )
        for one in found
    )


def _sentence(words: str) -> Passage:
    return Passage("", tuple((-1, word) for word in words.split()))


async def open_listening(program: CrossfadeApp, sha256: str) -> ListenScreen | None:
    """Go to this workbench with a clip of the workspace in it; None where it cannot be shown."""
    from tui.workbenches import by_id

    await program.open_bench(by_id("listen"))
    screen = program.screen
    if not isinstance(screen, ListenScreen):
        return None
    screen.show_bench()
    if screen.clip_of(sha256) is not None:
        screen.listen_to(sha256)
    return screen
