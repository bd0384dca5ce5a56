from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checklists.before.recording_log import keep_making
from checklists.before.references import confirm
from checklists.plan import build_plan
from checklists.plan_model import Rollback, RollbackRehearsal
from checklists.records import ReferenceOrigin
from checklists.report import render_report
from checklists.workspace import Workspace
from providers.audio.capture_health import Finding
from providers.audio.levels import Levels
from providers.audio.pacing import PcmFormat
from providers.audio.recording import Recorded
from providers.audio.take import Gap
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


def test_a_draft_is_no_reference(workspace: Workspace) -> None:
    records = furnish(workspace)
    draft = ReferenceOrigin("draft of a run", draft=True)
    for record in records:
        workspace.set_references(record.sha256, record.references, draft)
    plan = build_plan(workspace)
    assert [sample.referenced for sample in plan.samples] == [False] * 3
    page = Page(render_report(plan, workspace))
    assert "All references so far are drafts of a recogniser" in page.text
    assert "≠" not in page.text and page.text.count("draft, unverified") == 3
    confirm(workspace, records[1].sha256, "Ada")
    assert [sample.referenced for sample in build_plan(workspace).samples] == [False, True, False]
    page = Page(rendered(workspace))
    assert "One clip, word by word: call 1" in page.text
    assert page.text.count("draft, unverified") == 2


REHEARSED = RollbackRehearsal(
    at=datetime(2026, 11, 20, 10, 30, tzinfo=UTC),
    run="20261120T103000-rollback-ab",
    sandbox=True,
    passed=True,
    current=True,
    sample="ab" * 32,
    deepgram_seconds=1.234,
    deepgram_words=11,
    amazon_words=10,
    credentials="accepted in us-east-1",
    back_seconds=2.345,
)


def with_rehearsal(workspace: Workspace, rehearsal: RollbackRehearsal | None) -> str:
    way = Rollback(steps=("Switch back.",), triggers=("WER over 20 %.",), rehearsal=rehearsal)
    page = Page(render_report(replace(build_plan(workspace), rollback=way), workspace))
    assert page.open == []
    return page.text[page.text.index("The way back") : page.text.index("Facts the plan")]


def test_the_rehearsal_of_the_way_back_is_told_with_its_numbers(workspace: Workspace) -> None:
    told = with_rehearsal(workspace, REHEARSED)
    assert "Rehearsal ▲ sandbox ✓ answered" in told and "2026-11-20 10:30 UTC" in told
    assert "Deepgram the whole transcript 1.23 s 11" in told
    assert "Amazon from the decision to go back to the first result 2.35 s 10" in told
    assert "accepted in us-east-1" in told and REHEARSED.run in told
    assert "steps changed" not in told
    live = with_rehearsal(workspace, replace(REHEARSED, sandbox=False, current=False))
    assert "● live" in live and "▲ sandbox" not in live and "◐ steps changed since" in live


def test_a_rehearsal_that_failed_says_why(workspace: Workspace) -> None:
    failed = replace(
        REHEARSED,
        passed=False,
        back_seconds=None,
        amazon_words=0,
        credentials="refused",
        trouble=f"Amazon refused the key. {HOSTILE}",
    )
    told = with_rehearsal(workspace, failed)
    assert "✗ no answer" in told and "It did not answer: Amazon refused the key." in told
    assert "first result \N{EN DASH} 0" in told and "<script>" in told
    assert "not been rehearsed" in with_rehearsal(workspace, None)


def recorded_badly(sha256: str) -> Recorded:
    return Recorded(
        path=Path("2026-11-20T10-30-00-abcdabcd.wav"),
        sha256=sha256,
        form=PcmFormat("linear16", 16000, 1),
        device="USB Mic",
        began_at=datetime(2026, 11, 20, 10, 30, tzinfo=UTC),
        seconds=12.5,
        levels=Levels((), None, 12.5),
        gaps=(Gap(3.0, 4.0, "paused"), Gap(5.2, 2.1, "lost"), Gap(6.0, 0.0, "lost")),
        findings=(Finding("silent", "'USB Mic' gives only zeros, for 2 s: it is muted.", 1.0),),
        trouble=None,
    )


def test_what_happened_to_a_recording_is_told_with_the_samples(workspace: Workspace) -> None:
    first, second, _ = furnish(workspace)
    assert "Recorded here" not in Page(rendered(workspace)).text
    bad = recorded_badly(first.sha256)
    keep_making(workspace, bad)
    keep_making(workspace, replace(bad, sha256=second.sha256, gaps=(), findings=(), device=HOSTILE))
    text = Page(rendered(workspace)).text
    assert "call 0: USB Mic, 16 kHz, 1 channel ! impaired" in text
    assert "Dead microphone: 'USB Mic' gives only zeros, for 2 s: it is muted." in text
    assert "Sound is missing at 5.2 s (for 2.1 s), 6.0 s." in text
    assert "Paused by hand at 3.0 s (for 4.0 s)." in text
    assert "✓ nothing missing" in text and "<script>" in text
