"""EventBridge of the stand-in: no rule can be made, so none is there; nobody is told of objects."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.wire.amazon.serving import KEY_ID, ONCE, REGION, SECRET, Served


def events(served: Served, secret: str = SECRET) -> Any:
    session = boto3.Session(KEY_ID, secret, region_name=REGION)
    return session.client("events", endpoint_url=served.url, config=ONCE)


def code(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return caught.value.response["Error"]["Code"]


def test_there_is_no_rule(served: Served) -> None:
    answer = events(served).list_rules(Limit=100)
    assert answer["Rules"] == [] and "NextToken" not in answer


@pytest.mark.parametrize(
    ("operation", "about", "expected"),
    [
        ("list_targets_by_rule", {"Rule": "gone"}, "ResourceNotFoundException"),
        ("list_rules", {"EventBusName": "other"}, "ResourceNotFoundException"),
        ("put_rule", {"Name": "new", "EventPattern": "{}"}, "UnsupportedOperationException"),
    ],
)
def test_what_is_not_there_is_refused(
    served: Served, operation: str, about: dict[str, str], expected: str
) -> None:
    with pytest.raises(ClientError) as caught:
        getattr(events(served), operation)(**about)
    assert code(caught) == expected


def test_a_wrong_key_is_refused(served: Served) -> None:
    with pytest.raises(ClientError) as caught:
        events(served, "wrong").list_rules()
    assert code(caught) == "InvalidSignatureException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_what_is_not_signed_is_told_so(served: Served) -> None:
    plain = Config(signature_version=UNSIGNED)
    client: Any = boto3.client("events", region_name=REGION, endpoint_url=served.url, config=plain)
    with pytest.raises(ClientError) as caught:
        client.list_rules()
    assert code(caught) == "MissingAuthenticationTokenException"


def test_a_bucket_tells_nobody(served: Served) -> None:
    served.s3().create_bucket(Bucket="calls")
    answer: Any = served.s3().get_bucket_notification_configuration(Bucket="calls")
    assert set(answer) == {"ResponseMetadata"}
    with pytest.raises(ClientError) as caught:
        served.s3().get_bucket_notification_configuration(Bucket="none")
    assert code(caught) == "NoSuchBucket"
