"""What code over Amazon Transcribe becomes: pairs of a module before and after."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from checklists.draft.drafting import draft
from checklists.draft.modules import draft_module

PAIRS = Path(__file__).parent / "pairs"
NAMES = sorted(path.name.partition(".")[0] for path in PAIRS.glob("*.before.txt"))


def pair(name: str) -> tuple[str, str]:
    """The module before and after."""
    before = (PAIRS / f"{name}.before.txt").read_text(encoding="utf-8")
    return before, (PAIRS / f"{name}.after.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_module_becomes_its_pair(name: str) -> None:
    before, after = pair(name)
    done = draft_module(before)
    assert done.source == after
    assert all(not call.why for call in done.calls)
    compile(after, name, "exec")
    assert "amazon_transcribe" not in after


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_has_nothing_left_to_draft(name: str) -> None:
    after = pair(name)[1]
    assert draft_module(after).source == after


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "without a last line end"])
def test_the_patch_is_one_that_git_applies(tmp_path: Path, ending: str, last: bool) -> None:
    code = tmp_path / "code"
    (code / "a place").mkdir(parents=True)
    for name in NAMES:
        text = pair(name)[0] if last else pair(name)[0].rstrip("\n")
        (code / "a place" / f"{name}.py").write_bytes(text.replace("\n", ending).encode())
    done = draft(code)
    assert done.drafted == len(NAMES) == len(done.files)
    applied = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=done.patch.encode(),
        cwd=code,
        capture_output=True,
        env={"GIT_CEILING_DIRECTORIES": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert applied.returncode == 0, applied.stderr.decode()
    for name in NAMES:
        found = (code / "a place" / f"{name}.py").read_bytes().decode()
        after = pair(name)[1].replace("\n", ending)
        assert found == (after if last else found)
        assert found.rstrip() == after.rstrip()


def _with_tabs(text: str) -> str:
    return re.sub(r"^( {4})+", lambda found: "\t" * (len(found[0]) // 4), text, flags=re.MULTILINE)


FORMS: dict[str, Callable[[str], str]] = {
    "a byte order mark": lambda text: "\ufeff" + text,
    "a mark and other line ends": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "tabs": _with_tabs,
    "an indentation of two": lambda text: _with_tabs(text).replace("\t", "  "),
}


@pytest.mark.parametrize("program", [one for one in ("git", "patch") if shutil.which(one)])
@pytest.mark.parametrize("form", FORMS)
def test_however_a_file_is_written_it_stays_so(tmp_path: Path, form: str, program: str) -> None:
    code = tmp_path / "code"
    code.mkdir()
    for name in NAMES:
        (code / f"{name}.py").write_bytes(FORMS[form](pair(name)[0]).encode())
    done = draft(code)
    commands = {"git": ["git", "apply", "-"], "patch": ["patch", "-p1", "--binary"]}
    applied = subprocess.run(
        commands[program],
        input=done.patch.encode(),
        cwd=code,
        capture_output=True,
        env={"GIT_CEILING_DIRECTORIES": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert applied.returncode == 0, applied.stderr.decode() + applied.stdout.decode()
    assert len(done.files) >= 5
    for name in done.files:
        found = (code / name).read_bytes()
        compile(found, name, "exec")
        assert found.startswith(b"\xef\xbb\xbf") == ("mark" in form)
        assert (b"\r\n" in found) == ("line ends" in form)
    if form == "tabs":
        assert all("tabs" in site.why for site in done.sites if not site.drafted)


def test_a_file_that_is_no_text_is_left_with_the_reason(tmp_path: Path) -> None:
    source = "# -*- coding: latin-1 -*-\n# caf\u00e9\n" + pair("polled")[0]
    (tmp_path / "a.py").write_bytes(source.encode("latin-1"))
    done = draft(tmp_path)
    assert done.patch == ""
    assert [("no UTF-8 text" in site.why) for site in done.sites] == [True]


def test_only_the_draft_is_changed_and_nothing_is_written(tmp_path: Path) -> None:
    before = pair("polled")[0]
    path = tmp_path / "polled.py"
    path.write_text(before, encoding="utf-8")
    assert draft(tmp_path).patch
    assert path.read_text(encoding="utf-8") == before
    assert [one.name for one in tmp_path.iterdir()] == ["polled.py"]
