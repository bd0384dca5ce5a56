"""Which files a scan looks at, and what it says of the others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scan import scanning
from checklists.scan.finding import Finding, Skipped
from checklists.scan.rules import RULES, plan_for
from checklists.scan.scanning import Progress, scan
from checklists.scan.source import LARGEST, SourceFile, as_utf8, source_of
from checklists.scan.walking import files_below
from providers.errors import BadInput
from tests.checklists.scan.trees import places, planted, scanned

USE = "import boto3\nboto3.client('transcribe')\n"


def _found(paths: list[Path]) -> tuple[list[str], list[Skipped]]:
    skipped: list[Skipped] = []
    found = [one.path for one in files_below(paths, skipped.append, lambda: False)]
    return found, skipped


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("node_modules", "dependencies"),
        ("vendor", "dependencies"),
        ("lib/python3.11/site-packages", "dependencies"),
        (".venv", "virtual environment"),
        (".git", "tool"),
        ("dist", "made by a build"),
        ("build", "made by a build"),
    ],
)
def test_directories_that_are_not_entered_are_named(tmp_path: Path, folder: str, why: str) -> None:
    found = scanned(tmp_path, {f"{folder}/deep/a.py": USE, "own/a.py": USE})
    assert places(found, tmp_path) == {("own/a.py", 2, "client")}
    assert [(one.path, why in one.why) for one in found.skipped] == [(str(tmp_path / folder), True)]


@pytest.mark.parametrize(
    ("ignored", "entered"),
    [
        ("*.zip\n", True),
        ("build/\n", False),
        ("a\n/build\n", False),
        ("**/build/**\n", False),
        ("[Bb]uild/\n", False),
        ("out/build\n", False),
        ("rebuild/\nbuild.log\n", True),
    ],
)
def test_a_directory_named_build_holds_sources_where_git_does_not_ignore_it(
    tmp_path: Path, ignored: str, entered: bool
) -> None:
    found = scanned(tmp_path, {".gitignore": ignored, "part/build/a.py": USE, "dist/a.py": USE})
    assert places(found, tmp_path) == ({("part/build/a.py", 2, "client")} if entered else set())


def test_what_a_part_of_the_tree_ignores_is_ignored_below_it(tmp_path: Path) -> None:
    files = {".gitignore": "x\n", "a/.gitignore": "build\n", "a/b/build/a.py": USE}
    found = scanned(tmp_path, {**files, "c/build/a.py": USE})
    assert places(found, tmp_path) == {("c/build/a.py", 2, "client")}


def test_a_virtual_environment_of_any_name(tmp_path: Path) -> None:
    found = scanned(tmp_path, {"py311/pyvenv.cfg": "", "py311/a.py": USE})
    assert found.findings == () and "virtual environment" in found.skipped[0].why


def test_a_path_that_is_named_is_looked_at_wherever_it_lies(tmp_path: Path) -> None:
    planted(tmp_path, {"vendor/a.py": USE})
    assert len(scan([tmp_path / "vendor"]).findings) == 1
    assert len(scan([tmp_path / "vendor" / "a.py"]).findings) == 1


def test_what_cannot_be_seen_into(tmp_path: Path) -> None:
    found = scanned(
        tmp_path,
        {
            "lambda.zip": b"PK\x03\x04transcribe",
            "app.min.js": "const t='@aws-sdk/client-transcribe'",
            "packed.js": "x" * 9000 + ";require('@aws-sdk/client-transcribe')",
            "huge.py": USE + "#" * LARGEST,
            "data.bin": b"transcribe",
            "other": b"\0\1transcribe",
        },
    )
    assert found.findings == ()
    said = {Path(one.path).name: one.why for one in found.skipped}
    assert said == {
        "lambda.zip": "an archive: cannot see into it",
        "app.min.js": "minified",
        "packed.js": "minified",
        "huge.py": "larger than 2 MB",
    }
    assert found.binary == 1


def test_links_lead_nowhere_twice(tmp_path: Path) -> None:
    planted(tmp_path, {"tree/a/a.py": USE, "outside/b.py": USE, "single/c.py": USE})
    tree = tmp_path / "tree"
    (tree / "loop").symlink_to(tree)
    (tree / "again.py").symlink_to(tree / "a" / "a.py")
    (tree / "b").symlink_to(tmp_path / "outside")
    (tree / "b2").symlink_to(tmp_path / "outside")
    (tree / "c.py").symlink_to(tmp_path / "single" / "c.py")
    (tree / "c2.py").symlink_to(tmp_path / "single" / "c.py")
    (tree / "dead.py").symlink_to(tmp_path / "gone.py")
    found, skipped = _found([tree])
    assert [Path(path).relative_to(tree).as_posix() for path in found] == [
        "c.py",
        "a/a.py",
        "b/b.py",
    ]
    assert {Path(one.path).name for one in skipped} == {"loop", "dead.py"}


def test_paths_that_overlap_are_looked_at_once(tmp_path: Path) -> None:
    planted(tmp_path, {"a/a.py": USE, "b.py": USE})
    found, _ = _found([tmp_path / "b.py", tmp_path / "a", tmp_path])
    assert found == [str(tmp_path / "b.py"), str(tmp_path / "a" / "a.py")]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file or directory to scan"):
        scan([tmp_path / "gone"])


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "loop"])
def test_a_path_that_cannot_be_asked_about(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(BadInput, match="cannot be looked at"):
        scan([tmp_path / name])


def test_what_is_no_file_and_what_cannot_be_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    (tmp_path / "a\udcff\n.py").write_text(USE)
    found = scan([pipe, tmp_path])
    assert (found.files, len(found.findings)) == (1, 1)
    assert [one.why for one in found.skipped] == ["not a regular file"] * 2


def test_a_file_that_goes_away_while_its_directory_is_listed(tmp_path: Path) -> None:
    planted(tmp_path, {"a.py": USE, "b.py": USE, "c.py": USE})
    skipped: list[Skipped] = []
    files = files_below([tmp_path / "c.py", tmp_path], skipped.append, lambda: False)
    assert Path(next(files).path).name == "c.py" and Path(next(files).path).name == "a.py"
    (tmp_path / "b.py").unlink()
    assert list(files) == []
    assert [one.why for one in skipped] == ["cannot be read (no such file or directory)"]


def test_the_current_directory_is_not_part_of_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, {"src/a.py": USE})
    monkeypatch.chdir(tmp_path)
    assert [one.path for one in scan([Path()]).findings] == ["src/a.py"]
    assert [one.path for one in scan([Path("src")]).findings] == ["src/a.py"]


def test_utf_16_is_read_as_text(tmp_path: Path) -> None:
    project = '<Project>\n<PackageReference Include="AWSSDK.TranscribeService" />\n</Project>'
    found = scanned(tmp_path, {"App.csproj": project.encode("utf-16")})
    assert places(found, tmp_path) == {("App.csproj", 2, "dependency")}


def test_code_that_is_nested_too_deeply_is_read_by_its_lines(tmp_path: Path) -> None:
    deep = "import boto3\nx" + ".y" * 3000 + ".client('transcribe')"
    assert places(scanned(tmp_path, {"a.py": deep}), tmp_path) == {("a.py", 2, "client")}


def test_a_room_that_gets_too_deep_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deeper(file: SourceFile) -> Iterator[Finding]:
        yield from deeper(file)

    monkeypatch.setattr(scanning, "finds", lambda rules, hits: (deeper,))
    found = scanned(tmp_path, {"a.py": USE})
    assert [one.why for one in found.skipped] == ["nested too deeply to be read to its end"]


def test_a_script_without_an_ending(tmp_path: Path) -> None:
    found = scanned(tmp_path, {"bin/go": "#!/usr/bin/env python3\n" + USE})
    assert places(found, tmp_path) == {("bin/go", 3, "client")}


def test_progress_and_stopping(tmp_path: Path) -> None:
    planted(tmp_path, {f"{number:03d}.py": USE for number in range(600)})
    told: list[Progress] = []
    whole = scan([tmp_path], on_progress=told.append)
    assert [one.files for one in told] == [250, 500] and not whole.stopped
    early = scan([tmp_path], on_progress=told.append, stop=lambda: len(told) > 2)
    assert early.stopped and len(early.findings) == early.files == 250


def test_every_needle_is_looked_for_once() -> None:
    for name in ("a.py", "src/package.json", "x.tf", "none"):
        plan = plan_for(name, "python")
        assert len(set(plan.needles)) == len(plan.needles)
    assert all(rule.needles or rule.later for rule in RULES)


@given(st.binary(max_size=400))
def test_lines_of_any_bytes(data: bytes) -> None:
    file = source_of(Path("a.txt"), "a.txt", data)
    assert file.data == as_utf8(data)
    lines = list(file.lines())
    assert "\n".join(text for _, text in lines).count("\n") <= file.data.count(b"\n")
    for offset in range(len(file.data)):
        number = file.line_at(offset)
        start = file.starts[number - 1]
        assert start <= offset and b"\n" not in file.data[start:offset]


@given(st.binary(max_size=300), st.sampled_from(["py", "js", "tf", "json", "sh", "yml", "cs"]))
def test_every_rule_takes_any_bytes(data: bytes, ending: str) -> None:
    name = f"a.{ending}"
    file = source_of(Path(name), name, b"transcribe " + data)
    for rule in plan_for(name, file.language).rules:
        list(rule.find(file))
