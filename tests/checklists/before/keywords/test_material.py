"""Which recordings terms are tried on, and where their references come from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checklists.before.corpus_files import CorpusFile
from checklists.before.keywords.material import judgeable
from checklists.records import ReferenceOrigin
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.errors import BadInput
from providers.sandbox.samples import sample_calls

LECTURE = next(call for call in sample_calls() if call.channels == 1)


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    path = tmp_path / "calls" / "lecture.wav"
    path.parent.mkdir()
    shutil.copy(LECTURE.path, path)
    return path


def file(path: Path, *, named: bool = True) -> CorpusFile:
    return CorpusFile(probe(path), named)


def test_the_reference_lies_beside_is_given_or_known(audio: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"lecture\.wav' has no reference"):
        judgeable([file(audio)], None)
    audio.with_suffix(".txt").write_text("what lies beside")
    ((record,), _) = judgeable([file(audio)], None)
    assert record.references == {0: "what lies beside"}
    assert record.synthetic, "the content is that of a sample call"
    other = tmp_path / "other.txt"
    other.write_text("what is given")
    ((record,), _) = judgeable([file(audio)], None, [other])
    assert record.references == {0: "what is given"}
    with Workspace.open(tmp_path / "ws") as workspace:
        workspace.add_clip(probe(audio), name="The lecture", references={0: "what is known"})
        ((record,), _) = judgeable([file(audio)], workspace)
        assert (record.name, record.references) == ("The lecture", {0: "what is known"})
        ((record,), _) = judgeable([file(audio)], workspace, [other])
        assert record.references == {0: "what is given"}


def test_in_a_directory_what_has_none_is_left_out_with_the_reason(audio: Path) -> None:
    second = audio.with_name("second.wav")
    second.write_bytes(LECTURE.path.read_bytes() + b"\0\0")
    second.with_suffix(".txt").write_text("what is said")
    found, skipped = judgeable([file(audio, named=False), file(second, named=False)], None)
    assert [record.clip.path for record in found] == [second]
    assert not found[0].synthetic, "nobody says that a machine spoke it"
    assert [one.name for one in skipped] == [str(audio)] and "no reference" in skipped[0].why
    with pytest.raises(BadInput, match="files named one by one"):
        judgeable([file(audio, named=False)], None, [second.with_suffix(".txt")])


def test_a_draft_judges_nothing(audio: Path, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        draft = ReferenceOrigin("draft of a run", draft=True)
        workspace.add_clip(probe(audio), references={0: "a draft"}, origin=draft)
        with pytest.raises(BadInput, match="nobody has confirmed"):
            judgeable([file(audio)], workspace)
