"""Who is told when Amazon Transcribe is done, or when an object comes into a bucket of its jobs.

Rules of EventBridge and the notifications of buckets: both go on waiting, without a sound, when the
jobs stop. Everything here reads, blocks and is called in threads.
"""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from providers.amazon.account_lists import LISTS_A_SECOND, Pace, about_one_kind, needs
from providers.errors import Trouble

SOURCE = "aws.transcribe"
# The names of its events (Developer Guide, page on EventBridge, 2023-05; HealthScribe: SDK, 2025).
EVENTS = (
    "Transcribe Job State Change",
    "Language Identification State Change",
    "Call Analytics Job State Change",
    "Call Analytics Post Call Job State Change",
    "Vocabulary State Change",
    "MedicalScribe Job State Change",
)
_OBJECTS = "aws.s3"
MOST_BUCKETS = 20
_RULES_A_PAGE = 100
Gap = Callable[[str, str], None]
"""What could not be read, and why."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """A rule, or a bucket's notification: ``what`` it waits for, and who is ``told`` of it.

    ``name`` is the rule's or the bucket's; ``told`` are services with names ("lambda on-result"),
    without account numbers. ``enabled`` is False for a rule that is switched off.
    """

    kind: Literal["rule", "bucket"]
    name: str
    what: str
    told: tuple[str, ...]
    enabled: bool = True


def rules(events: Any, pace: Pace, buckets: Collection[str], gap: Gap) -> list[Watcher]:
    """The rules of the default bus that wait for Transcribe, or for objects in ``buckets``.

    AWS's own services send to that bus alone (EventBridge User Guide, read 2026-11).
    """
    found: list[Watcher] = []
    try:
        for rule in _pages(events.list_rules, "Rules", pace, "listing EventBridge rules"):
            what = waits_for(str(rule.get("EventPattern") or ""), buckets)
            if not what:
                continue
            name = str(rule.get("Name", ""))
            told = tuple(_targets(events, name, pace, gap))
            found.append(Watcher("rule", name, what, told, rule.get("State") != "DISABLED"))
    except Trouble as trouble:
        gap("EventBridge rules", needs(trouble, "events:ListRules"))
    return found


def notifications(s3: Any, pace: Pace, buckets: Sequence[str], gap: Gap) -> list[Watcher]:
    """What the buckets tell, and whom; at most ``MOST_BUCKETS`` of them are asked."""
    found: list[Watcher] = []
    unread: list[str] = []
    why = ""
    asked = buckets[:MOST_BUCKETS]
    for bucket in asked:
        try:
            answer = pace.call(
                lambda bucket=bucket: s3.get_bucket_notification_configuration(Bucket=bucket),  # type: ignore[misc]
                LISTS_A_SECOND,
                "reading a bucket's notifications",
            )
        except Trouble as trouble:
            unread.append(bucket)
            why = needs(trouble, "s3:GetBucketNotification")
            if not about_one_kind(trouble):
                break
        else:
            found += told_by(bucket, answer)
    if unread:
        gap(f"notifications of {_named(unread, len(asked))}", why)
    if len(buckets) > len(asked):
        gap(
            f"notifications of {len(buckets) - len(asked)} other buckets",
            f"Only the {MOST_BUCKETS} that are used most are asked.",
        )
    return found


def waits_for(pattern: str, buckets: Collection[str]) -> str:
    """What a rule's pattern waits for, in words; "" where it does not concern us."""
    try:
        asked = json.loads(pattern)
    except ValueError:
        return ""
    if not isinstance(asked, dict):
        return ""
    source, kinds = asked.get("source"), _texts(asked.get("detail-type"))
    if _ours(source, asked.get("detail-type")):
        detail = asked.get("detail")
        states = _texts(_within(detail, "TranscriptionJobStatus")) or _texts(
            _within(detail, "JobStatus")
        )
        told = ", ".join(kinds) or "everything from aws.transcribe"
        return f"{told}: {', '.join(states)}" if states else told
    if _accepts(source, _OBJECTS):
        named = _within(_within(asked.get("detail"), "bucket"), "name")
        hit = [bucket for bucket in sorted(buckets) if _accepts(named, bucket)]
        if hit:
            return f"{', '.join(kinds) or 'everything'} in {', '.join(hit)}"
    return ""


def told_by(bucket: str, answer: Mapping[str, Any]) -> Iterator[Watcher]:
    """The watchers that stand in a bucket's notification configuration."""
    for name, arn in (
        ("LambdaFunctionConfigurations", "LambdaFunctionArn"),
        ("QueueConfigurations", "QueueArn"),
        ("TopicConfigurations", "TopicArn"),
    ):
        for one in answer.get(name) or ():
            rules = ((one.get("Filter") or {}).get("Key") or {}).get("FilterRules") or ()
            limits = [f"{str(rule['Name']).lower()} {rule['Value']}" for rule in rules]
            what = ", ".join([*map(str, one.get("Events") or ()), *limits])
            yield Watcher("bucket", bucket, what, (target(str(one.get(arn, ""))),))
    if answer.get("EventBridgeConfiguration") is not None:
        yield Watcher("bucket", bucket, "every event", ("EventBridge",))


def target(arn: str) -> str:
    """Service and name of a target, without its region and account."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return arn
    name = parts[5].removeprefix("function:").removeprefix("stateMachine:")
    return f"{parts[2]} {name}"


def _targets(events: Any, rule: str, pace: Pace, gap: Gap) -> Iterator[str]:
    try:
        for one in _pages(
            events.list_targets_by_rule, "Targets", pace, "listing a rule's targets", Rule=rule
        ):
            yield target(str(one.get("Arn", "")))
    except Trouble as trouble:
        gap(f"targets of the rule {rule}", needs(trouble, "events:ListTargetsByRule"))


def _pages(
    method: Callable[..., Mapping[str, Any]], items: str, pace: Pace, doing: str, **asked: Any
) -> Iterator[Mapping[str, Any]]:
    token = ""
    while True:
        page = {"Limit": _RULES_A_PAGE, **asked} | ({"NextToken": token} if token else {})
        answer = pace.call(lambda page=page: method(**page), LISTS_A_SECOND, doing)  # type: ignore[misc]
        yield from answer.get(items) or ()
        before, token = token, str(answer.get("NextToken") or "")
        if not token or token == before:
            return


def _named(buckets: Sequence[str], asked: int) -> str:
    names = ", ".join(buckets[:3])
    more = f" and {len(buckets) - 3} more" if len(buckets) > 3 else ""
    return f"{names}{more} ({len(buckets)} of {asked} buckets)"


def _ours(source: Any, kinds: Any) -> bool:
    """Whether both would take an event of Transcribe's; at least one of them has to name it."""
    if source is None:
        return any(_accepts(kinds, one) for one in EVENTS)
    named = kinds is None or any(_accepts(kinds, one) for one in EVENTS)
    return named and _accepts(source, SOURCE)


def _within(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _accepts(matchers: Any, value: str) -> bool:
    """Whether a pattern's list of matchers would take this value; no list takes nothing here."""
    return isinstance(matchers, list) and any(_takes(one, value) for one in matchers)


def _takes(matcher: Any, value: str) -> bool:
    if isinstance(matcher, str):
        return matcher == value
    if not isinstance(matcher, dict):
        return False
    tests: Iterable[bool] = (_matches(name, given, value) for name, given in matcher.items())
    return bool(matcher) and all(tests)


def _matches(name: str, given: Any, value: str) -> bool:
    """One content filter (EventBridge User Guide, content filtering, read 2026-11)."""
    if name == "anything-but":
        others = given if isinstance(given, list) else [given]
        return not any(_takes(one, value) for one in others)
    if not isinstance(given, str):
        return False
    if name == "prefix":
        return value.startswith(given)
    if name == "suffix":
        return value.endswith(given)
    if name == "equals-ignore-case":
        return value.casefold() == given.casefold()
    # Only the asterisk means anything there.
    plain = re.sub(r"[\[?]", r"[\g<0>]", given)
    return name == "wildcard" and fnmatch.fnmatchcase(value, plain)
