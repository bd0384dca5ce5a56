"""The account's custom vocabularies and vocabulary filters: which there are, and their words.

ListVocabularies, GetVocabulary, ListVocabularyFilters and GetVocabularyFilter read and change
nothing. The words lie behind the DownloadUri, a presigned link that is read without credentials
(botocore 1.44.5 model; Amazon Transcribe API reference, GetVocabulary, read 2026-11).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from providers.amazon.blocking import in_thread
from providers.amazon.failures import cleaned, translated
from providers.amazon.objects import LinkExpired, LinkTooLarge, fetch_link
from providers.amazon.reading import text_of
from providers.amazon.sessions import session, transcribe_client
from providers.audio.naming import shown
from providers.credentials import AmazonAccess
from providers.errors import BadInput, VendorTrouble

if TYPE_CHECKING:
    from types_boto3_transcribe.client import TranscribeServiceClient

# 50 KB are the most that Amazon takes; what is twice as long is something else.
MOST_BYTES = 100 * 1024
# An account has at most a hundred of each unless the quota was raised; a page has a hundred.
_MOST_PAGES = 20
_PAGE = 100

Kind = Literal["vocabulary", "filter"]


@dataclass(frozen=True, slots=True)
class WordListHead:
    """A vocabulary or filter as it is listed. ``state`` is PENDING, READY or FAILED, "" for a
    filter; ``modified`` None where Amazon does not say."""

    kind: Kind
    name: str
    language: str
    state: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class WordListFile:
    """A vocabulary or filter with the bytes of its file. ``failure`` is Amazon's reason where the
    state is FAILED, else ""; ``region`` where it was found."""

    head: WordListHead
    data: bytes
    region: str
    failure: str = ""


async def list_vocabularies(access: AmazonAccess) -> tuple[WordListHead, ...]:
    """All custom vocabularies of the account in the region, the newest first. Raises BadInput or
    VendorTrouble."""
    return await _listed(access, "vocabulary")


async def list_filters(access: AmazonAccess) -> tuple[WordListHead, ...]:
    """All vocabulary filters of the account in the region. Raises BadInput or VendorTrouble."""
    return await _listed(access, "filter")


async def get_vocabulary(access: AmazonAccess, name: str) -> WordListFile:
    """A custom vocabulary with its file. Raises BadInput or VendorTrouble."""
    return await _got(access, "vocabulary", name)


async def get_filter(access: AmazonAccess, name: str) -> WordListFile:
    """A vocabulary filter with its file. Raises BadInput or VendorTrouble."""
    return await _got(access, "filter", name)


_WORDS: dict[Kind, tuple[str, str, str]] = {
    "vocabulary": ("VocabularyName", "custom vocabulary", "custom vocabularies"),
    "filter": ("VocabularyFilterName", "vocabulary filter", "vocabulary filters"),
}


async def _listed(access: AmazonAccess, kind: Kind) -> tuple[WordListHead, ...]:
    def ask() -> tuple[WordListHead, ...]:
        client = transcribe_client(session(access), access)
        heads = [_head(kind, row) for row in _rows(client, kind)]
        return tuple(sorted(heads, key=_newest_first))

    try:
        return await in_thread(ask)
    except Exception as error:
        raise translated(error, f"listing the {_WORDS[kind][2]}") from error


def _rows(client: TranscribeServiceClient, kind: Kind) -> list[Any]:
    """The entries of every page, as far as a page says that there is another."""
    call: Callable[..., Any] = (
        client.list_vocabularies if kind == "vocabulary" else client.list_vocabulary_filters
    )
    member = "Vocabularies" if kind == "vocabulary" else "VocabularyFilters"
    rows: list[Any] = []
    token: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        answer = call(MaxResults=_PAGE, **token)
        rows += answer.get(member, [])
        following = text_of(answer.get("NextToken"))
        if not following:
            break
        token = {"NextToken": following}
    return rows


async def _got(access: AmazonAccess, kind: Kind, name: str) -> WordListFile:
    member, words, _ = _WORDS[kind]
    if not name.strip():
        raise BadInput(f"The name of the {words} is empty: list what there is, and name one.")

    def ask() -> WordListFile:
        client = transcribe_client(session(access), access)
        call: Callable[..., Any] = (
            client.get_vocabulary if kind == "vocabulary" else client.get_vocabulary_filter
        )
        answer = call(**{member: name.strip()})
        return WordListFile(
            head=_head(kind, answer),
            data=_downloaded(text_of(answer.get("DownloadUri")), words, name),
            region=client.meta.region_name,
            failure=cleaned(text_of(answer.get("FailureReason"))),
        )

    try:
        return await in_thread(ask)
    except Exception as error:
        trouble = translated(error, f"reading the {words} {shown(name)}")
        if isinstance(trouble, VendorTrouble) and trouble.code == "NotFoundException":
            raise BadInput(
                f"The account has no {words} {shown(name)} in the region in use: list what there "
                "is, or choose another region with AWS_REGION."
            ) from error
        raise trouble from error


def _downloaded(link: str, words: str, name: str) -> bytes:
    if not link:
        raise VendorTrouble(
            f"Amazon gave no link to the file of the {words} {shown(name)}: download it in the "
            "console and name the file instead.",
            vendor="amazon",
        )
    try:
        return fetch_link(link, most=MOST_BYTES)
    except LinkExpired:
        raise VendorTrouble(
            f"Amazon's link to the file of the {words} {shown(name)} did not open: try again, or "
            "download it in the console and name the file instead.",
            vendor="amazon",
            status=403,
        ) from None
    except LinkTooLarge:
        raise BadInput(
            f"The file of the {words} {shown(name)} is larger than {MOST_BYTES:,} bytes, which no "
            f"{words} can be: download it in the console and look at it."
        ) from None


def _head(kind: Kind, row: Any) -> WordListHead:
    modified = row.get("LastModifiedTime")
    return WordListHead(
        kind=kind,
        name=text_of(row.get(_WORDS[kind][0])),
        language=text_of(row.get("LanguageCode")),
        state=text_of(row.get("VocabularyState")),
        modified=modified if isinstance(modified, datetime) else None,
    )


def _newest_first(head: WordListHead) -> tuple[float, str]:
    return (-head.modified.timestamp() if head.modified else 0.0, head.name)
