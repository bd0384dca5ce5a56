"""keywords --speak: terms that no recording has, spoken by a local voice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checklists.before import spoken_probe
from checklists.before.spoken_probe import is_spoken
from checklists.workspace import Workspace
from tests.tui.commands.conftest import Crossfade

NEEDS_FLITE = pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")


@NEEDS_FLITE
def test_a_term_is_spoken_tried_and_stamped(
    crossfade: Crossfade,
    pointed_at_sandbox: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Two sentences are heard sooner than six.
    monkeypatch.setattr(spoken_probe, "CARRIERS", spoken_probe.CARRIERS[:2])
    folder = tmp_path / "migration"
    arguments = ("keywords", "--speak", "--voice", "slt", "--term", "Zyxel", "--workspace", folder)
    ended = crossfade(*arguments, "--json")
    assert ended.code == 0, ended.err
    document = ended.document
    assert document["synthetic"] and document["requests"]["sent"] == 2
    (term,) = document["terms"]
    assert term["said"] == 2 and term["recall"]["after"] >= term["recall"]["before"]
    with Workspace.open(folder, create=False) as workspace:
        (clip,) = workspace.clips()
        assert is_spoken(clip) and clip.clip.path.parent == workspace.audio
        assert document["clips"][0]["path"] == str(clip.clip.path)
        # A run that can be opened, and evidence for nothing.
        assert [run.kind for run in workspace.runs()] == ["keywords"]
        assert workspace.evidence() == ()
    # The same words by the same voice are the same audio: everything is on record.
    again = crossfade(*arguments)
    assert again.code == 0 and "Spoken by a machine" in " ".join(again.out.split())
    assert "no evidence of what people say" in again.out and "0 sent" in again.out
    with Workspace.open(folder, create=False) as workspace:
        assert len(workspace.clips()) == 1


@NEEDS_FLITE
def test_a_dry_run_keeps_nothing(
    crossfade: Crossfade, pointed_at_sandbox: object, tmp_path: Path
) -> None:
    folder = tmp_path / "migration"
    ended = crossfade(
        "keywords", "--speak", "--term", "Zyxel", "--dry-run", "--workspace", folder
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert "on 2 clips" in ended.out and not folder.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--speak", "--term", "a b", "call.wav"], "leave out 'call.wav'"),
        (["--speak", "--term", "a b", "--reference", "x.txt"], "leave out --reference"),
        (["call.wav", "--voice", "slt", "--term", "a b"], "--voice is for --speak"),
        (["--term", "a b"], "name files, or give --speak"),
        (["--speak"], "There is no term to try"),
    ],
)
def test_what_does_not_go_together(crossfade: Crossfade, arguments: list[str], words: str) -> None:
    ended = crossfade("keywords", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err and "Traceback" not in ended.err


def test_without_a_voice_one_sentence_says_what_to_install(
    crossfade: Crossfade, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = crossfade("keywords", "--speak", "--term", "Zyxel", "--sandbox")
    assert (ended.code, ended.out) == (2, "")
    assert "install flite or espeak-ng" in ended.err


@NEEDS_FLITE
def test_a_voice_that_is_not_here(crossfade: Crossfade) -> None:
    ended = crossfade("keywords", "--speak", "--voice", "nobody", "--term", "Zyxel", "--sandbox")
    assert ended.code == 2 and "There is no voice 'nobody' here: use one of flite" in ended.err
