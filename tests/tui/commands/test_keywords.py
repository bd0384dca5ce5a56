"""keywords: what each term gained, lost and harmed, headless."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checklists.before.samples import add_sample_call
from checklists.records import ReferenceOrigin
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.sandbox.samples import SampleCall, sample_calls
from tests.tui.commands.conftest import Crossfade

# The contract of the command line; more may stand beside it.
TERM = {"term", "verdict", "said", "gained", "lost", "harmed", "invented", "wer"}
NUMBERS = {"wer", "keyword_recall", "keyword_precision"}
SHORT = min((call for call in sample_calls() if call.channels == 2), key=lambda call: call.duration)


def test_the_terms_are_judged(
    crossfade: Crossfade, pointed_at_sandbox: object, lecture: SampleCall
) -> None:
    ended = crossfade(
        "keywords", lecture.path, "--reference", lecture.reference_path,
        "--term", "epistemology", "--term", "physician", "--term", " epistemology ", "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    document = ended.document
    assert document["sandbox"] == {"deepgram": True}
    assert set(document["baseline"]) >= NUMBERS and document["baseline"]["keyword_recall"] == 0
    assert document["all"]["keyword_recall"] == 1.0
    assert document["all"]["wer"] < document["baseline"]["wer"]
    said, absent = document["terms"]
    assert set(said) >= TERM
    assert (said["term"], said["verdict"], said["lost"]) == ("epistemology", "keep", [])
    assert {change["word"] for change in said["gained"]} == {"epistemology"}
    assert (absent["term"], absent["verdict"], absent["said"]) == ("physician", "untested", 0)
    assert document["recommended"] == ["epistemology"]
    (clip,) = document["clips"]
    assert clip["path"] == str(lecture.path)
    assert clip["baseline"]["texts"] != clip["all"]["texts"]


def test_text_for_people_and_evidence_where_asked(
    crossfade: Crossfade,
    pointed_at_sandbox: object,
    lecture: SampleCall,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, folder = tmp_path / "here", tmp_path / "migration"
    here.mkdir()
    monkeypatch.chdir(here)
    arguments = ("keywords", lecture.path, "--term", "epistemology")
    reference = ("--reference", lecture.reference_path)
    ended = crossfade(*arguments, *reference, "--workspace", folder)
    assert ended.code == 0, ended.err
    assert list(here.iterdir()) == []
    for words in ("Deepgram: sandbox", "deepgram (sandbox)", "epistemology: keep", "without terms"):
        assert words in ended.out
    assert "recommended on 1 clip: epistemology" in ended.out
    with Workspace.open(folder, create=False) as workspace:
        (record,) = workspace.clips()
        assert record.references == {0: lecture.reference}
        assert record.reference_origin and "knowledge-lecture.txt" in record.reference_origin.source
        assert [run.kind for run in workspace.runs()] == ["keywords"]
        assert [evidence.task for evidence in workspace.evidence()] == ["test-audio"]
    # From now on the workspace knows what is said in this clip.
    ended = crossfade(*arguments, "--workspace", folder, "--json")
    assert ended.code == 0, ended.err
    assert ended.document["recommended"] == ["epistemology"]


def test_a_known_reference_is_not_replaced(
    crossfade: Crossfade, pointed_at_sandbox: object, lecture: SampleCall, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "migration") as workspace:
        known = add_sample_call(workspace, lecture, probe(lecture.path))
    other = tmp_path / "other.txt"
    other.write_text("something else was said about epistemology")
    ended = crossfade(
        "keywords", lecture.path, "--reference", other, "--term", "epistemology",
        "--workspace", tmp_path / "migration",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    with Workspace.open(tmp_path / "migration") as workspace:
        assert workspace.clips()[0].references == known.references
        assert workspace.clips()[0].name == known.name


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "said.txt"),
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"caf\xe9 \xff\x81", "UTF-8"),
    ],
)
def test_unusable_references(
    crossfade: Crossfade, lecture: SampleCall, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "said.txt"
    if content is not None:
        path.write_bytes(content)
    ended = crossfade("keywords", lecture.path, "--reference", path, "--term", "a", "--sandbox")
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err and "said.txt" in ended.err and ended.err.count("\n") == 1


def test_a_draft_that_nobody_confirmed_judges_nothing(
    crossfade: Crossfade, lecture: SampleCall, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "migration") as workspace:
        draft = ReferenceOrigin("draft of a run", draft=True)
        workspace.add_clip(probe(lecture.path), references={0: "a draft"}, origin=draft)
    ended = crossfade(
        "keywords", lecture.path, "--term", "a", "--workspace", tmp_path / "migration", "--sandbox"
    )
    assert (ended.code, ended.out) == (2, "")
    assert "a draft that nobody has confirmed by ear" in ended.err


def test_unusable_arguments(crossfade: Crossfade, lecture: SampleCall, tmp_path: Path) -> None:
    alone = tmp_path / "alone.wav"
    shutil.copy(lecture.path, alone)
    nothing = tmp_path / "nothing.txt"
    nothing.write_text("\n")
    for arguments, words in (
        ((lecture.path, "--vocabulary", tmp_path / "none.txt"), "none.txt"),
        ((lecture.path, "--vocabulary", nothing), "nothing.txt"),
        ((lecture.path, "--term", "a", "--sweep"), "nova-3 has keyterms, which have none"),
        ((lecture.path, "--term", "a", "--at-once", "0"), "--at-once is 0"),
        ((tmp_path / "missing.wav", "--term", "a"), "missing.wav"),
        ((lecture.path, "--term", "a b", "--model", "flux-general-en"), "Flux is for voice agents"),
        ((lecture.path,), "--term"),
        ((lecture.path, "--term", " "), "--term is empty"),
        ((alone, "--term", "a", "--sandbox"), "has no reference"),
        ((alone, "--term", "a", "--workspace", tmp_path / "none"), "has no reference"),
        (
            (lecture.path, lecture.path, "--reference", lecture.reference_path, "--term", "a"),
            "1 times for 2 audio files",
        ),
    ):
        ended = crossfade("keywords", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert words in ended.err
        assert "Traceback" not in ended.err
    assert sorted(tmp_path.iterdir()) == [alone, nothing]


def test_terms_that_would_be_refused_together_are_refused_before_the_first_request(
    crossfade: Crossfade, pointed_at_sandbox: object, lecture: SampleCall
) -> None:
    terms = [part for n in range(60) for part in ("--term", f"a very long phrase with number {n}")]
    ended = crossfade("keywords", lecture.path, "--reference", lecture.reference_path, *terms)
    assert ended.code == 2
    assert "tokens" in ended.err and ended.err.count("\n") == 1


def test_vendor_trouble_is_a_sentence(
    crossfade: Crossfade,
    pointed_at_sandbox: object,
    lecture: SampleCall,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "not-the-key-4711")
    ended = crossfade(
        "keywords", lecture.path, "--reference", lecture.reference_path, "--term", "epistemology"
    )
    assert ended.code == 3
    assert ended.err.count("\n") == 1 and "not-the-key-4711" not in ended.out + ended.err


def test_a_directory_and_a_vocabulary(
    crossfade: Crossfade, pointed_at_sandbox: object, tmp_path: Path
) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    shutil.copy(SHORT.path, calls / "call.wav")
    (calls / "call.txt").write_text(SHORT.reference)
    (calls / "without.wav").write_bytes(SHORT.path.read_bytes() + b"\0\0")
    words = tmp_path / "words.txt"
    spoken = [term.text for term in SHORT.terms][:2]
    words.write_text("\n".join([*(term.replace(" ", "-") for term in spoken), "Vermilion"]) + "\n")
    asking = ("keywords", calls, "--vocabulary", words, "--workspace", tmp_path / "ws")
    told = crossfade(*asking, "--dry-run")
    assert told.code == 0, told.err
    assert "To send: 3 terms as keyterm on 1 clip: 5 requests with" in told.out
    left_out = [line for line in told.out.splitlines() if line.startswith("Left out")]
    assert len(left_out) == 1 and "without.wav': has no reference" in left_out[0]
    assert not (tmp_path / "ws").exists()
    ended = crossfade(*asking, "--json")
    assert ended.code == 0, ended.err
    document = ended.document
    assert [Path(one["path"]).name for one in document["skipped"]] == ["without.wav"]
    assert [term["term"] for term in document["terms"]][-1] == "Vermilion"
    assert document["requests"]["sent"] >= 5 and document["way"] == "keyterm"
    assert document["terms"][2]["verdict"] in ("untested", "harmful")
    again = crossfade(*asking)
    out = " ".join(again.out.split())
    assert "5 of 5 on record already" in out and "requests: 0 sent" in out
    assert "no intervals: one clip" in out


def test_the_quick_form_says_what_the_full_form_takes(
    crossfade: Crossfade, pointed_at_sandbox: object, lecture: SampleCall
) -> None:
    terms = [part for n in ("epistemology", "a", "b", "c") for part in ("--term", f"{n}")]
    told = crossfade("keywords", lecture.path, *terms, "--quick", "--dry-run")
    assert told.code == 0, told.err
    out = " ".join(told.out.split())
    assert "Quick form: knowledge-lecture.wav" in out and "epistemology (said once" in out
    assert "To send: 3 terms as keyterm on 1 clip: 5 requests" in out
    assert "The full form would send: 4 terms as keyterm on 1 clip: 6 requests" in out
    document = crossfade("keywords", lecture.path, *terms, "--dry-run", "--json").document
    assert document["requests"] == {"needed": 6, "on_record": 0, "at_most": 14}


def test_an_older_model_has_boosts(
    crossfade: Crossfade, pointed_at_sandbox: object, lecture: SampleCall
) -> None:
    ended = crossfade(
        "keywords", lecture.path, "--term", "epistemology", "--model", "nova-2", "--sweep",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert "1 term as keywords on 1 clip" in ended.out
    assert "boost 1: " in ended.out and "recommended on 1 clip: epistemology" in ended.out
