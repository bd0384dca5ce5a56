"""crossfade draft: a patch to review, and what is left, of code in any language."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checklists.draft.test_pairs import pair
from tests.tui.commands.conftest import Crossfade

LEGACY = Path(__file__).parents[2] / "checklists" / "scan" / "legacy"


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A small code base: one job that is understood, one that is not, and a shell script."""
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "jobs.py").write_text(pair("polled")[0], encoding="utf-8")
    (folder / "split.py").write_text(
        "import boto3\n\n\ndef start(uri):\n"
        '    return boto3.client("transcribe").start_transcription_job(\n'
        '        TranscriptionJobName="x", Media={"MediaFileUri": uri}, LanguageCode="en-US"\n'
        "    )\n",
        encoding="utf-8",
    )
    (folder / "night.sh").write_text(
        "aws transcribe start-transcription-job --language-code en-GB \\\n"
        "  --settings ShowSpeakerLabels=true,MaxSpeakerLabels=2 --media MediaFileUri=s3://a/b\n",
        encoding="utf-8",
    )
    return folder


def test_the_document(crossfade: Crossfade, code: Path) -> None:
    ended = crossfade("draft", code, "--json")
    assert (ended.code, ended.err) == (0, "")
    document = ended.document
    assert document["totals"] == {"sites": 3, "drafted": 1, "left": 2}
    assert document["files"] == ["jobs.py"]
    assert document["patch"].startswith("--- a/jobs.py\n+++ b/jobs.py\n")
    sites = {Path(site["path"]).name: site for site in document["sites"]}
    assert sites["jobs.py"]["drafted"] and not sites["jobs.py"]["why"]
    assert "handed on at once" in sites["split.py"]["why"]
    shell = sites["night.sh"]
    assert shell["operation"] == "StartTranscriptionJob"
    assert shell["map"]["request"]["diarize_model"] == "latest"
    assert "language=en-GB" in shell["map"]["url"]
    assert shell["call"] == "POST https://api.deepgram.com/v1/listen"


def test_the_patch_is_written_and_never_over_another_file(
    crossfade: Crossfade, code: Path, tmp_path: Path
) -> None:
    patch = tmp_path / "migration.patch"
    before = (code / "jobs.py").read_bytes()
    ended = crossfade("draft", code, "--out", patch)
    assert ended.code == 0
    assert patch.read_text(encoding="utf-8").startswith("--- a/jobs.py")
    assert "1 of them drafted" in " ".join(ended.out.split())
    assert (code / "jobs.py").read_bytes() == before

    again = crossfade("draft", code, "--out", patch)
    assert again.code == 2 and "already there" in again.err
    assert crossfade("draft", code, "--out", patch, "--force").code == 0


def test_the_code_itself_is_not_the_patch(crossfade: Crossfade, code: Path) -> None:
    file = code / "jobs.py"
    before = file.read_bytes()
    ended = crossfade("draft", file, "--out", file, "--force")
    assert ended.code == 2 and "code itself" in ended.err
    assert file.read_bytes() == before


def test_force_without_a_file_says_so(crossfade: Crossfade, code: Path) -> None:
    ended = crossfade("draft", code, "--force")
    assert ended.code == 2 and "--out" in ended.err


def test_a_path_that_is_not_there(crossfade: Crossfade, tmp_path: Path) -> None:
    ended = crossfade("draft", tmp_path / "nowhere")
    assert ended.code == 2 and "nowhere" in ended.err and "Traceback" not in ended.err


def test_what_was_looked_at_is_named_and_what_was_not_is_counted(
    crossfade: Crossfade, code: Path
) -> None:
    (code / "node_modules").mkdir()
    (code / "node_modules" / "a.js").write_text("1\n", encoding="utf-8")
    assert "1 path was not looked into: crossfade scan names" in crossfade("draft", code).out
    script = code / "none.py"
    script.write_text("print(1)\n", encoding="utf-8")
    # Wherever the terminal's width breaks it.
    said = "".join(crossfade("draft", script).out.split())
    assert said == f"Nothingin{script}startsatranscription."


def test_nothing_to_draft(crossfade: Crossfade, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print(1)\n", encoding="utf-8")
    ended = crossfade("draft", tmp_path, "--out", tmp_path / "p.patch")
    assert ended.code == 0 and "starts a transcription" in " ".join(ended.out.split())
    assert not (tmp_path / "p.patch").exists()


def test_other_languages_are_told_the_sdk_call_and_the_request(crossfade: Crossfade) -> None:
    document = crossfade("draft", LEGACY, "--json").document
    calls = {Path(site["path"]).suffix: site["call"] for site in document["sites"] if site["map"]}
    assert calls[".java"].startswith("client.listen().v1().media().transcribeUrl(")
    assert calls[".cs"].startswith("ClientFactory.CreateListenRESTClient().TranscribeUrl(")
    assert calls[".kt"].startswith("client.listen().v1().v1WebSocket()")
    assert calls[".rs"] == "dg.transcription().stream_request_with_options(options)"
    assert calls[".rb"].startswith("POST ")
    assert document["patch"] == "" and document["totals"]["drafted"] == 0
    for site in document["sites"]:
        assert site["why"] and site["page"].startswith("https://")
        if site["map"]:
            assert site["map"]["unknown"] == [], site
