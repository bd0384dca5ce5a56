"""What is in use decides which facts and which rows of the map concern this migration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from checklists.before import dependencies, in_use, models_to_try
from checklists.before.account_inventory import inventory_of, record
from checklists.before.fact_table import fact_table
from checklists.before.in_use import InUse, facts_in_use, option_rows, parameter_rows
from checklists.before.models_to_try import Suggestion
from checklists.facts.book import facts
from checklists.facts.parameter_book import Shape, parameters
from checklists.scan.features import _BY_FINDING, _KINDS
from checklists.scan.finding import MODES
from checklists.scan.scanning import scan
from checklists.workspace import Workspace
from providers.amazon.inventory import JobRecord
from providers.amazon.result_watchers import Watcher
from tests.checklists.before.test_account_inventory import job, reading
from tests.checklists.furnished import add_calls
from tests.checklists.scan.trees import planted

BATCH = """
    import boto3
    client = boto3.client("transcribe")
    client.start_transcription_job(
        TranscriptionJobName="x", LanguageCode="de-DE",
        Settings={"ShowSpeakerLabels": True, "MaxSpeakerLabels": 4, "VocabularyName": "words"})
    """
AGENT = """
    from pipecat.services.aws.stt import AWSTranscribeSTTService
    stt = AWSTranscribeSTTService(region="eu-west-1")
    """


def of_code(tmp_path: Path, **files: str) -> InUse:
    """What is in use by a scan of these Python files."""
    root = planted(tmp_path / "src", {f"{name}.py": text for name, text in files.items()})
    with Workspace.open(tmp_path / "ws") as workspace:
        dependencies.keep(workspace, scan([root]))
        return in_use.in_use(workspace)


def test_tables_name_topics_features_and_shapes_that_are_there() -> None:
    topics = {row.topic for row in facts().values()}
    features = {kind.id for kind in _KINDS} | {kind.id for _, kind in _BY_FINDING}
    named = [
        *in_use._TOPICS_OF_ALL,
        *(one for many in in_use._TOPICS_BY_FEATURE.values() for one in many),
        *(one for many in in_use._TOPICS_BY_MODE.values() for one in many),
    ]
    assert set(named) <= topics, set(named) - topics
    assert set(in_use._TOPICS_BY_FEATURE) <= features
    modes = set(MODES) - {"unknown"}
    assert set(in_use._TOPICS_BY_MODE) == modes == set(in_use._SHAPES)
    assert {one for many in in_use._SHAPES.values() for one in many} == set(get_args(Shape))


def test_what_the_code_asks_for_is_what_is_shown(tmp_path: Path) -> None:
    used = of_code(tmp_path, jobs=BATCH)
    assert used.known and used.something and used.modes == {"batch"}
    shown = {row.fact.topic for row in facts_in_use(fact_table(), used)}
    assert {"diarization", "custom vocabulary", "batch languages", "models"} <= shown
    assert not shown & {"stream length", "redaction", "medical speech"}
    # The guide's statement and the newer one alike.
    ages = {row.age for row in facts_in_use(fact_table(), used) if row.fact.topic == "diarization"}
    assert {"outdated", "newer"} <= ages


def test_a_place_that_is_not_ours_is_not_in_use(tmp_path: Path) -> None:
    root = planted(tmp_path / "src", {"jobs.py": BATCH})
    with Workspace.open(tmp_path / "ws") as workspace:
        kept = dependencies.keep(workspace, scan([root]))
        before = workspace.dependency_marks.stamp
        workspace.dependency_marks.set_status(kept.places, "not-ours")
        assert workspace.dependency_marks.stamp != before
        used = in_use.in_use(workspace)
    assert used.known and not used.something and used.topics == frozenset()


def test_what_is_commented_out_is_not_in_use(tmp_path: Path) -> None:
    script = "#!/bin/sh\n# aws transcribe start-transcription-job --language-code en-GB\n"
    root = planted(tmp_path / "src", {"old.sh": script})
    with Workspace.open(tmp_path / "ws") as workspace:
        kept = dependencies.keep(workspace, scan([root]))
        assert [place.finding.commented for place in kept.places] == [True]
        used = in_use.in_use(workspace)
    assert used.known and not used.something


def test_the_map_says_what_is_in_use_with_its_values(tmp_path: Path) -> None:
    rows = parameter_rows(of_code(tmp_path, jobs=BATCH))
    used = {row.parameter.member: row for row in rows if row.used and "job" in row.parameter.shapes}
    assert used["Settings.MaxSpeakerLabels"].values == ("4",)
    assert used["LanguageCode"].values == ("de-DE",)
    assert "IdentifyLanguage" not in used
    # A streaming member of the same name is not in use by a recording's request.
    streams = [row for row in rows if row.used and row.parameter.shapes == ("stream",)]
    assert streams == []


def test_both_ways_are_the_same_map() -> None:
    rows = parameter_rows(InUse((), frozenset(), None, None))
    assert {row.parameter for row in rows} == {
        row for row in parameters() if not (row.container or row.answer)
    }
    back = option_rows(rows)
    assert {(row.option, row.parameter) for row in back} == {
        (option, row.parameter) for row in rows for option in row.parameter.options
    }
    assert [row.option for row in back] == sorted(row.option for row in back)


def test_the_account_is_in_use_too(tmp_path: Path) -> None:
    found = inventory_of(reading(JobRecord("jobs", job(1, 2, LanguageCode="fr-FR"), 60.0)))
    rule = Watcher("rule", "done", "Transcribe Job State Change: COMPLETED", ("lambda on-done",))
    with Workspace.open(tmp_path / "ws") as workspace:
        assert not in_use.in_use(workspace).known
        record(workspace, replace(found, watchers=(rule,)))
        used = in_use.in_use(workspace)
    assert used.modes == {"batch"} and "the account of 2026-11-23 (live)" in used.source
    assert {"channels", "job-events"} <= {one.id for one in used.features}
    assert "getting the result" in used.topics


# --- models ----------------------------------------------------------------------------------


def names(found: tuple[Suggestion, ...]) -> list[str]:
    return [" ".join((one.model, *one.options)) for one in found]


def firsts(found: tuple[Suggestion, ...]) -> list[str]:
    return [one.model for one in found if one.first]


def test_nothing_known_gives_no_model() -> None:
    assert models_to_try.models_to_try(InUse((), frozenset(), None, None)) == ()


def test_meetings(tmp_path: Path) -> None:
    english = BATCH.replace("de-DE", "en-US")
    found = models_to_try.models_to_try(of_code(tmp_path, jobs=english))
    assert firsts(found) == ["nova-3"] and "nova-2-meeting" in names(found)
    (nova,) = [one for one in found if one.model == "nova-3"]
    assert any("diarize=true" in why for why in nova.why)
    assert any("keyterm" in why for why in nova.why)


def test_speakers_on_a_telephone_line_are_a_call_and_no_meeting(tmp_path: Path) -> None:
    text = BATCH.replace('"de-DE"', '"en-US", MediaSampleRateHertz=8000')
    found = names(models_to_try.models_to_try(of_code(tmp_path, jobs=text)))
    assert "nova-2-phonecall" in found and "nova-2-meeting" not in found


def test_another_language_has_no_english_model(tmp_path: Path) -> None:
    found = names(models_to_try.models_to_try(of_code(tmp_path, jobs=BATCH)))
    assert "nova-2-meeting" not in found and "whisper-large" not in found


def test_an_agent_begins_with_flux(tmp_path: Path) -> None:
    used = of_code(tmp_path, agent=AGENT)
    assert used.frameworks == {"pipecat"} and used.modes == {"streaming"}
    found = models_to_try.models_to_try(used)
    assert firsts(found) == ["flux-general-en"] and found[0].why[0].startswith("pipecat:")
    assert "nova-3" in names(found)


def test_streams_and_recordings_begin_with_one_each(tmp_path: Path) -> None:
    used = of_code(tmp_path, agent=AGENT, jobs=BATCH)
    assert set(firsts(models_to_try.models_to_try(used))) == {"nova-3", "flux-general-en"} or set(
        firsts(models_to_try.models_to_try(used))
    ) == {"nova-3", "flux-general-multi"}


def test_medicine_begins_with_the_medical_model(tmp_path: Path) -> None:
    code = """
        import boto3
        client = boto3.client("transcribe")
        client.start_medical_transcription_job(
            MedicalTranscriptionJobName="x", LanguageCode="en-US", Specialty="PRIMARYCARE",
            Type="DICTATION", OutputBucketName="notes")
        """
    found = models_to_try.models_to_try(of_code(tmp_path, notes=code))
    assert firsts(found) == ["nova-3-medical"]


@pytest.mark.parametrize(("code", "multi"), [("IdentifyMultipleLanguages=True", True), ("", False)])
def test_several_languages(tmp_path: Path, code: str, multi: bool) -> None:
    text = BATCH.replace('LanguageCode="de-DE"', code or 'LanguageCode="en-US"')
    found = names(models_to_try.models_to_try(of_code(tmp_path, jobs=text)))
    assert ("nova-3 language=multi" in found) is multi


def test_a_language_that_is_not_told_is_asked_for(tmp_path: Path) -> None:
    found = models_to_try.models_to_try(of_code(tmp_path, jobs=BATCH.replace("de-DE", "so-SO")))
    assert "whisper-large" in names(found)
    assert any("GET /v1/models" in why for one in found for why in one.why)


def test_samples_alone_say_something(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        add_calls(workspace)
        used = in_use.in_use(workspace)
        found = models_to_try.models_to_try(used, workspace.clips())
    assert "nova-2-phonecall" in names(found) and not used.known
    assert any("8 kHz" in why for one in found for why in one.why)


def test_what_the_suggestions_rest_on_is_dated() -> None:
    assert all(row.source and row.dated for row in models_to_try.resting_on())
