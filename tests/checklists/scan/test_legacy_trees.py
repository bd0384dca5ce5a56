"""Old code of many languages, each with its traps: a line that should be found says so itself."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from checklists.scan.features import Feature, features
from checklists.scan.finding import Finding
from checklists.scan.scanning import scan

LEGACY = Path(__file__).parent / "legacy"
MARK = re.compile(r"\[\[([\w-]+) (high|medium|low)\]\]")
# Where no comment can stand.
UNMARKED = {
    ("jobs/nightly.sh", 3, "cli", "high"),
    ("results/call.json", 1, "output-file", "high"),
    ("results/turns.json", 1, "output-file", "high"),
}

Found = tuple[str, int, str, str]


@cache
def found() -> tuple[Finding, ...]:
    return scan([LEGACY]).findings


def below_legacy(path: str) -> str:
    return Path(path).relative_to(LEGACY).as_posix()


def marked(path: Path) -> set[Found]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {
        (below_legacy(str(path)), number, mark[1], mark[2])
        for number, line in enumerate(lines, 1)
        for mark in MARK.finditer(line)
    }


FILES = sorted(path for path in LEGACY.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: below_legacy(str(path)))
def test_exactly_the_marked_lines_are_found(path: Path) -> None:
    name = below_legacy(str(path))
    expected = marked(path) | {one for one in UNMARKED if one[0] == name}

    seen = {
        (name, one.line, one.kind, one.confidence)
        for one in found()
        if below_legacy(one.path) == name
    }

    assert seen == expected


def call(path: str, kind: str = "call") -> Finding:
    calls = [
        one
        for one in found()
        if below_legacy(one.path) == path and one.kind == kind and not one.commented
    ]
    assert calls, f"no {kind} in {path}"
    return calls[0]


@pytest.mark.parametrize(
    ("path", "mode", "expected"),
    [
        (
            "web/captions.ts",
            "streaming",
            {
                "LanguageCode": "en-GB",
                "MediaEncoding": "pcm",
                "MediaSampleRateHertz": "16000",
                "ShowSpeakerLabel": "true",
            },
        ),
        (
            "web/legacy.js",
            "batch",
            {
                "LanguageCode": "en-US",
                "Settings.VocabularyName": "products",
                "Settings.VocabularyFilterMethod": "mask",
            },
        ),
        (
            "server/Calls.java",
            "call-analytics",
            {"LanguageOptions": "EN_US", "ParticipantRole": "AGENT"},
        ),
        ("server/Old.java", "medical", {"Specialty": "PRIMARYCARE", "Type": "DICTATION"}),
        (
            "server/Live.kt",
            "streaming",
            {
                "LanguageCode": "en-US",
                "MediaSampleRateHertz": "48000",
                "EnablePartialResultsStabilization": "true",
            },
        ),
        (
            "server/main.go",
            "batch",
            {
                "LanguageCode": "en-US",
                "ContentRedaction.RedactionType": "Pii",
                "TranscriptionJobName": "night",
            },
        ),
        (
            "server/Jobs.cs",
            "batch",
            {
                "LanguageCode": "en-GB",
                "Settings.ShowAlternatives": "true",
                "Settings.MaxAlternatives": "2",
            },
        ),
        (
            "jobs/night.rb",
            "batch",
            {
                "LanguageCode": "en-US",
                "Settings.ChannelIdentification": "true",
                "Settings.ShowSpeakerLabels": "false",
            },
        ),
        (
            "jobs/Night.php",
            "batch",
            {"IdentifyMultipleLanguages": "true", "LanguageOptions": "en-US,es-US"},
        ),
        ("jobs/live.rs", "streaming", {"LanguageCode": "en-US", "MediaEncoding": "pcm"}),
    ],
)
def test_arguments_are_read_from_each_language(
    path: str, mode: str, expected: dict[str, str]
) -> None:
    one = call(path)

    assert one.mode == mode
    assert {name: one.arguments.get(name) for name in expected} == expected


def test_a_shell_command_gives_its_options_over_continued_lines() -> None:
    one = call("jobs/nightly.sh", "cli")

    assert one.arguments["LanguageCode"] == "en-US"
    assert one.arguments["Settings.ShowSpeakerLabels"] == "true"
    assert one.arguments["Settings.MaxSpeakerLabels"] == "2"
    assert one.what == "aws transcribe start-transcription-job"


def test_a_state_gives_the_members_beside_it() -> None:
    one = next(one for one in found() if one.id == "step-functions-task")

    assert one.arguments == {"IdentifyLanguage": "true", "OutputBucketName": "calls"}


def test_a_hand_made_client_gives_the_parameters_of_its_address() -> None:
    one = call("web/socket.js", "endpoint")

    assert one.mode == "streaming"
    assert one.arguments["LanguageCode"] == "en-US"
    assert one.arguments["MediaEncoding"] == "pcm"


def feature(name: str, mode: str) -> Feature:
    made = [one for one in features(found()) if one.id == name and one.mode == mode]
    assert len(made) == 1, f"{len(made)} features {name} in {mode}"
    return made[0]


def test_features_are_those_switched_on_and_grouped_by_mode() -> None:
    names = {(one.mode, one.id) for one in features(found())}

    assert ("streaming", "speakers") in names
    assert ("streaming", "stable-partials") in names
    assert ("medical", "specialty") in names
    assert ("call-analytics", "channels") in names
    assert ("batch", "redaction") in names
    assert ("batch", "toxicity") not in names
    assert ("streaming", "redaction") not in names


def test_what_is_switched_off_or_commented_out_is_no_feature_in_use() -> None:
    speakers = feature("speakers", "batch")

    assert not any("night.rb" in one.path for one in speakers.findings)
    assert not any(one.commented for made in features(found()) for one in made.findings)


def test_a_feature_has_the_verdict_of_its_leading_member_and_those_of_the_others() -> None:
    speakers = feature("speakers", "batch")

    by_member = {one.member: one for one in speakers.members}
    assert speakers.verdict == by_member["Settings.ShowSpeakerLabels"].verdict == "renamed"
    assert speakers.deepgram == ("diarize_model",)
    assert by_member["Settings.MaxSpeakerLabels"].verdict == "none"
    assert by_member["Settings.MaxSpeakerLabels"].values == ("2", "3")


def test_a_resource_that_manages_a_vocabulary_is_a_use_of_vocabularies() -> None:
    vocabulary = feature("vocabulary", "batch")

    assert any(one.id == "terraform-resource" for one in vocabulary.findings)
    assert any(one.id == "cloudformation-type" for one in vocabulary.findings)
