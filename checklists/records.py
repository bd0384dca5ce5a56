"""The rows of a workspace as plain data."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from providers.errors import BadInput

if TYPE_CHECKING:
    # Sound and speech are not needed to read what state a migration is in.
    from providers.audio.clips import Clip
    from providers.speech import Transcript, Word


@dataclass(frozen=True, slots=True)
class ReferenceOrigin:
    """Where a reference text comes from, and whether it may be taken for what was said.

    ``source`` is "typed", "file NAME" or "draft of RUN". ``draft`` is true for what a recogniser
    wrote: it proves nothing about a recogniser until somebody has confirmed it by ear, which is
    ``verified_by`` a name at ``verified_at``.
    """

    source: str
    draft: bool = False
    verified_by: str = ""
    verified_at: datetime | None = None

    @property
    def unverified(self) -> bool:
        """Whether this is still a recogniser's word for it."""
        return self.draft and not self.verified_by


@dataclass(frozen=True, slots=True)
class ClipRecord:
    """A sample in the workspace. ``references`` maps channel to what was said on it.

    ``reference_origin`` says where they come from; None where nobody said. ``truth`` holds words
    whose times are known (start and end in seconds), where somebody knows. ``synthetic`` is speech
    that a machine spoke.
    """

    clip: Clip
    name: str
    added_at: datetime
    tags: tuple[str, ...] = ()
    references: Mapping[int, str] = field(default_factory=dict)
    truth: tuple[Word, ...] = ()
    synthetic: bool = False
    reference_origin: ReferenceOrigin | None = None

    @property
    def unverified(self) -> bool:
        """Whether the references are a draft that nobody has confirmed by ear.

        Nothing may be scored against them without saying so.
        """
        origin = self.reference_origin
        return bool(self.references) and origin is not None and origin.unverified

    @property
    def sha256(self) -> str:
        """The hash of the whole file, which is the clip's name in every run."""
        return self.clip.sha256


@dataclass(frozen=True, slots=True)
class Run:
    """Something that was done once and can be opened again.

    ``kind`` is "transcribe", "live", "search", "keywords", "doctor", ...; ``clip`` the hash of the
    audio or ""; ``request`` what was asked; ``response`` what came back, untouched; ``result`` the
    same in our own shape (the JSON of the command of that name); ``numbers`` the scores.
    ``normaliser`` is the version the numbers were scored with, ``seconds`` how long it took.
    """

    id: str
    kind: str
    vendor: str
    model: str
    clip: str
    request: Any
    response: Any
    result: Any
    numbers: Mapping[str, Any]
    sandbox: bool
    crossfade: str
    versions: Mapping[str, str]
    normaliser: str
    started_at: datetime
    seconds: float

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked for besides the audio, by name, whatever the vendor's shape of it.

        A table "options" as it is; Deepgram's "parameters" (name and value pairs, a repeated name
        becomes a list); else the request itself with the members of its "Settings" (Amazon).
        """
        if not isinstance(self.request, Mapping):
            return {}
        if isinstance(self.request.get("options"), Mapping):
            return dict(self.request["options"])
        pairs = self.request.get("parameters")
        if isinstance(pairs, Sequence):
            return by_name(pairs)
        settings = self.request.get("Settings")
        return {**self.request, **(settings if isinstance(settings, Mapping) else {})}


def by_name(pairs: Sequence[Any]) -> dict[str, Any]:
    """(Name, value) pairs as a table; a name that is repeated has a list."""
    found: dict[str, list[Any]] = {}
    for name, value in pairs:
        found.setdefault(str(name), []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A run attached to a task, with a fingerprint of what it rested on at that moment."""

    task: str
    run: str
    note: str
    at: datetime
    basis: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Assertion:
    """A task closed by hand: "asserted" (done) or "not-needed", by whom and why."""

    task: str
    kind: Literal["asserted", "not-needed"]
    name: str
    reason: str
    at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What the team means to use of one vendor; evidence made with something else is stale."""

    vendor: str
    model: str
    options: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the trail: who did what to which thing, when. Never changed, never removed."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    detail: str


def plain(value: object) -> Any:
    """``value`` as JSON can hold it: dataclasses become tables, paths and times text.

    Raises BadInput for what has no JSON form (bytes, NaN); a Secret is left for the key guard.
    """
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise BadInput("Not recorded: a number in the record is not finite.")
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return os.fspath(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [member.name for member in dataclasses.fields(value)]
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(inner) for inner in value]
    if type(value).__name__ == "Secret":
        return value
    raise BadInput(f"Not recorded: a {type(value).__name__} in the record has no JSON form.")


def to_json(value: object) -> str:
    """Compact JSON in ASCII, so that lone surrogates survive the database."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def transcript_result(transcript: Transcript) -> dict[str, Any]:
    """A transcript in the shape of ``transcribe --json``, without request and raw response."""
    result: dict[str, Any] = plain(dataclasses.replace(transcript, request={}, raw={}))
    del result["request"], result["raw"]
    return result


def transcript_of(run: Run) -> Transcript:
    """The transcript that ``transcript_result`` stored in a run. Raises BadInput if it has none."""
    if not isinstance(run.result, Mapping) or "words" not in run.result:
        raise BadInput(f"The run {run.id} holds no transcript: it was a {run.kind} run.")
    raw = run.response if isinstance(run.response, Mapping) else {}
    return transcript_from(run.result, request=run.request, raw=raw)


def transcript_from(
    result: Mapping[str, Any], *, request: Mapping[str, Any], raw: Mapping[str, Any]
) -> Transcript:
    """The transcript of which ``transcript_result`` gave this."""
    from providers.speech import SearchHit, Transcript

    return Transcript(
        **{
            **result,
            "words": words_from(result["words"]),
            "hits": tuple(SearchHit(**hit) for hit in result.get("hits", ())),
            "warnings": tuple(result.get("warnings", ())),
            "losses": tuple(result.get("losses", ())),
            "request": request,
            "raw": raw,
        }
    )


def words_from(rows: Sequence[Mapping[str, Any]]) -> tuple[Word, ...]:
    """Words back from their JSON."""
    from providers.speech import Word

    return tuple(Word(**row) for row in rows)
