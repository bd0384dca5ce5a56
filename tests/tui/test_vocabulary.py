"""A vocabulary is read, taken apart and picked from, by keys only."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from checklists.before.vocabulary.entries import read_vocabulary
from checklists.before.vocabulary.keeping import keep_vocabulary, kept_vocabulary
from checklists.workspace import Workspace
from providers.sandbox.process import SandboxUrls
from tests.tui.batch_vendors import BatchVendors
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tests.tui.hostile import MARKUP, PAYLOAD
from tests.tui.ladders import add_calls, says
from tests.tui.windows import SIZES, resized, typed
from tui.app import CrossfadeApp
from tui.screens.choose import ChooseWindow
from tui.screens.form import FormWindow
from tui.screens.keyword_request import RequestWindow
from tui.screens.keywords import KeywordsScreen
from tui.screens.run import RunWindow
from tui.screens.vocabulary import VocabularyScreen
from tui.vendor_desk import VendorDesk
from tui.widgets.table import TableRows
from tui.widgets.term_panel import TermPanel

OPEN = ("j", "j", "j", "j", "enter", "w", "w")
TABLE = (
    "Phrase\tSoundsLike\tIPA\tDisplayAs\r\n"
    "Zyxel\tzyk-sel\t\tZyxel\r\n"
    "zyxel\t\t\tZyXEL\r\n"
    "A.B.C.-s\t\t\tABCs\r\n"
    "C.-plus-plus\t\t\tC++\r\n"
    "broadband-support\t\t\tbroadband support\r\n"
    "two words\t\t\ttwo words\r\n"
    "worldpay\t\r\n"
    "B.\t\t\t\r\n"
)


@pytest.fixture
def table(workspace: Workspace) -> Path:
    """A table in which some entries are wrong."""
    path = workspace.directory.parent / "old-terms.txt"
    path.write_bytes(TABLE.encode())
    return path


async def opened(pilot: Pilot[int]) -> VocabularyScreen:
    """The import over the bench."""
    await pilot.press(*OPEN, "i")
    app = pilot.app
    await wait_for(pilot, lambda: isinstance(app.screen, VocabularyScreen), "it is open")
    await pilot.pause()
    assert isinstance(app.screen, VocabularyScreen)
    return app.screen


async def read_file(pilot: Pilot[int], path: Path, kind: str = "") -> None:
    """Name a file by keys; ``kind`` instead of "vocabulary"."""
    await pilot.press("f")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, FormWindow), "it asks")
    await pilot.press("ctrl+u")
    await typed(pilot, str(path))
    await pilot.press("enter")
    if kind:
        await pilot.press("ctrl+u")
        await typed(pilot, kind)
    await pilot.press("enter")


async def on_entry(pilot: Pilot[int], words: str) -> None:
    """The cursor onto the entry with these words in its explanation."""
    await pilot.press("home")
    screen = pilot.app.screen
    assert isinstance(screen, VocabularyScreen)
    for _ in range(40):
        await pilot.pause()
        if words in screen._words_here()[1]:
            return
        await pilot.press("j")
    raise AssertionError(f"no entry {words!r}:\n{frame_text(pilot.app)}")


async def test_entries_are_read_explained_and_picked(
    workspace: Workspace, table: Path, make_app: MakeApp
) -> None:
    add_calls(workspace)
    vendors = BatchVendors(says)
    app = make_app(vendors)
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        await wait_for_text(pilot, "f reads a custom vocabulary from a file")
        await wait_for_text(pilot, "Nothing is carried over by itself")
        await pilot.press("t")
        await wait_for_text(pilot, "No vocabulary is read yet: f reads a file.")
        await read_file(pilot, table)
        await wait_for_text(pilot, "all untested, none picked: space picks one.")
        await wait_for_text(pilot, "file old-terms.txt · table")
        await wait_for_text(pilot, "picked 0 of 100 terms, about 0 of 500 tokens")
        assert screen.picked == set()
        await pilot.press("t")
        await wait_for_text(pilot, "Nothing is picked: space picks the entry")
        # Each entry says what becomes of it and why.
        await on_entry(pilot, "ABCs")
        await wait_for_text(pilot, "A.B.C.-s → keyterm ABCs, 1 token by estimate. Untested")
        await on_entry(pilot, "Folded into it")
        await wait_for_text(pilot, "Folded into it: ")
        await on_entry(pilot, "B. has no counterpart")
        await pilot.press("space")
        await wait_for_text(pilot, "B. has no counterpart: A single letter")
        assert screen.picked == set()
        # Faults by line, each with what to do.
        await pilot.press("n")
        await wait_for_text(pilot, "Line 1: Its lines end in CRLF")
        await pilot.press("n")
        await wait_for_text(pilot, "Line 7 two words: A phrase has no spaces. The entry is left")
        await wait_for_text(pilot, "Join its words with hyphens")
        await pilot.press("n")
        await wait_for_text(pilot, "Line 8")
        await pilot.press("n")
        await wait_for_text(pilot, "Line 1: Its lines end in CRLF")
        await pilot.press("space")
        await wait_for_text(pilot, "Only an entry can be picked")
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, RunWindow), "the whole of it")
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.screen is screen, "it is closed")
        # What is picked goes to the list, and nothing else.
        await on_entry(pilot, "ABCs")
        await pilot.press("space")
        await wait_for_text(pilot, "[x] A.B.C.-s")
        await on_entry(pilot, "replace c plus plus:C++")
        await pilot.press("space")
        await wait_for_text(pilot, "picked 1 of 100 terms, about 1 of 500 tokens, 1 rule")
        await pilot.press("t")
        await wait_for(pilot, lambda: isinstance(app.screen, KeywordsScreen), "back")
        await wait_for_text(pilot, "1 term taken from file old-terms.txt, 1 rule held ready")
        assert app.screen.query_one(TermPanel).terms == ("ABCs",)
        await pilot.press("e")
        await wait_for(pilot, lambda: isinstance(app.screen, RequestWindow), "the request")
        await wait_for_text(pilot, "keyterm=ABCs")
        await wait_for_text(pilot, "replace=c plus plus:C++")
        assert vendors.asked == []
    kept = kept_vocabulary(workspace)
    assert kept is not None and kept.source == "file old-terms.txt"
    assert workspace.evidence() == ()


async def test_what_was_read_last_is_there_again_and_all_can_be_picked(
    workspace: Workspace, make_app: MakeApp
) -> None:
    keep_vocabulary(workspace, read_vocabulary(TABLE.encode(), "old-terms.txt"))
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        screen = await opened(pilot)
        await wait_for_text(pilot, "file old-terms.txt · table")
        await pilot.press("a")
        terms = {at for at, one in enumerate(screen._candidates) if one.keyterm}
        assert screen.picked == terms and len(terms) > 2
        await pilot.press("a")
        assert screen.picked == set()
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, KeywordsScreen), "back")
        assert app.screen.query_one(TermPanel).terms == ()


async def test_what_cannot_be_read_is_a_sentence(
    workspace: Workspace, table: Path, make_app: MakeApp
) -> None:
    empty = table.parent / "empty.txt"
    empty.write_bytes(b"")
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await read_file(pilot, table.parent / "nowhere.txt")
        await wait_for_text(pilot, "'nowhere.txt' cannot be read (No such file or directory)")
        await read_file(pilot, empty)
        await wait_for_text(pilot, "is empty: name a file with a custom vocabulary.")
        await pilot.press("f")
        await wait_for(pilot, lambda: isinstance(app.screen, FormWindow), "it asks")
        await pilot.press("ctrl+u", "enter", "enter")
        await wait_for_text(pilot, "Nothing is typed yet")
        await pilot.press("x", "ctrl+u", *"both", "enter")
        await wait_for_text(pilot, "Nothing is typed yet")
    assert kept_vocabulary(workspace) is None


async def test_a_filter_becomes_rules(workspace: Workspace, table: Path, make_app: MakeApp) -> None:
    words = table.parent / "filter.txt"
    words.write_text("darn\nheck\n")
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await read_file(pilot, words, "mask")
        await wait_for_text(pilot, "file filter.txt · filter")
        await on_entry(pilot, "replace darn:***")
        await read_file(pilot, words, "tag")
        await on_entry(pilot, "heck has no counterpart.")


async def test_the_accounts_vocabulary_is_fetched_from_the_sandbox(
    workspace: Workspace, sandbox: SandboxUrls
) -> None:
    desk = VendorDesk("auto", sandbox.environment())
    app = CrossfadeApp(workspace, desk, environ={"COLORTERM": "truecolor"})
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await pilot.press("c")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseWindow), "it asks which", 30)
        await wait_for_text(pilot, "vocabulary · en-US · ready")
        await wait_for_text(pilot, "filter · en-US")
        await pilot.press("enter")
        await wait_for_text(pilot, "all untested, none picked", 30)
        await wait_for_text(pilot, "sandbox account: ")
        await wait_for_text(pilot, "Zyxel")
        await pilot.press("c")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseWindow), "it asks which", 30)
        await pilot.press("end", "enter")
        await wait_for_text(pilot, "How the jobs use the filter")
        await pilot.press("enter")
        await wait_for_text(pilot, " · filter", 30)
        await wait_for_text(pilot, ":***")
    await desk.close()


async def test_hostile_words_are_shown_and_harmless(
    workspace: Workspace, table: Path, make_app: MakeApp
) -> None:
    hostile = table.parent / "host[b]ile.txt"
    hostile.write_text(
        f"Phrase\tSoundsLike\tIPA\tDisplayAs\n[/]\t\t\t{MARKUP}\nzyxel\t\t\t{MARKUP}\n"
        f"{PAYLOAD}\t\t\tx\nrouter\t\t\t\x1b[2J\u202e\n"
    )
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await opened(pilot)
        await read_file(pilot, hostile)
        await wait_for_text(pilot, "file host[b]ile.txt")
        for _ in range(8):
            text = frame_text(app)
            assert "\x1b" not in text and "\u202e" not in text and "\x07" not in text
            await pilot.press("j")


async def test_no_size_ends_the_program(
    workspace: Workspace, table: Path, make_app: MakeApp
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        await read_file(pilot, table)
        await wait_for_text(pilot, "none picked")
        await resized(pilot)
        await pilot.resize_terminal(60, 18)
        await pilot.press("v")
        await wait_for_text(pilot, "The entry")
        await pilot.press("v")
        await wait_for(pilot, lambda: isinstance(app.focused, TableRows), "the entries")


@pytest.mark.parametrize("size", SIZES)
async def test_frames(
    workspace: Workspace,
    table: Path,
    make_app: MakeApp,
    check_frame: CheckFrame,
    size: tuple[int, int],
) -> None:
    app = make_app(BatchVendors(says))
    async with app.run_test(size=size, notifications=True) as pilot:
        await opened(pilot)
        await check_frame(app, "vocabulary-new")
        await read_file(pilot, table)
        await wait_for_text(pilot, "none picked")
        await on_entry(pilot, "ABCs")
        await pilot.press("space")
        await wait_for_text(pilot, "picked 1 of")
        await check_frame(app, "vocabulary")
        await pilot.press("n", "n")
        await pilot.pause()
        await check_frame(app, "vocabulary-faults")
