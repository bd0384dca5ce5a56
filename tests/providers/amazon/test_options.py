"""Options become exactly the two requests; what Amazon would refuse is refused here."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from botocore.validate import validate_parameters

from providers.amazon.options import AmazonOptions
from providers.audio.pacing import PcmFormat
from providers.errors import BadInput

MONO = PcmFormat("linear16", 16000, 1)
STEREO = PcmFormat("mulaw", 8000, 2)


def test_the_plainest_requests() -> None:
    assert AmazonOptions().job_parameters() == {"LanguageCode": "en-US"}
    assert AmazonOptions().stream_parameters(MONO) == {
        "language-code": "en-US",
        "media-encoding": "pcm",
        "sample-rate": "16000",
    }


FULL = AmazonOptions(
    language="en-GB",
    show_speaker_labels=True,
    max_speaker_labels=4,
    max_alternatives=3,
    vocabulary_name="terms",
    vocabulary_filter_name="rude",
    vocabulary_filter_method="mask",
    redact=("NAME", "PHONE"),
    language_model="mine",
    partial_results_stability="high",
)


def test_every_option_of_a_job() -> None:
    parameters = FULL.job_parameters()
    assert parameters == {
        "LanguageCode": "en-GB",
        "Settings": {
            "ShowSpeakerLabels": True,
            "MaxSpeakerLabels": 4,
            "ShowAlternatives": True,
            "MaxAlternatives": 3,
            "VocabularyName": "terms",
            "VocabularyFilterName": "rude",
            "VocabularyFilterMethod": "mask",
        },
        "ModelSettings": {"LanguageModelName": "mine"},
        "ContentRedaction": {
            "RedactionType": "PII",
            "RedactionOutput": "redacted",
            "PiiEntityTypes": ["NAME", "PHONE"],
        },
    }


def test_every_option_of_a_stream() -> None:
    assert FULL.stream_parameters(MONO) == {
        "language-code": "en-GB",
        "media-encoding": "pcm",
        "sample-rate": "16000",
        "show-speaker-label": "true",
        "vocabulary-name": "terms",
        "vocabulary-filter-name": "rude",
        "vocabulary-filter-method": "mask",
        "language-model-name": "mine",
        "enable-partial-results-stabilization": "true",
        "partial-results-stability": "high",
        "content-redaction-type": "PII",
        "pii-entity-types": "NAME,PHONE",
    }
    two = AmazonOptions().stream_parameters(STEREO)
    assert two["enable-channel-identification"] == "true"
    assert (two["number-of-channels"], two["sample-rate"]) == ("2", "8000")


def test_identification_moves_the_vocabulary_to_each_language() -> None:
    options = AmazonOptions(
        identify_language=True, language_options=("en-US", "es-US"), vocabulary_name="terms"
    )
    assert options.job_parameters() == {
        "IdentifyLanguage": True,
        "LanguageOptions": ["en-US", "es-US"],
        "LanguageIdSettings": {
            "en-US": {"VocabularyName": "terms"},
            "es-US": {"VocabularyName": "terms"},
        },
    }
    query = options.stream_parameters(MONO)
    assert "language-code" not in query
    assert query["language-options"] == "en-US,es-US"
    assert (query["vocabulary-names"], "vocabulary-name" in query) == ("terms,terms", False)


@pytest.mark.parametrize(
    "options",
    [
        AmazonOptions(),
        FULL,
        AmazonOptions(channel_identification=True),
        AmazonOptions(
            identify_language=True,
            language_options=("en-US", "de-DE"),
            vocabulary_filter_name="rude",
            vocabulary_filter_method="mask",
        ),
    ],
)
def test_botocores_model_accepts_every_request(options: AmazonOptions) -> None:
    model: Any = botocore.session.get_session().get_service_model("transcribe")
    shape = model.operation_model("StartTranscriptionJob").input_shape
    request = options.job_parameters() | {
        "TranscriptionJobName": "job",
        "Media": {"MediaFileUri": "s3://b/k"},
    }
    validate_parameters(request, shape)


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"language": "english"}, "'english' is not a language code"),
        ({"language": ""}, "is not a language code"),
        ({"show_speaker_labels": True, "channel_identification": True}, "cannot tell speakers"),
        ({"show_speaker_labels": True, "max_speaker_labels": 31}, "between 2 and 30, not 31"),
        ({"max_speaker_labels": 3}, "needs show_speaker_labels"),
        ({"max_alternatives": 1}, "between 2 and 10, not 1"),
        ({"vocabulary_name": "two words"}, "cannot be the name of a vocabulary"),
        ({"vocabulary_filter_name": "f"}, "needs both its name and a method"),
        ({"vocabulary_filter_method": "mask"}, "needs both its name and a method"),
    ],
)
def test_options_that_amazon_would_refuse(options: dict[str, Any], part: str) -> None:
    with pytest.raises(BadInput, match=part):
        AmazonOptions(**options)


def test_streams_that_amazon_would_refuse() -> None:
    for form, part in (
        (PcmFormat("linear16", 96000, 1), "8000 to 48000 Hz, not 96000"),
        (PcmFormat("linear16", 16000, 3), "one or two channels, not 3"),
    ):
        with pytest.raises(BadInput, match=part):
            AmazonOptions().stream_parameters(form)
    with pytest.raises(BadInput, match="cannot label speakers"):
        AmazonOptions(show_speaker_labels=True).stream_parameters(STEREO)
    with pytest.raises(BadInput, match="two language_options"):
        AmazonOptions(identify_language=True).stream_parameters(MONO)
