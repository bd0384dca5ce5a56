"""What the phase screens say about a workspace."""

from __future__ import annotations

from checklists.workspace import Workspace
from tui.board import effort_words, short_name
from tui.board_reading import numbers_line, read_board, run_sections
from tui.widgets.crumb import crumb
from tui.workbenches import by_id


def test_a_new_workspace_has_everything_open(workspace: Workspace) -> None:
    board = read_board(workspace)
    assert [card.number for card in board.tasks] == list(range(1, 13))
    assert {card.word for card in board.tasks} == {"open"}
    assert (board.mode, board.readiness) == ("live", "0 of 12 closed")
    assert board.progress("before") == (0, 7)


def test_a_rehearsal_counts_as_one_and_says_so(past: Workspace) -> None:
    board = read_board(past)
    assert board.mode == "sandbox"
    assert board.progress_words("before") == "2 of 6 rehearsed"
    card = board.card("api-key")
    assert card is not None and card.rehearsed and card.summary == "1 run, sandbox only"


def test_a_workbench_says_that_only_the_sandbox_is_behind_its_task(past: Workspace) -> None:
    card = read_board(past).card("api-key")
    account = by_id("account")
    assert card is not None and card.state == "evidence"
    for width in range(12, 120):
        line = crumb(account, card, width).plain
        assert len(line) <= width
        assert (
            line == "[Account]"
            if width < 24
            else line.endswith("● sandbox only" if width < 34 else ", sandbox only")
        )
    past.attach_evidence("api-key", past.record_run("doctor", sandbox=False, vendor="deepgram").id)
    assert crumb(account, read_board(past).card("api-key"), 80).plain.endswith(" ● evidence")


def test_one_live_run_makes_it_no_rehearsal(past: Workspace) -> None:
    run = past.record_run("doctor", sandbox=False, vendor="deepgram")
    past.attach_evidence("api-key", run.id)
    board = read_board(past)
    assert board.mode == "live"
    card = board.card("api-key")
    assert card is not None and card.done and not card.rehearsed
    assert board.progress_words("before") == "2 of 6 closed"
    assert {line.origin for line in card.runs} == {"live", "sandbox"}


def test_a_run_is_shown_whole_and_clean(workspace: Workspace) -> None:
    run = workspace.record_run(
        "search", sandbox=True, response={"text": "a\x1b[2J\u202eb", "n": [1]}
    )
    sections = dict(run_sections(run))
    # JSON writes the escape character as an escape of its own, which is as visible.
    assert "a\\u001b[2J\ufffdb" in sections["Response"]
    assert "\x1b" not in sections["Response"] and "\u202e" not in sections["Response"]
    assert sections["Numbers"] == "(none)"
    assert "PocketSphinx" in sections["Run"]


def test_small_words() -> None:
    assert short_name("api-key") == "API key"
    assert (effort_words(20), effort_words(60), effort_words(120)) == (
        "20 minutes",
        "1 hour",
        "2 hours",
    )
    assert numbers_line({"wer": 0.306, "finalization": {"p50": 0.615}}) == (
        "31% word errors, final after 0.61 s"
    )
    assert numbers_line({"clips": 5, "seconds": 207.3, "basis": "truth", "fine": True}) == (
        "clips 5, seconds 207.3"
    )
