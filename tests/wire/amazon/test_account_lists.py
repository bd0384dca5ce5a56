"""The lists of an account: what is there is listed, what cannot be made here is an empty list."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.wire.amazon.serving import Served


@pytest.mark.parametrize(
    ("operation", "items"),
    [
        ("list_call_analytics_jobs", "CallAnalyticsJobSummaries"),
        ("list_call_analytics_categories", "Categories"),
        ("list_language_models", "Models"),
        ("list_medical_transcription_jobs", "MedicalTranscriptionJobSummaries"),
        ("list_medical_scribe_jobs", "MedicalScribeJobSummaries"),
        ("list_medical_vocabularies", "Vocabularies"),
    ],
)
def test_what_cannot_be_made_here_is_an_empty_list(
    served: Served, operation: str, items: str
) -> None:
    answer = getattr(served.transcribe(), operation)(MaxResults=100)
    assert answer[items] == [] and "NextToken" not in answer


def test_an_empty_list_refuses_what_the_others_refuse(served: Served) -> None:
    with pytest.raises(ClientError, match="NextToken"):
        served.transcribe().list_language_models(NextToken="not one of ours")
