from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from checklists.plan import build_plan
from checklists.report import render_report
from checklists.workspace import Workspace
from tests.checklists.furnished import HOSTILE, furnish

_VOID = {"meta", "br", "line", "circle"}


class Page(HTMLParser):
    """Every tag opened and closed in order; what the reader sees, without the style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


def rendered(workspace: Workspace) -> str:
    return render_report(build_plan(workspace), workspace)


def test_an_empty_workspace_has_a_report_too(workspace: Workspace) -> None:
    page = Page(rendered(workspace))
    assert page.open == []
    assert "Nothing has been measured yet" in page.text and "SANDBOX" not in page.text


def test_the_report_holds_everything(workspace: Workspace) -> None:
    furnish(workspace)
    page = Page(rendered(workspace))
    assert page.open == []
    for words in (
        "SANDBOX The recogniser is CMU PocketSphinx, not a vendor; its accuracy says nothing",
        "Test your audio",
        "Swap over traffic to the Deepgram API",
        "call 0",
        "sighs",
        "only in the sound",
        "0.93 at 1.00 s, “dash would”",
        "harmful",
        "0.52 s (n 4)",
        "up to 25 search terms per request",
        "Amazon Transcribe Developer Guide",
        '"punctuate": true',
    ):
        assert words in page.text, words


def test_it_needs_nothing_else(workspace: Workspace) -> None:
    furnish(workspace)
    content = rendered(workspace)
    page = Page(content)
    assert not page.seen & {"script", "link", "img", "iframe", "object", "base", "form"}
    assert not page.attributes & {"src", "href", "style", "onclick", "onload"}
    assert "default-src 'none'" in content and "url(" not in content and "@import" not in content
    assert "prefers-color-scheme: dark" in content and "@media print" in content


def test_nothing_from_outside_becomes_markup(workspace: Workspace) -> None:
    furnish(workspace, name=HOSTILE)
    workspace.assert_task("monitor", HOSTILE, HOSTILE)
    workspace.record_run(
        "search", sandbox=False, vendor="deepgram", model=HOSTILE,
        request={HOSTILE: HOSTILE, "lone": "\ud800"},
        result={"clips": [{"terms": [{"term": HOSTILE, "acoustic": [], "text": []}]}]},
    )  # fmt: skip
    content = rendered(workspace)
    page = Page(content)
    assert page.open == [] and "script" not in page.seen
    assert "<script>alert(1)</script>" in page.text
    for control in ("\x1b", "\x07", "\u202e", "\ud800"):
        assert control not in content
    content.encode("utf-8")


def test_every_number_has_its_origin(workspace: Workspace) -> None:
    furnish(workspace, sandbox=True)
    furnish(workspace, sandbox=False)
    page = Page(rendered(workspace))
    assert "PARTLY SANDBOX" in page.text
    assert page.text.count("▲ sandbox") >= 6 and page.text.count("● live") >= 6


def test_the_words_that_differ_are_marked_by_more_than_colour(workspace: Workspace) -> None:
    furnish(workspace)
    content = rendered(workspace)
    assert "<del>zyxel</del> ≠ <ins>" in content
    assert "<ins>+ " in content
    assert "<del>\N{MINUS SIGN} missing</del>" in content
