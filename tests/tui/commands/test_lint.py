"""crossfade lint: what would be refused or ignored, and the exact URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.workspace import Workspace
from tests.tui.commands.conftest import Crossfade


def test_a_sound_request(crossfade: Crossfade) -> None:
    ended = crossfade("lint", "--model", "nova-3", "--option", "keyterm=SIM card")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "POST https://api.deepgram.com/v1/listen?keyterm=SIM+card&model=nova-3",
        "Nothing stands against it.",
    ]


def test_the_document(crossfade: Crossfade) -> None:
    ended = crossfade(
        "lint", "--model", "nova-3", "--option", "keywords=Zyxel:2", "--option", "tier=x", "--json"
    )
    assert ended.code == 1
    document = ended.document
    assert document["url"].startswith("https://api.deepgram.com/v1/listen?keywords=Zyxel%3A2&")
    assert [set(problem) for problem in document["problems"]] == [
        {"option", "severity", "why", "fix"}
    ] * 2
    assert [(p["option"], p["severity"]) for p in document["problems"]] == [
        ("keywords", "error"),
        ("tier", "warning"),
    ]
    assert (document["live"], document["refused"], document["assumed"]) == (False, True, [])


def test_warnings_and_notes_do_not_say_no(crossfade: Crossfade) -> None:
    ended = crossfade("lint", "--model", "nova-3", "--live", "--option", "utterances=true")
    assert ended.code == 0
    assert "warning  utterances" in ended.out and "note     endpointing" in ended.out
    assert "WebSocket wss://api.deepgram.com/v1/listen?channels=1&encoding=linear16" in ended.out
    assert "as for a mono recording" in ended.out


def test_what_would_be_taken_literally_and_the_request_that_shows_it(crossfade: Crossfade) -> None:
    terms = ("keyterm=Zyxel:1.5", "keyterm=SIM card, refund", "keyterms=Openreach")
    ended = crossfade("lint", "--model", "nova-3", *(f"--option={term}" for term in terms))
    assert ended.code == 0
    assert "'Zyxel:1.5' is listened for literally" in ended.out
    assert "'SIM card, refund' looks like a list" in ended.out
    assert "Did you mean keyterm? Write it once for each term." in ended.out
    assert "listen?keyterm=Zyxel%3A1.5&keyterm=SIM+card%2C+refund&model=nova-3" in ended.out
    refused = crossfade("lint", "--model", "nova-2", "--option=keyterm=Zyxel")
    assert refused.code == 1 and "or keywords with this model" in refused.out


def test_a_live_request_of_ones_own_audio(crossfade: Crossfade) -> None:
    options = [f"--option={one}" for one in ("encoding=mulaw", "sample_rate=8000", "channels=2")]
    ended = crossfade("lint", "--model", "nova-3", "--live", *options, "--json")
    assert ended.code == 0 and ended.document["assumed"] == []
    assert "channels=2&encoding=mulaw" in ended.document["url"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--model"),
        (["--model", "nova-3", "--option"], "--option"),
        (["--model", "nova-3", "--option", "punctuate"], "write it as NAME=VALUE"),
        (["--model", "nova-3", "--option", "punctuate=perhaps"], "punctuate"),
        (["--model", "nova-3", "--option", "keyterm=\udcff"], "not UTF-8"),
        (["--model", "nova-3", "--live", "--option", "channels=two"], "whole number"),
        (["--model", "nova-3", "--sandbox"], "--sandbox"),
        (["nova-3"], "--model"),
    ],
)
def test_unusable_arguments(crossfade: Crossfade, arguments: list[str], words: str) -> None:
    ended = crossfade("lint", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err and "Traceback" not in ended.err


def test_an_unusable_endpoint(crossfade: Crossfade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPGRAM_BASE_URL", "nowhere")
    ended = crossfade("lint", "--model", "nova-3")
    assert ended.code == 2 and ended.err.count("\n") == 1 and "DEEPGRAM_BASE_URL" in ended.err


def test_the_endpoint_is_the_one_in_use_and_no_key_is_shown(
    crossfade: Crossfade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPGRAM_BASE_URL", "https://ann:pw-4711@api.eu.deepgram.com")
    monkeypatch.setenv("DEEPGRAM_API_KEY", "a-key-of-the-real-service")
    for way in ([], ["--json"], ["--live"]):
        ended = crossfade("lint", "--model", "nova-3", *way)
        assert "api.eu.deepgram.com/v1/listen" in ended.out
        assert "a-key-of" not in ended.out + ended.err and "pw-4711" not in ended.out


def test_hostile_values_are_shown_safely(crossfade: Crossfade) -> None:
    hostile = "\x1b]0;owned\x07\u202e[/]"
    ended = crossfade("lint", "--model", f"nova{hostile}", "--option", f"x{hostile}={hostile}")
    assert ended.code in (0, 1)
    assert "\x1b" not in ended.out and "\x07" not in ended.out and "\u202e" not in ended.out


def test_it_is_kept_only_where_asked(
    crossfade: Crossfade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, folder = tmp_path / "here", tmp_path / "migration"
    here.mkdir()
    monkeypatch.chdir(here)
    asking = ("lint", "--model", "nova-3", "--option", "search=Zyxel router")
    assert crossfade(*asking).code == 0 and list(here.iterdir()) == []
    assert crossfade(*asking, "--option", "keywords=a", "--workspace", folder).code == 1
    with Workspace.open(folder, create=False) as workspace:
        assert [run.kind for run in workspace.runs()] == ["lint"]
        assert _state(workspace) == "open"
    assert crossfade(*asking, "--workspace", folder).code == 0
    with Workspace.open(folder, create=False) as workspace:
        assert len(workspace.runs()) == 2 and _state(workspace) == "evidence"


def _state(workspace: Workspace) -> str:
    return {one.id: one.state for one in workspace.task_states()}["differences"]
