"""What an Amazon request becomes: the lines, the request to send, and the way back."""

from __future__ import annotations

import json
from typing import Any

import botocore.session
import pytest
from botocore.utils import ArgumentGenerator
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.parameter_map import (
    Line,
    Mapped,
    as_json,
    map_request,
    options_of,
    way_back,
    way_back_json,
)
from checklists.before.parameter_rules import EXTRA_JOB
from checklists.facts.field_book import fields
from checklists.facts.parameter_book import OPERATIONS, Shape, members_of
from providers.errors import BadInput
from tests.checklists.before.test_amazon_request import NAMES, VALUES

MODEL = botocore.session.get_session().get_service_model("transcribe")


def test_a_job_is_named_where_those_who_read_responses_look_for_it() -> None:
    asks = {ask for field in fields() for ask in field.ask if ask.startswith("extra=")}
    assert asks == {f"extra={EXTRA_JOB}:NAME"}


def sent(mapped: Mapped) -> dict[str, Any]:
    """The options of the request, without what Amazon does unasked."""
    unasked = {"model", "punctuate", "numerals", "interim_results"}
    return {name: one for name, one in options_of(mapped.pairs).items() if name not in unasked}


def line_of(mapped: Mapped, amazon: str) -> Line:
    (found,) = [line for line in mapped.lines if line.amazon == amazon]
    return found


def test_a_whole_job() -> None:
    mapped = map_request(
        {
            "TranscriptionJobName": "call-4711",
            "LanguageCode": "en-GB",
            "MediaFormat": "wav",
            "Media": {"MediaFileUri": "s3://calls/4711.wav"},
            "OutputBucketName": "texts",
            "Settings": {
                "ShowSpeakerLabels": True, "MaxSpeakerLabels": 4, "VocabularyName": "names",
                "VocabularyFilterName": "bad", "VocabularyFilterMethod": "mask",
                "ShowAlternatives": True, "MaxAlternatives": 2,
            },
            "ContentRedaction": {
                "RedactionType": "PII", "RedactionOutput": "redacted_and_unredacted",
                "PiiEntityTypes": ["NAME", "PHONE", "SWIFT_CODE"],
            },
            "Subtitles": {"Formats": ["srt"], "OutputStartIndex": 1},
            "Tags": [{"Key": "team", "Value": "support"}],
        }
    )  # fmt: skip
    assert (mapped.operation, mapped.live, mapped.unknown) == ("StartTranscriptionJob", False, ())
    assert options_of(mapped.pairs) == {
        "model": "nova-3", "punctuate": True, "numerals": True, "language": "en-GB",
        "diarize_model": "latest", "redact": ["name", "phone_number"], "utterances": True,
        "extra": ["jobName:call-4711"], "tag": ["team:support"],
    }  # fmt: skip
    assert "redact" in options_of(mapped.pairs) and "redact" not in options_of(mapped.unredacted)
    verdicts = {line.amazon: line.verdict for line in mapped.lines}
    assert verdicts["LanguageCode"] == verdicts["Settings.ShowSpeakerLabels"] == "renamed"
    assert verdicts["MediaFormat"] == "same"
    assert verdicts["Settings.VocabularyName"] == verdicts["OutputBucketName"] == "manual"
    assert verdicts["Settings.MaxSpeakerLabels"] == verdicts["Settings.MaxAlternatives"] == "none"
    assert "SWIFT_CODE" in line_of(mapped, "ContentRedaction.PiiEntityTypes").why
    assert mapped.url.startswith("https://api.deepgram.com/v1/listen?extra=jobName%3Acall-4711&")
    assert mapped.problems == () and sum(mapped.totals.values()) == len(mapped.lines)


@pytest.mark.parametrize("operation", [one for one in OPERATIONS.values() if one.endswith("Job")])
def test_a_skeleton_of_the_cli_is_known_to_its_last_member(operation: str) -> None:
    generator = ArgumentGenerator(use_member_names=True)
    asked = MODEL.operation_model(operation).input_shape
    assert asked is not None
    skeleton = generator.generate_skeleton(asked)
    mapped = map_request(skeleton)
    assert (mapped.operation, mapped.unknown) == (operation, ())
    shape = next(one for one, name in OPERATIONS.items() if name == operation)
    leaves = {name for name, row in members_of(shape).items() if not (row.container or row.answer)}
    shown = {line.row.member for line in mapped.lines if line.row and not line.row.always}
    # A tag is one line, and a list of structures stands for its members where it is empty.
    assert leaves - shown <= {"Tags[].Key", "Tags[].Value", "KMSEncryptionContext{}"}


def test_a_skeleton_that_nobody_filled_in_asks_for_nothing() -> None:
    mapped = map_request(
        {"TranscriptionJobName": "", "LanguageCode": "", "Media": {"MediaFileUri": ""},
         "Settings": {"VocabularyName": "", "ShowSpeakerLabels": False},
         "Tags": [{"Key": "", "Value": ""}], "Subtitles": {"Formats": [""]}}
    )  # fmt: skip
    assert sent(mapped) == {}
    asked = [line for line in mapped.lines if line.row and not line.row.always]
    assert {line.verdict for line in asked} == {"same"} and len(asked) == 7
    assert all(line.deepgram == "" for line in asked)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"LanguageCode": "en-AB"}, {"language": "en-GB"}),
        ({"LanguageCode": "es-US"}, {"language": "es-419"}),
        ({"LanguageCode": "it-IT"}, {"language": "it"}),
        ({"LanguageCode": "zu-ZA"}, {"language": "zu-ZA"}),
        ({"IdentifyLanguage": True}, {"detect_language": True}),
        ({"IdentifyLanguage": True, "LanguageOptions": ["en-US", "en-GB", "de-DE"]},
         {"detect_language": ["en", "de"]}),
        ({"IdentifyMultipleLanguages": True, "LanguageOptions": ["en-US", "es-US"]},
         {"language": "multi", "language_hint": ["en", "es"]}),
        ({"LanguageCode": "en-US", "LanguageOptions": ["en-US"]}, {"language": "en-US"}),
        ({"Settings": {"ChannelIdentification": True}}, {"multichannel": True}),
        ({"ContentRedaction": {"RedactionType": "PII", "RedactionOutput": "redacted"}},
         {"redact": ["pii", "routing_number"]}),
        ({"ContentRedaction": {"RedactionType": "PII", "PiiEntityTypes": ["ALL", "NAME"]}},
         {"redact": ["pii", "routing_number"]}),
        ({"ContentRedaction": {"RedactionType": "PII", "PiiEntityTypes": ["DATE_TIME", "PIN"]}},
         {"redact": ["date", "time", "password"]}),
        ({"IdentifyLanguage": False, "LanguageCode": "de-DE"}, {"language": "de"}),
    ],
)  # fmt: skip
def test_values_of_a_job(members: dict[str, Any], expected: dict[str, Any]) -> None:
    assert sent(map_request(members, shape="job")) == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"media-encoding": "pcm", "sample-rate": "8000"},
         {"encoding": "linear16", "sample_rate": 8000}),
        ({"MediaEncoding": "g711-ulaw", "MediaSampleRateHertz": 8000},
         {"encoding": "mulaw", "sample_rate": 8000}),
        ({"media_encoding": "flac", "media_sample_rate_hertz": 16000},
         {"encoding": "flac", "sample_rate": 16000}),
        ({"MediaEncoding": "ogg-opus", "MediaSampleRateHertz": 48000}, {}),
        ({"EnableChannelIdentification": True, "NumberOfChannels": 2},
         {"multichannel": True, "channels": 2}),
        ({"enable-channel-identification": "false", "show-speaker-label": "TRUE"},
         {"diarize_model": "latest"}),
        ({"IdentifyLanguage": True, "LanguageOptions": "en-US,fr-FR", "PreferredLanguage": "en-US"},
         {"language": "multi", "language_hint": ["en", "fr"]}),
        ({"ContentIdentificationType": "PII", "PiiEntityTypes": "NAME,SSN"},
         {"detect_entities": True}),
        ({"ContentRedactionType": "PII", "PiiEntityTypes": "NAME, SSN"},
         {"redact": ["name", "ssn"]}),
        ({"SessionId": "abc"}, {"extra": ["session:abc"]}),
        ({"NumberOfChannels": "two", "MediaSampleRateHertz": 0, "MediaEncoding": "mp3"}, {}),
    ],
)  # fmt: skip
def test_values_of_a_stream(members: dict[str, Any], expected: dict[str, Any]) -> None:
    mapped = map_request(members, shape="stream")
    assert mapped.live and mapped.url.startswith("wss://api.deepgram.com/v1/listen?")
    assert options_of(mapped.pairs)["interim_results"] is True
    assert sent(mapped) == expected


def test_a_container_has_no_encoding_in_its_address() -> None:
    mapped = map_request({"MediaEncoding": "ogg-opus", "MediaSampleRateHertz": 48000})
    assert "encoding=" not in mapped.url and "sample_rate" not in mapped.url
    assert mapped.assumed == ()
    assert map_request({"MediaEncoding": "pcm"}).assumed == ("sample_rate", "channels")


def test_numbers_are_digits_where_deepgram_can() -> None:
    def numerals(**members: Any) -> bool:
        return "numerals" in options_of(map_request(members, shape="stream").pairs)

    assert numerals(LanguageCode="en-US") and numerals(LanguageCode="de-DE")
    assert not numerals(LanguageCode="ja-JP") and not numerals(IdentifyLanguage=True)
    assert not numerals(LanguageCode="en-US", IdentifyLanguage=True)
    assert numerals(IdentifyLanguage=True, LanguageOptions="en-US,de-DE") and numerals()
    assert not numerals(LanguageCode="en-US", TranscriptFormat="spoken")
    assert numerals(LanguageCode="en-US", TranscriptFormat="written")


def test_call_analytics_and_what_it_does_unasked() -> None:
    mapped = map_request(
        {"CallAnalyticsJobName": "a",
         "ChannelDefinitions": [{"ChannelId": 0, "ParticipantRole": "AGENT"}],
         "Settings": {"Summarization": {"GenerateAbstractiveSummary": True}}}
    )  # fmt: skip
    assert sent(mapped) == {
        "detect_language": True, "sentiment": True, "utterances": True, "summarize": "v2",
        "multichannel": True, "extra": ["jobName:a"],
    }  # fmt: skip
    assert line_of(mapped, "ChannelDefinitions[0].ParticipantRole").verdict == "manual"
    assert line_of(mapped, "(categories of the account)").verdict == "manual"


def test_medical_speech() -> None:
    members = {"MedicalTranscriptionJobName": "a", "LanguageCode": "en-US", "Type": "DICTATION",
               "Specialty": "PRIMARYCARE", "ContentIdentificationType": "PHI"}  # fmt: skip
    options = options_of(map_request(members).pairs)
    assert options["model"] == "nova-3-medical" and options["dictation"] is True
    assert options["detect_entities"] is True
    assert "dictation" not in options_of(map_request({**members, "Type": "CONVERSATION"}).pairs)


def test_entities_are_english_only() -> None:
    members = {"LanguageCode": "de-DE", "ContentRedaction": {"RedactionType": "PII"}}
    line = line_of(map_request(members, shape="job"), "ContentRedaction.RedactionType")
    assert line.verdict == "manual" and "English only" in line.why


def test_a_computed_value_is_not_guessed() -> None:
    mapped = map_request(
        {"Resource": "arn:aws:states:::aws-sdk:transcribe:startTranscriptionJob",
         "Parameters": {"TranscriptionJobName.$": "$.name", "LanguageCode": "{% $code %}",
                        "Settings": {"ShowSpeakerLabels.$": "$.speakers"}}}
    )  # fmt: skip
    assert mapped.named and sent(mapped) == {}
    line = line_of(mapped, "Settings.ShowSpeakerLabels")
    assert line.verdict == "manual" and "only known when" in line.why
    assert line.deepgram == "diarize_model"


def test_a_finished_job_is_read_like_its_request() -> None:
    mapped = map_request(
        {"TranscriptionJob": {
            "TranscriptionJobName": "a", "TranscriptionJobStatus": "COMPLETED",
            "IdentifyLanguage": True, "LanguageCode": "en-US", "IdentifiedLanguageScore": 0.9,
            "Transcript": {"TranscriptFileUri": "https://s3/x?X-Amz-Signature=0badcafe"},
            "Settings": {"ChannelIdentification": False, "ShowAlternatives": False}},
         "ResponseMetadata": {}}
    )  # fmt: skip
    assert (mapped.unknown, mapped.beside) == ((), ("ResponseMetadata",))
    assert sent(mapped) == {"detect_language": True, "extra": ["jobName:a"]}
    assert "0badcafe" not in json.dumps(as_json(mapped))


def test_unknown_members_are_named_with_their_path() -> None:
    mapped = map_request({"LanguageCode": "en-US", "Settings": {"Speed": 2}, "Extra": [1]})
    assert mapped.unknown == ("Settings.Speed", "Extra")
    line = line_of(mapped, "Settings.Speed")
    assert (line.verdict, line.value, line.deepgram) == ("manual", 2, "")


def test_a_key_is_neither_shown_nor_sent() -> None:
    key = "AKIAABCDEFGHIJKLMNOP"
    mapped = map_request({"LanguageCode": "en-US", "Tags": [{"Key": "k", "Value": key}],
                          "TranscriptionJobName": key})  # fmt: skip
    assert key not in json.dumps(as_json(mapped)) and key not in mapped.url
    assert line_of(mapped, "Tags").verdict == "manual"


@given(st.dictionaries(NAMES, VALUES, max_size=6), st.sampled_from(list(OPERATIONS)))
def test_any_document_is_mapped_or_refused_in_a_sentence(
    document: dict[str, Any], shape: Shape
) -> None:
    try:
        mapped = map_request(document, shape=shape)
    except BadInput as refused:
        assert "\n" not in str(refused)
        return
    text = json.dumps(as_json(mapped), allow_nan=False)
    assert all(line.why for line in mapped.lines) and mapped.url in json.loads(text)["url"]


def test_the_way_back() -> None:
    back = way_back("diarize_model")
    assert {row.member for row in back.members} >= {
        "Settings.ShowSpeakerLabels",
        "ShowSpeakerLabel",
    }
    assert back.only is None
    alone = way_back("endpointing")
    assert alone.members == () and alone.only is not None
    document = way_back_json([back, alone])
    found = document["options"][0]["amazon"]
    assert {"operation": "StartStreamTranscription", "member": "ShowSpeakerLabel"}.items() <= next(
        one for one in found if one["operation"] == "StartStreamTranscription"
    ).items()
    assert document["options"][1] == {
        "deepgram": "endpointing", "amazon": [], "why": alone.only.why,
    }  # fmt: skip
    with pytest.raises(BadInput, match="no option of Deepgram's"):
        way_back("\x1b[2J")
