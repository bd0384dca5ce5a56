"""The lists that an account has of Amazon Transcribe, page by page, no faster than is polite.

Every call here reads. Quotas: lists 5 a second, details of a job 20 (Amazon Transcribe Developer
Guide, limits page, 2023-05); half of that is used, since the account has other callers. Everything
here blocks and is called in threads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeVar, get_args

from providers.amazon.failures import translated
from providers.errors import Trouble, VendorTrouble

T = TypeVar("T")
Kind = Literal[
    "jobs",
    "call-analytics-jobs",
    "medical-jobs",
    "scribe-jobs",
    "vocabularies",
    "medical-vocabularies",
    "vocabulary-filters",
    "language-models",
    "categories",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
LISTS_A_SECOND = 2.5
DETAILS_A_SECOND = 10.0
_PAGE = 100
_WAITS = (1.0, 2.0, 4.0, 8.0)
_THROTTLED = {
    "LimitExceededException",
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "SlowDown",
}
# An answer about one kind of thing; anything else would be the answer to every call.
_ABOUT_ONE = _THROTTLED | {
    "AccessDeniedException",
    "AccessDenied",
    "BadRequestException",
    "ValidationException",
    "NotFoundException",
    "ResourceNotFoundException",
    "UnknownOperationException",
    "InternalFailureException",
    "InternalFailure",
    "InternalError",
    "ServiceUnavailableException",
    "ServiceUnavailable",
    "NoSuchBucket",
    "NoSuchKey",
    "InvalidRange",
    "403",
    "404",
    "416",
    "500",
    "503",
}


class ReadingStopped(Exception):
    """The reading was told to stop."""


@dataclass(frozen=True, slots=True)
class Operations:
    """How one kind is read: boto3's methods and the members of their answers.

    ``get``, ``name`` and ``detail`` are "" where the list says everything that is wanted.
    """

    words: str
    listing: str
    items: str
    get: str = ""
    name: str = ""
    detail: str = ""

    @property
    def permission(self) -> str:
        """The permission that listing needs."""
        return f"transcribe:{''.join(part.capitalize() for part in self.listing.split('_'))}"


OPERATIONS: Mapping[Kind, Operations] = MappingProxyType(
    {
        "jobs": Operations(
            "transcription jobs",
            "list_transcription_jobs",
            "TranscriptionJobSummaries",
            "get_transcription_job",
            "TranscriptionJobName",
            "TranscriptionJob",
        ),
        "call-analytics-jobs": Operations(
            "Call Analytics jobs",
            "list_call_analytics_jobs",
            "CallAnalyticsJobSummaries",
            "get_call_analytics_job",
            "CallAnalyticsJobName",
            "CallAnalyticsJob",
        ),
        "medical-jobs": Operations(
            "medical jobs",
            "list_medical_transcription_jobs",
            "MedicalTranscriptionJobSummaries",
            "get_medical_transcription_job",
            "MedicalTranscriptionJobName",
            "MedicalTranscriptionJob",
        ),
        "scribe-jobs": Operations(
            "HealthScribe jobs",
            "list_medical_scribe_jobs",
            "MedicalScribeJobSummaries",
            "get_medical_scribe_job",
            "MedicalScribeJobName",
            "MedicalScribeJob",
        ),
        "vocabularies": Operations("custom vocabularies", "list_vocabularies", "Vocabularies"),
        "medical-vocabularies": Operations(
            "medical vocabularies", "list_medical_vocabularies", "Vocabularies"
        ),
        "vocabulary-filters": Operations(
            "vocabulary filters", "list_vocabulary_filters", "VocabularyFilters"
        ),
        "language-models": Operations("custom language models", "list_language_models", "Models"),
        "categories": Operations(
            "Call Analytics categories", "list_call_analytics_categories", "Categories"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One kind: what is there, as Amazon tells it; ``why`` it could not be read (to the end), or
    ""; ``more`` where there are more than were asked for."""

    kind: Kind
    items: tuple[Mapping[str, Any], ...] = ()
    why: str = ""
    more: bool = False


class Pace:
    """Calls at an even distance, until ``stop`` is set. Raises ReadingStopped from then on."""

    def __init__(
        self,
        stop: threading.Event,
        *,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        self._stop = stop
        self._now = now
        self._wait = wait or stop.wait
        self._next = 0.0

    def turn(self, per_second: float) -> None:
        """Wait for one's turn."""
        self.rest(max(0.0, self._next - self._now()))
        self._next = self._now() + 1 / per_second

    def rest(self, seconds: float) -> None:
        """Wait so long."""
        if self._stop.is_set() or (seconds > 0 and self._wait(seconds)):
            raise ReadingStopped

    def call(self, work: Callable[[], T], per_second: float, doing: str) -> T:
        """Do ``work`` at its turn, again after a wait where Amazon's limit was reached.

        Raises what ``translated`` makes of the last refusal.
        """
        for wait in (*_WAITS, 0.0):
            self.turn(per_second)
            try:
                return work()
            except Exception as error:
                trouble = translated(error, doing)
                if not wait or getattr(trouble, "code", "") not in _THROTTLED:
                    raise trouble from error
            self.rest(wait)
        raise AssertionError("the last attempt returns or raises")


def about_one_kind(trouble: BaseException) -> bool:
    """Whether a refusal says nothing about the other calls: a missing permission, for one."""
    return isinstance(trouble, VendorTrouble) and trouble.code in _ABOUT_ONE


def needs(trouble: Trouble, permission: str) -> str:
    """The sentence, with the permission where it may be that."""
    return f"{trouble} It needs {permission}." if about_one_kind(trouble) else str(trouble)


def listing(client: Any, kind: Kind, pace: Pace, most: int) -> Listing:
    """Everything of one kind, at most ``most``; a refusal of this one kind is its ``why``.

    Raises VendorTrouble or BadInput for what would meet every call: credentials, the network.
    """
    how = OPERATIONS[kind]
    found: list[Mapping[str, Any]] = []
    token = ""
    while True:
        asked = {"MaxResults": _PAGE} | ({"NextToken": token} if token else {})
        try:
            answer = pace.call(
                lambda asked=asked: getattr(client, how.listing)(**asked),  # type: ignore[misc]
                LISTS_A_SECOND,
                f"listing {how.words}",
            )
        except VendorTrouble as trouble:
            if not about_one_kind(trouble):
                raise
            return Listing(kind, tuple(found), needs(trouble, how.permission))
        found += answer.get(how.items, ())
        before, token = token, str(answer.get("NextToken") or "")
        if len(found) >= most and token:
            return Listing(kind, tuple(found[:most]), more=True)
        if not token or token == before:
            return Listing(kind, tuple(found[:most]), more=len(found) > most)
