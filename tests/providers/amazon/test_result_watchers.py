"""Who is told of results: rules that concern us are found whatever their form, gaps are told."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from providers.amazon.account_lists import Pace, ReadingStopped
from providers.amazon.result_watchers import (
    MOST_BUCKETS,
    Watcher,
    notifications,
    rules,
    target,
    told_by,
    waits_for,
)

QUEUE = "arn:aws:sqs:eu-west-1:123456789012:results"
LAMBDA = "arn:aws:lambda:eu-west-1:123456789012:function:on-result"


def pace() -> Pace:
    return Pace(threading.Event(), now=lambda: 0.0, wait=lambda seconds: False)


def refusal(code: str) -> ClientError:
    about: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {}}
    return ClientError(about, "ListRules")


class Account:
    """Rules by name with their patterns and targets, and buckets with what they tell."""

    def __init__(
        self,
        patterns: Mapping[str, object] | None = None,
        buckets: Mapping[str, object] | None = None,
        targets: object = (LAMBDA,),
    ) -> None:
        self.patterns, self.buckets, self.targets = patterns or {}, buckets or {}, targets
        self.asked: list[str] = []

    def list_rules(self, **asked: Any) -> dict[str, Any]:
        names = list(self.patterns)
        at = int(asked.get("NextToken", 0))
        if at >= len(names):
            return {"Rules": []}
        pattern = self.patterns[names[at]]
        if isinstance(pattern, Exception):
            raise pattern
        rule = {"Name": names[at], "EventPattern": json.dumps(pattern), "State": "ENABLED"}
        more = {"NextToken": str(at + 1)} if at + 1 < len(names) else {}
        return {"Rules": [rule]} | more

    def list_targets_by_rule(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked["Rule"])
        if isinstance(self.targets, Exception):
            raise self.targets
        assert isinstance(self.targets, tuple)
        return {"Targets": [{"Id": "1", "Arn": one} for one in self.targets]}

    def get_bucket_notification_configuration(self, **asked: Any) -> Any:
        answer = self.buckets[asked["Bucket"]]
        if isinstance(answer, Exception):
            raise answer
        return answer


JOBS = {
    "source": ["aws.transcribe"],
    "detail-type": ["Transcribe Job State Change"],
    "detail": {"TranscriptionJobStatus": ["COMPLETED", "FAILED"]},
}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (JOBS, "Transcribe Job State Change: COMPLETED, FAILED"),
        ({"source": ["aws.transcribe"]}, "everything from aws.transcribe"),
        ({"source": [{"prefix": "aws.tr"}]}, "everything from aws.transcribe"),
        ({"source": [{"wildcard": "*.transcribe"}]}, "everything from aws.transcribe"),
        ({"source": [{"anything-but": ["aws.ec2"]}]}, "everything from aws.transcribe"),
        ({"detail-type": ["Call Analytics Job State Change"],
          "detail": {"JobStatus": ["COMPLETED"]}}, "Call Analytics Job State Change: COMPLETED"),
        ({"source": ["aws.s3"], "detail-type": ["Object Created"],
          "detail": {"bucket": {"name": ["texts", "other"]}}}, "Object Created in texts"),
        ({"source": ["aws.s3"], "detail": {"bucket": {"name": [{"wildcard": "t*s"}]}}},
         "everything in texts"),
        # Not ours, or not for us.
        ({"source": ["aws.s3"], "detail": {"bucket": {"name": [{"wildcard": "t?xts"}]}}}, ""),
        ({"source": ["aws.s3"], "detail": {"bucket": {"name": [{"wildcard": "[t]exts"}]}}}, ""),
        ({"source": ["aws.s3"], "detail": {"bucket": {"name": ["other"]}}}, ""),
        ({"source": ["aws.s3"]}, ""),
        ({"source": ["aws.ec2"]}, ""),
        ({"source": [{"prefix": "aws."}], "detail-type": ["EC2 Instance State Change"]}, ""),
        ({"source": ["my.app"], "detail-type": ["Transcribe Job State Change"]}, ""),
        ({"source": [{"anything-but": ["aws.transcribe"]}]}, ""),
        ({"source": [{"anything-but": {"prefix": "aws."}}]}, ""),
        ({"source": [{}]}, ""),
        ({"source": "aws.transcribe"}, ""),
        ([], ""),
    ],
)  # fmt: skip
def test_a_rule_is_ours_by_its_pattern(pattern: object, words: str) -> None:
    assert waits_for(json.dumps(pattern), ["texts"]) == words


def test_a_rule_without_a_pattern_is_a_schedule() -> None:
    assert waits_for("", ["texts"]) == "" == waits_for("{", ["texts"])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ("source", "detail", "detail-type", "bucket", "name", "prefix", "anything-but",
             "suffix", "wildcard", "JobStatus")
        ), inner, max_size=3,
    ),
    max_leaves=12,
)  # fmt: skip


@given(_JSON)
def test_any_pattern_is_ours_or_not(pattern: object) -> None:
    assert isinstance(waits_for(json.dumps(pattern), ["texts"]), str)


@given(st.text(max_size=40))
def test_any_text_is_no_pattern_or_one(text: str) -> None:
    assert isinstance(waits_for(text, ["texts"]), str)


def test_rules_of_every_page_with_their_targets() -> None:
    account = Account(
        {"a": JOBS, "ec2": {"source": ["aws.ec2"]}, "b": {"source": ["aws.transcribe"]}}
    )
    gaps: list[tuple[str, str]] = []
    found = rules(account, pace(), ["texts"], lambda what, why: gaps.append((what, why)))
    assert found == [
        Watcher(
            "rule", "a", "Transcribe Job State Change: COMPLETED, FAILED", ("lambda on-result",)
        ),
        Watcher("rule", "b", "everything from aws.transcribe", ("lambda on-result",)),
    ]
    # Targets of rules that do not concern us are nobody's business.
    assert account.asked == ["a", "b"] and gaps == []


def test_rules_that_may_not_be_listed_are_a_gap() -> None:
    account, gaps = Account({"a": refusal("AccessDeniedException")}), list[tuple[str, str]]()
    assert rules(account, pace(), [], lambda what, why: gaps.append((what, why))) == []
    ((what, why),) = gaps
    assert what == "EventBridge rules" and "events:ListRules" in why


def test_a_rule_whose_targets_may_not_be_listed_is_still_there() -> None:
    account = Account({"a": JOBS}, targets=refusal("AccessDeniedException"))
    gaps: list[tuple[str, str]] = []
    (found,) = rules(account, pace(), [], lambda what, why: gaps.append((what, why)))
    assert (found.name, found.told) == ("a", ())
    assert "events:ListTargetsByRule" in gaps[0][1]


def test_what_a_bucket_tells() -> None:
    only = {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "texts/"}]}}
    answer = {
        "LambdaFunctionConfigurations": [
            {"LambdaFunctionArn": LAMBDA, "Events": ["s3:ObjectCreated:*"], "Filter": only}
        ],
        "QueueConfigurations": [
            {"QueueArn": QUEUE, "Events": ["s3:ObjectCreated:Put"]}
        ],
        "EventBridgeConfiguration": {},
    }  # fmt: skip
    assert list(told_by("calls", answer)) == [
        Watcher("bucket", "calls", "s3:ObjectCreated:*, prefix texts/", ("lambda on-result",)),
        Watcher("bucket", "calls", "s3:ObjectCreated:Put", ("sqs results",)),
        Watcher("bucket", "calls", "every event", ("EventBridge",)),
    ]


def test_a_bucket_that_may_not_be_asked_is_a_gap_and_not_the_end() -> None:
    buckets: dict[str, object] = {
        "a": refusal("AccessDenied"),
        "b": {"EventBridgeConfiguration": {}},
    }
    gaps: list[tuple[str, str]] = []
    found = notifications(
        Account(buckets=buckets), pace(), list(buckets), lambda what, why: gaps.append((what, why))
    )
    assert [one.name for one in found] == ["b"]
    ((what, why),) = gaps
    assert what == "notifications of a (1 of 2 buckets)" and "s3:GetBucketNotification" in why


def test_only_so_many_buckets_are_asked_and_that_is_said() -> None:
    buckets: dict[str, Any] = {
        f"b{number}": {"EventBridgeConfiguration": {}} for number in range(25)
    }
    gaps: list[tuple[str, str]] = []
    found = notifications(
        Account(buckets=buckets), pace(), list(buckets), lambda what, why: gaps.append((what, why))
    )
    assert len(found) == MOST_BUCKETS and gaps[0][0] == "notifications of 5 other buckets"


def test_account_numbers_are_left_out_of_targets() -> None:
    assert target(LAMBDA) == "lambda on-result"
    machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:after-call"
    assert target(machine) == "states after-call"
    assert target("odd") == "odd"


def test_stopping_ends_it() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(ReadingStopped):
        rules(Account({"a": JOBS}), Pace(stop), [], lambda what, why: None)
