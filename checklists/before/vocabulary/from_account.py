"""Vocabularies and filters from the AWS account instead of a file."""

from __future__ import annotations

from dataclasses import dataclass

from checklists.before.vocabulary.entries import Method, Vocabulary, read_vocabulary
from checklists.before.vocabulary.filters import read_filter
from providers.amazon.vocabularies import (
    WordListFile,
    WordListHead,
    get_filter,
    get_vocabulary,
    list_filters,
    list_vocabularies,
)
from providers.credentials import AmazonAccess

DEFAULT_LANGUAGE = "en-US"


@dataclass(frozen=True, slots=True)
class FromAccount:
    """What was read, and what Amazon says of it: ``state`` PENDING, READY or FAILED, ``failure``
    why it failed, ``region`` where it is; "" where Amazon does not say."""

    vocabulary: Vocabulary
    state: str
    failure: str
    region: str
    sandbox: bool

    @property
    def source(self) -> str:
        """Where it came from, for the record."""
        where = "sandbox account" if self.sandbox else f"account, {self.region}"
        return f"{where}: {self.vocabulary.name}"

    @property
    def remark(self) -> str:
        """A sentence where Amazon itself cannot use it, else ""."""
        if self.state == "FAILED":
            return f"Amazon never took it: {self.failure or 'no reason was given'}"
        return "Amazon is still reading it." if self.state == "PENDING" else ""


async def account_vocabulary(access: AmazonAccess, name: str) -> FromAccount:
    """A custom vocabulary of the account, read as its file. Raises BadInput or VendorTrouble."""
    got = await get_vocabulary(access, name)
    language = got.head.language or DEFAULT_LANGUAGE
    return _from(got, read_vocabulary(got.data, name, language=language), access)


async def account_filter(
    access: AmazonAccess, name: str, *, method: Method = "mask"
) -> FromAccount:
    """A vocabulary filter of the account. Raises BadInput or VendorTrouble."""
    got = await get_filter(access, name)
    language = got.head.language or DEFAULT_LANGUAGE
    return _from(got, read_filter(got.data, name, method=method, language=language), access)


async def account_lists(access: AmazonAccess) -> tuple[WordListHead, ...]:
    """All vocabularies of the account, then all filters; the newest first. Raises BadInput or
    VendorTrouble."""
    return (*await list_vocabularies(access), *await list_filters(access))


def _from(got: WordListFile, vocabulary: Vocabulary, access: AmazonAccess) -> FromAccount:
    return FromAccount(vocabulary, got.head.state, got.failure, got.region, access.sandbox)
