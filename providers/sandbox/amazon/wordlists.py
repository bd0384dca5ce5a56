"""The account's custom vocabularies and vocabulary filters, by name."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from providers.sandbox.amazon import validation
from providers.sandbox.amazon.display import WordFilter
from providers.sandbox.amazon.object_store import ObjectStore, place_of
from providers.sandbox.amazon.refusals import Refusal, bad_request, not_here
from providers.sandbox.amazon.vocabularies import (
    BadVocabulary,
    Entry,
    filter_words,
    from_file,
    from_phrases,
)

LARGEST_ACCOUNT = 100


@dataclass(frozen=True, slots=True)
class WordList:
    """A vocabulary or a filter. ``failure`` says why a vocabulary cannot be used, or ""."""

    name: str
    language: str
    modified: datetime
    download: tuple[str, str]
    entries: tuple[Entry, ...] = ()
    words: tuple[str, ...] = ()
    failure: str = ""


class WordLists:
    """Creates, replaces, finds and deletes lists; a vocabulary is PENDING for a moment."""

    def __init__(self, store: ObjectStore, *, region: str, pending: timedelta) -> None:
        self._store = store
        self._bucket = f"aws-transcribe-dictionary-model-{region}-prod"
        self._pending = pending
        self.vocabularies: dict[str, WordList] = {}
        self.filters: dict[str, WordList] = {}
        store.create(self._bucket, service=True)

    def put_vocabulary(self, request: Mapping[str, Any], *, new: bool) -> WordList:
        """Create, or replace all of, a vocabulary. Raises Refusal."""
        name, language = self._named(request, "VocabularyName", self.vocabularies, new=new)
        phrases, uri = self._source(request, "Phrases", "VocabularyFileUri")
        data = "\n".join(phrases).encode() if phrases is not None else self._file(uri)
        entries: tuple[Entry, ...] = ()
        failure = ""
        try:
            entries = from_phrases(phrases) if phrases is not None else from_file(data)
        except BadVocabulary as bad:
            if phrases is not None:
                raise bad_request(str(bad)) from None
            failure = str(bad)  # a file is read after the answer, so the vocabulary is FAILED
        made = self._keep(name, language, data, entries=entries, failure=failure)
        self.vocabularies[name] = made
        return made

    def put_filter(self, request: Mapping[str, Any], *, new: bool) -> WordList:
        """Create, or replace all of, a vocabulary filter. Raises Refusal."""
        name, language = self._named(request, "VocabularyFilterName", self.filters, new=new)
        words, uri = self._source(request, "Words", "VocabularyFilterFileUri")
        data = "\n".join(words).encode() if words is not None else self._file(uri)
        try:
            listed = filter_words(words if words is not None else data)
        except BadVocabulary as bad:
            raise bad_request(str(bad)) from None
        self.filters[name] = self._keep(name, language, data, words=listed)
        return self.filters[name]

    def hold(self, name: str, data: bytes, *, language: str = "en-US") -> None:
        """Have a vocabulary from the beginning, as if it had been made earlier from this file.

        Raises BadVocabulary.
        """
        made = self._keep(name, language, data, entries=from_file(data))
        self.vocabularies[name] = replace(made, modified=made.modified - self._pending)

    def hold_filter(self, name: str, data: bytes, *, language: str = "en-US") -> None:
        """The same for a vocabulary filter."""
        words = filter_words(data)
        self.filters[name] = self._keep(name, language, data, words=words)

    def vocabulary(self, name: str) -> WordList:
        """Raises Refusal where there is none of that name."""
        if name not in self.vocabularies:
            raise _unknown("vocabulary", "NotFoundException")
        return self.vocabularies[name]

    def filter(self, name: str) -> WordList:
        """Raises Refusal where there is none of that name."""
        if name not in self.filters:
            raise _unknown("vocabulary filter", "NotFoundException")
        return self.filters[name]

    def delete_vocabulary(self, name: str) -> None:
        """Raises Refusal where there is none of that name."""
        self._forget(self.vocabulary(name))
        del self.vocabularies[name]

    def delete_filter(self, name: str) -> None:
        """Raises Refusal where there is none of that name."""
        self._forget(self.filter(name))
        del self.filters[name]

    def state(self, made: WordList) -> str:
        """VocabularyState: PENDING, then READY or FAILED."""
        if datetime.now(UTC) < made.modified + self._pending:
            return "PENDING"
        return "FAILED" if made.failure else "READY"

    def entries(self, name: str, language: str) -> tuple[Entry, ...]:
        """What a request that names a vocabulary may use ("" names none). Raises Refusal."""
        if not name:
            return ()
        made = self.vocabularies.get(name)
        if made is None:
            raise _unknown("vocabulary", "BadRequestException")
        if self.state(made) != "READY":
            raise bad_request(
                f"The requested vocabulary is {self.state(made)}. Use one that is READY."
            )
        self._same_language(made, language, "vocabulary")
        return made.entries

    def word_filter(self, name: str, method: str, language: str) -> WordFilter | None:
        """The filter that a request names, or None. Raises Refusal."""
        if not name:
            return None
        made = self.filters.get(name)
        if made is None:
            raise _unknown("vocabulary filter", "BadRequestException")
        self._same_language(made, language, "vocabulary filter")
        return WordFilter(made.words, method)

    def _named(
        self,
        request: Mapping[str, Any],
        member: str,
        existing: Mapping[str, WordList],
        *,
        new: bool,
    ) -> tuple[str, str]:
        name = validation.required(request, member)
        what = "vocabulary filter" if "Filter" in member else "vocabulary"
        if new and name in existing:
            raise Refusal(
                "ConflictException",
                f"The requested {what} name already exists. Use a different {what} name.",
            )
        if not new and name not in existing:
            raise _unknown(what, "NotFoundException")
        language = validation.language(request) or (existing[name].language if not new else "")
        if not language:
            raise bad_request("The language code is missing.")
        if new and len(existing) >= LARGEST_ACCOUNT:
            raise Refusal(
                "LimitExceededException", f"You have {LARGEST_ACCOUNT} of these already: {what}."
            )
        if request.get("EncryptionConfiguration"):
            raise not_here("encryption (EncryptionConfiguration)")
        return name, language

    def _source(
        self, request: Mapping[str, Any], inline: str, file: str
    ) -> tuple[list[str] | None, tuple[str, str]]:
        listed, uri = request.get(inline), validation.text(request, file, longest=2000)
        if (listed is None) == (not uri):
            raise bad_request(f"Exactly one of {inline} and {file} must be given.")
        if listed is not None:
            if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
                raise Refusal("SerializationException", f"{inline} is not a list of strings")
            return listed, ("", "")
        return None, place_of(uri)

    def _file(self, place: tuple[str, str]) -> bytes:
        stored = self._store.find(*place)
        if stored is None:
            raise bad_request(
                "The S3 URI of the word list can't be accessed. Make sure that the object exists "
                "and that you have read permission, and try your request again."
            )
        return stored.path.read_bytes()

    def _keep(
        self,
        name: str,
        language: str,
        data: bytes,
        *,
        entries: tuple[Entry, ...] = (),
        words: tuple[str, ...] = (),
        failure: str = "",
    ) -> WordList:
        key = f"{name}/{uuid.uuid4()}/input.txt"
        self._store.write(self._bucket, key, data, "text/plain")
        return WordList(
            name, language, datetime.now(UTC), (self._bucket, key), entries, words, failure
        )

    def _forget(self, made: WordList) -> None:
        self._store.delete(*made.download)

    def _same_language(self, made: WordList, language: str, what: str) -> None:
        if made.language != language:
            raise bad_request(
                f"The {what} {made.name} is for {made.language}, the request for {language}."
            )


def _unknown(what: str, code: str) -> Refusal:
    return Refusal(
        code,
        f"The requested {what} couldn't be found. Check the {what} name and try your request "
        "again.",
    )
