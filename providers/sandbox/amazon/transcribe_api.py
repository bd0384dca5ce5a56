"""The Transcribe API: ``POST /`` with ``X-Amz-Target: Transcribe.<Operation>`` and JSON.

botocore 1.44 prefers CBOR in its model and still sends JSON 1.1, so what counts is the target and
the content type of each request.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import web

from providers.sandbox.amazon import validation
from providers.sandbox.amazon.faults import Faults
from providers.sandbox.amazon.jobs import Job, JobBook
from providers.sandbox.amazon.json_service import Answer, answered, parsed
from providers.sandbox.amazon.refusals import Refusal, bad_request, not_here
from providers.sandbox.amazon.signature import Credentials, presign
from providers.sandbox.amazon.wordlists import WordList, WordLists

_TARGET = "Transcribe."
LINK_SECONDS = 900
_DEFAULT_PAGE = 5
# The other operations of botocore 1.44.5's model, so that a typing error is told from them.
_ELSEWHERE_NAMES = """
    CreateCallAnalyticsCategory CreateLanguageModel CreateMedicalVocabulary
    DeleteCallAnalyticsCategory DeleteCallAnalyticsJob DeleteLanguageModel DeleteMedicalScribeJob
    DeleteMedicalTranscriptionJob DeleteMedicalVocabulary DescribeLanguageModel
    GetCallAnalyticsCategory GetCallAnalyticsJob GetMedicalScribeJob GetMedicalTranscriptionJob
    GetMedicalVocabulary ListTagsForResource StartCallAnalyticsJob StartMedicalScribeJob
    StartMedicalTranscriptionJob TagResource UntagResource UpdateCallAnalyticsCategory
    UpdateLanguageModel UpdateMedicalVocabulary
"""
_ELSEWHERE = frozenset(_ELSEWHERE_NAMES.split())
# Lists of what cannot be made here: empty, and that is the truth.
_EMPTY_LISTS = {
    "ListCallAnalyticsCategories": "Categories",
    "ListCallAnalyticsJobs": "CallAnalyticsJobSummaries",
    "ListLanguageModels": "Models",
    "ListMedicalScribeJobs": "MedicalScribeJobSummaries",
    "ListMedicalTranscriptionJobs": "MedicalTranscriptionJobSummaries",
    "ListMedicalVocabularies": "Vocabularies",
}

T = TypeVar("T")


class TranscribeApi:
    """Answers the JSON API over jobs and word lists."""

    def __init__(self, jobs: JobBook, lists: WordLists, known: Credentials, faults: Faults) -> None:
        self._jobs = jobs
        self._lists = lists
        self._known = known
        self._faults = faults
        self._operations: Mapping[str, Callable[[Answer, web.Request], Answer]] = {
            "StartTranscriptionJob": self._start_job,
            "GetTranscriptionJob": self._get_job,
            "ListTranscriptionJobs": self._list_jobs,
            "DeleteTranscriptionJob": self._delete_job,
            "CreateVocabulary": self._create_vocabulary,
            "UpdateVocabulary": self._update_vocabulary,
            "GetVocabulary": self._get_vocabulary,
            "ListVocabularies": self._list_vocabularies,
            "DeleteVocabulary": self._delete_vocabulary,
            "CreateVocabularyFilter": self._create_filter,
            "UpdateVocabularyFilter": self._update_filter,
            "GetVocabularyFilter": self._get_filter,
            "ListVocabularyFilters": self._list_filters,
            "DeleteVocabularyFilter": self._delete_filter,
            **{name: partial(_empty_list, items) for name, items in _EMPTY_LISTS.items()},
        }

    async def handle(self, request: web.Request) -> web.Response:
        """Verify and dispatch; every refusal in the service's shape."""
        return await answered(request, "transcribe", self._known, self._dispatch)

    def _dispatch(self, request: web.Request, body: bytes) -> Answer:
        target = request.headers.get("X-Amz-Target", "")
        operation = target.removeprefix(_TARGET)
        if not target.startswith(_TARGET) or (
            operation not in self._operations and operation not in _ELSEWHERE
        ):
            raise Refusal("UnknownOperationException", f"There is no operation {target[:80]!r}.")
        if not request.content_type.startswith("application/x-amz-json-"):
            raise Refusal(
                "UnknownOperationException", "The body must be application/x-amz-json-1.1"
            )
        if self._faults.throttled > 0:
            self._faults.throttled -= 1
            raise Refusal("ThrottlingException", "Rate exceeded")
        if self._faults.internal > 0:
            self._faults.internal -= 1
            raise Refusal(
                "InternalFailureException", "There was an internal error. Try again.", 500
            )
        if operation in _ELSEWHERE:
            raise not_here(operation)
        return self._operations[operation](parsed(body), request)

    # Jobs

    def _start_job(self, asked: Answer, request: web.Request) -> Answer:
        job = self._jobs.start(asked)
        whole = self._job_answer(job, request)
        shown = ("Transcript", "Settings", "MediaSampleRateHertz", "MediaFormat")
        return {"TranscriptionJob": {k: v for k, v in whole.items() if k not in shown}}

    def _get_job(self, asked: Answer, request: web.Request) -> Answer:
        job = self._jobs.find(validation.required(asked, "TranscriptionJobName"))
        return {"TranscriptionJob": self._job_answer(job, request)}

    def _delete_job(self, asked: Answer, request: web.Request) -> Answer:
        self._jobs.delete(validation.required(asked, "TranscriptionJobName"))
        return {}

    def _list_jobs(self, asked: Answer, request: web.Request) -> Answer:
        status = validation.one_of(
            asked, "Status", ("QUEUED", "IN_PROGRESS", "FAILED", "COMPLETED")
        )
        named = validation.text(asked, "JobNameContains", longest=200).lower()
        chosen = [
            job
            for job in self._jobs.newest_first()
            if (not status or job.status == status) and named in job.name.lower()
        ]
        page, token = _page(chosen, asked)
        answer: dict[str, Any] = {
            "TranscriptionJobSummaries": [self._job_summary(job) for job in page]
        }
        return answer | ({"Status": status} if status else {}) | token

    def _job_answer(self, job: Job, request: web.Request) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "TranscriptionJobName": job.name,
            "TranscriptionJobStatus": job.status,
            "LanguageCode": job.request["LanguageCode"],
            "Media": {"MediaFileUri": job.request["Media"]["MediaFileUri"]},
            "CreationTime": job.created.timestamp(),
            "Transcript": {},
            "Settings": {"ChannelIdentification": False, "ShowAlternatives": False}
            | dict(job.settings),
        }
        for member in ("JobExecutionSettings", "Tags"):
            if job.request.get(member):
                answer[member] = job.request[member]
        for member, moment in (("StartTime", job.started), ("CompletionTime", job.completed)):
            if moment is not None:
                answer[member] = moment.timestamp()
        if job.failure:
            answer["FailureReason"] = job.failure
        if job.status == "COMPLETED":
            answer["MediaSampleRateHertz"] = job.rate
            answer["MediaFormat"] = job.container
        if job.transcript:
            answer["Transcript"] = {"TranscriptFileUri": self._link(*job.transcript, job, request)}
        if job.request.get("Subtitles"):
            asked = job.request["Subtitles"]
            answer["Subtitles"] = {
                "Formats": asked.get("Formats", []),
                "OutputStartIndex": asked.get("OutputStartIndex", 0),
                "SubtitleFileUris": [self._link(*p, job, request) for p in job.subtitle_keys],
            }
        return answer

    def _job_summary(self, job: Job) -> dict[str, Any]:
        summary: dict[str, Any] = {
            "TranscriptionJobName": job.name,
            "CreationTime": job.created.timestamp(),
            "LanguageCode": job.request["LanguageCode"],
            "TranscriptionJobStatus": job.status,
            "OutputLocationType": (
                "SERVICE_BUCKET" if self._jobs.in_service_bucket(job) else "CUSTOMER_BUCKET"
            ),
        }
        for member, moment in (("StartTime", job.started), ("CompletionTime", job.completed)):
            if moment is not None:
                summary[member] = moment.timestamp()
        if job.failure:
            summary["FailureReason"] = job.failure
        return summary

    def _link(self, bucket: str, key: str, job: Job, request: web.Request) -> str:
        """A bare path-style URL in the caller's bucket, a presigned one in the service's own."""
        if self._jobs.in_service_bucket(job):
            return self._presigned(bucket, key, request)
        return f"{request.scheme}://{request.host}/{bucket}/{quote(key, safe='/~')}"

    def _presigned(self, bucket: str, key: str, request: web.Request) -> str:
        path = f"/{bucket}/{quote(key, safe='/~')}"
        now = datetime.now(UTC)
        signed = presign(path, request.host, self._known, "s3", now, LINK_SECONDS)
        return f"{request.scheme}://{request.host}{signed}"

    # Vocabularies

    def _create_vocabulary(self, asked: Answer, request: web.Request) -> Answer:
        return self._vocabulary_answer(self._lists.put_vocabulary(asked, new=True))

    def _update_vocabulary(self, asked: Answer, request: web.Request) -> Answer:
        return self._vocabulary_answer(self._lists.put_vocabulary(asked, new=False))

    def _get_vocabulary(self, asked: Answer, request: web.Request) -> Answer:
        made = self._lists.vocabulary(validation.required(asked, "VocabularyName"))
        link = {"DownloadUri": self._presigned(*made.download, request)}
        return self._vocabulary_answer(made) | link

    def _delete_vocabulary(self, asked: Answer, request: web.Request) -> Answer:
        self._lists.delete_vocabulary(validation.required(asked, "VocabularyName"))
        return {}

    def _list_vocabularies(self, asked: Answer, request: web.Request) -> Answer:
        state = validation.one_of(asked, "StateEquals", ("PENDING", "READY", "FAILED"))
        page, token = self._list_page(self._lists.vocabularies.values(), asked, state)
        return (
            {"Vocabularies": [self._vocabulary_answer(made, bare=True) for made in page]}
            | ({"Status": state} if state else {})
            | token
        )

    def _vocabulary_answer(self, made: WordList, *, bare: bool = False) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "VocabularyName": made.name,
            "LanguageCode": made.language,
            "VocabularyState": self._lists.state(made),
            "LastModifiedTime": made.modified.timestamp(),
        }
        if answer["VocabularyState"] == "FAILED" and not bare:
            answer["FailureReason"] = made.failure
        return answer

    # Vocabulary filters

    def _create_filter(self, asked: Answer, request: web.Request) -> Answer:
        return _filter_answer(self._lists.put_filter(asked, new=True))

    def _update_filter(self, asked: Answer, request: web.Request) -> Answer:
        return _filter_answer(self._lists.put_filter(asked, new=False))

    def _get_filter(self, asked: Answer, request: web.Request) -> Answer:
        made = self._lists.filter(validation.required(asked, "VocabularyFilterName"))
        return _filter_answer(made) | {"DownloadUri": self._presigned(*made.download, request)}

    def _delete_filter(self, asked: Answer, request: web.Request) -> Answer:
        self._lists.delete_filter(validation.required(asked, "VocabularyFilterName"))
        return {}

    def _list_filters(self, asked: Answer, request: web.Request) -> Answer:
        page, token = self._list_page(self._lists.filters.values(), asked, "")
        return {"VocabularyFilters": [_filter_answer(made) for made in page]} | token

    def _list_page(
        self, lists: Any, asked: Answer, state: str
    ) -> tuple[Sequence[WordList], dict[str, str]]:
        named = validation.text(asked, "NameContains", longest=200).lower()
        chosen = [
            made
            for made in sorted(lists, key=lambda made: made.modified, reverse=True)
            if named in made.name.lower() and (not state or self._lists.state(made) == state)
        ]
        return _page(chosen, asked)


def _filter_answer(made: WordList) -> dict[str, Any]:
    return {
        "VocabularyFilterName": made.name,
        "LanguageCode": made.language,
        "LastModifiedTime": made.modified.timestamp(),
    }


def _empty_list(items: str, asked: Answer, request: web.Request) -> Answer:
    page: Sequence[Answer]
    page, token = _page((), asked)
    return {items: page} | token


def _page(chosen: Sequence[T], asked: Answer) -> tuple[Sequence[T], dict[str, str]]:
    """One page (five unless MaxResults says otherwise) and the token of the next."""
    size = validation.whole_number(asked, "MaxResults", 1, 100) or _DEFAULT_PAGE
    token = validation.text(asked, "NextToken", longest=8192)
    start = 0
    if token:
        try:
            start = int(base64.urlsafe_b64decode(token))
        except ValueError:
            raise bad_request(
                "The NextToken isn't valid. Use the one of the last answer."
            ) from None
    rest = {}
    if start + size < len(chosen):
        rest = {"NextToken": base64.urlsafe_b64encode(str(start + size).encode()).decode()}
    return chosen[start : start + size], rest
