"""Requests that are put together apart from the call: in a module of their own, or in a file.

Where nothing in a file starts a job, the name of a job and the address of its sound together are
its request: for ``--cli-input-json``, for a queue, or for a client in another module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from checklists.scan.becomes import becomes
from checklists.scan.finding import Finding, Mode
from checklists.scan.mentions import DOCUMENTS, mentions
from checklists.scan.operations import alternatives, mode_of_text, placed
from checklists.scan.source import SourceFile

_JOB = re.compile(
    rb"[\"':]?(?P<name>(?:Medical)?TranscriptionJobName|(?:medicalT|t)ranscriptionJobName"
    rb"|(?:medical_)?transcription_job_name|CallAnalyticsJobName|callAnalyticsJobName"
    rb"|call_analytics_job_name)[\"']?\s*(?:=>|[:=])(?!\s*(?:[sS]tring|str|&str)\b)"
)
_HELD = (b"ranscriptionJobName", b"ranscription_job_name", b"allAnalyticsJobName", b"all_analytics")
_MEDIA = re.compile(
    rb"\b(?:[mM]ediaFileUri|media_file_uri)[\"']?\s*(?:=>|[:=])(?!\s*(?:[sS]tring|str|&str)\b)"
)
_URIS = (b"ediaFileUri", b"media_file_uri")
# What only an answer has.
_ANSWER = re.compile(rb"\b(?:TranscriptionJobStatus|transcription_job_status|CreationTime)\b")
_STARTED = re.compile(
    (
        r"(?i)"
        + "|".join(
            name
            for spelling in ("name", "snake", "kebab")
            for name in alternatives(spelling).split("|")
            if name.lower().startswith("start")
        )
    ).encode()
)
_PAIR = re.compile(r"[\"':]?(?P<name>\w+)[\"']?\s*(?:=>|[:=])\s*(?P<value>[^\n,{}\[\]]*)")
_NEAR = 2_000
_MOST = 200


def find(file: SourceFile) -> Iterator[Finding]:
    """The request in a file that starts no job itself: where the name stands nearest to the
    address of the sound."""
    if file.language in DOCUMENTS or not any(one in file.data for one in _URIS):
        return
    media = _MEDIA.search(file.data)
    if media is None or any(not one.commented for one in mentions(file, _STARTED)):
        return
    named = [one for one in islice(mentions(file, _JOB, _HELD), _MOST) if not one.commented]
    mention = min(named, key=lambda one: abs(one.match.start() - media.start()), default=None)
    if mention is None or abs(mention.match.start() - media.start()) > _NEAR:
        return
    first = max(0, mention.match.start() - _NEAR)
    near = file.data[first : mention.match.end() + _NEAR]
    if _ANSWER.search(near):
        return
    mode = mode_of_text(mention.word.replace("_", ""))
    yield file.finding(
        mention.line,
        "request-members",
        "call",
        mode,
        "the request of a job, put together here",
        becomes("call", mode),
        "medium",
        arguments=_members(near.decode("utf-8", "replace"), mode),
    )


def _members(text: str, mode: Mode) -> dict[str, str]:
    """The request's members in a text, by the API's names."""
    given: dict[str, str] = {}
    for match in _PAIR.finditer(text):
        place = placed(match["name"], mode)
        if place is not None:
            given.setdefault(place, match["value"].strip(" \t\"'`:"))
    return given
