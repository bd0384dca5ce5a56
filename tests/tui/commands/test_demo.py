"""The demo and the plan commands on what it leaves, end to end on real speech."""

from __future__ import annotations

import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checklists.guide import tasks
from checklists.walk import STEPS
from checklists.workspace import Workspace
from tests.tui.commands.conftest import Crossfade, Ended, run_command


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory, kept_words: dict[str, str]
) -> tuple[Path, Ended]:
    """One walk for all tests of this module: its directory and how it ended."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in kept_words.items():
            patch.setenv(name, value)
        return folder, run_command("demo", "--out", folder, "--json")


@pytest.mark.slow
@pytest.mark.timeout(400)
class TestDemo:
    def test_the_document(self, demo: tuple[Path, Ended]) -> None:
        folder, ended = demo
        assert ended.code == 0, ended.err
        document = ended.document
        assert document["sandbox"] == {"deepgram": True, "amazon": True}
        assert set(STEPS) < set(document["timings"])
        assert [task["id"] for task in document["tasks"]] == [task.id for task in tasks()]
        states = {task["id"]: task["state"] for task in document["tasks"]}
        assert states["test-audio"] == states["api-key"] == states["migration-plan"] == "evidence"
        assert all(task["sandbox"] for task in document["tasks"] if task["state"] == "evidence")
        assert len(document["findings"]) >= 3
        assert Path(document["plan"]) == folder / "migration-plan.toml"

    def test_sound_found_what_text_missed(self, demo: tuple[Path, Ended]) -> None:
        plan = tomllib.loads((demo[0] / "migration-plan.toml").read_text())
        assert plan["mode"] == "sandbox" and "PocketSphinx" in plan["notice"]
        only_heard = [
            row for row in plan["search"] if row["best_confidence"] >= 0.8 and row["text"] == 0
        ]
        assert len(only_heard) >= 5
        assert any(term["verdict"] == "keep" for term in plan["keyterms"])
        assert {result["vendor"] for result in plan["results"]} == {"deepgram", "amazon"}
        for result in plan["results"]:
            assert 0.1 < result["wer"] < 0.4 and result["sandbox"]

    def test_live_was_measured(self, demo: tuple[Path, Ended]) -> None:
        with Workspace.open(demo[0], create=False) as workspace:
            runs = workspace.runs("live")
        assert {run.vendor for run in runs} == {"deepgram", "amazon"}
        for run in runs:
            assert run.numbers["last_final"] is not None
            assert run.numbers["emission"]["n"] > 20
            assert run.result["trouble"] == ""

    def test_the_report_is_one_file_without_a_network(self, demo: tuple[Path, Ended]) -> None:
        text = (demo[0] / "report.html").read_text()
        references: list[str] = []

        class Reader(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                references.extend(v or "" for k, v in attrs if k in ("src", "href"))
                assert tag != "script"

        Reader().feed(text)
        assert [r for r in references if not r.startswith(("#", "data:"))] == []
        assert "SANDBOX" in text.upper()

    def test_a_second_demo_in_a_foreign_directory_is_refused(
        self, crossfade: Crossfade, tmp_path: Path
    ) -> None:
        (tmp_path / "thesis.txt").write_text("do not touch")
        ended = crossfade("demo", "--out", tmp_path)
        assert ended.code == 2 and "no demo made" in ended.err
        assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]

    def test_plan_export_import_export(
        self, crossfade: Crossfade, demo: tuple[Path, Ended], tmp_path: Path
    ) -> None:
        out = tmp_path / "plan.toml"
        assert crossfade("plan", "export", "--workspace", demo[0], "--out", out).code == 0
        again = crossfade("plan", "export", "--workspace", demo[0], "--out", out)
        assert again.code == 2 and "--force" in again.err
        other, back = tmp_path / "other", tmp_path / "back.toml"
        assert crossfade("plan", "import", out, "--workspace", other).code == 0
        assert crossfade("plan", "export", "--workspace", other, "--out", back).code == 0
        assert back.read_bytes() == out.read_bytes()
        # Work in the new workspace makes the plan its own again; what was taken in stays a run.
        assert crossfade("doctor", "--workspace", other).code == 0
        assert (
            crossfade("plan", "export", "--workspace", other, "--out", "-").out != out.read_text()
        )
        with Workspace.open(other, create=False) as workspace:
            (run,) = workspace.runs("plan-import")
        assert run.result["toml"].encode() == out.read_bytes()

    def test_plan_check_and_show(self, crossfade: Crossfade, demo: tuple[Path, Ended]) -> None:
        check = crossfade("plan", "check", "--workspace", demo[0], "--json")
        assert check.code == 1
        assert any("rehearsal" in finding["sentence"] for finding in check.document["findings"])
        shown = crossfade("plan", "show", "--workspace", demo[0])
        assert shown.code == 0 and "Test your audio" in shown.out
        assert crossfade("plan", "show", "--workspace", demo[0], "--json").document["tasks"]


def test_plan_of_nothing_and_of_rubbish(crossfade: Crossfade, tmp_path: Path) -> None:
    nothing = crossfade("plan", "show", "--workspace", tmp_path / "nowhere")
    assert nothing.code == 2 and "no workspace" in nothing.err
    rubbish = tmp_path / "plan.toml"
    rubbish.write_bytes(b"\xff\xfe[[[")
    for action in ("check", "import"):
        ended = crossfade("plan", action, rubbish, "--workspace", tmp_path / "workspace")
        assert ended.code == 2 and ended.err.count("\n") == 1


def test_doctor(crossfade: Crossfade, pointed_at_sandbox: object) -> None:
    ended = crossfade("doctor", "--json")
    checks = {check["name"]: check for check in ended.document["checks"]}
    assert ended.code == 0
    assert checks["deepgram key"]["status"] == checks["amazon credentials"]["status"] == "ok"
    assert "sandbox" in checks["deepgram key"]["detail"]
    for check in checks.values():
        assert set(check) == {"name", "status", "detail", "next"}
        assert check["status"] in ("ok", "warning", "failed", "skipped")
        assert check["next"] or check["status"] in ("ok", "skipped")


def test_doctor_without_and_with_a_wrong_key(
    crossfade: Crossfade, pointed_at_sandbox: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "wrong-key-0815")
    ended = crossfade("doctor")
    assert ended.code == 1
    assert "FAILED" in ended.out and "wrong-key-0815" not in ended.out
    monkeypatch.delenv("DEEPGRAM_API_KEY")
    ended = crossfade("doctor", "--json")
    assert ended.code == 0
    checks = {check["name"]: check for check in ended.document["checks"]}
    assert checks["deepgram key"]["status"] == "skipped" and checks["deepgram key"]["next"]
