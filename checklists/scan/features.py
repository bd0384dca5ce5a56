"""What a code base needs from its speech service, read off what was found in it.

A feature is in use where a request switches it on, where an operation manages what it needs, or
where code reads what only it writes (Amazon Transcribe Developer Guide, output examples, 2023-05).
What each member becomes stands in the parameter map; only what no request member says is here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checklists.facts.parameter_book import Effort, Parameter, Shape, Verdict, members_of
from checklists.scan.finding import CONFIDENCES, MODES, Finding, Mode


@dataclass(frozen=True, slots=True)
class MemberUse:
    """One request member in use: its path, the values that stand in the code, what it becomes."""

    member: str
    values: tuple[str, ...]
    deepgram: tuple[str, ...]
    verdict: Verdict
    effort: Effort
    why: str


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature in use in one mode.

    ``verdict``, ``effort``, ``deepgram`` and ``why`` are those of its leading member; the others
    have their own in ``members``. ``findings`` are the places that say so, surest first.
    """

    id: str
    title: str
    mode: Mode
    deepgram: tuple[str, ...]
    verdict: Verdict
    effort: Effort
    why: str
    members: tuple[MemberUse, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """``members`` by their last names, the leading one first; ``named`` finds operations,
    resources and keys of results in a finding's words. The rest is for features that no member
    of the request leads."""

    id: str
    title: str
    members: tuple[str, ...] = ()
    named: str = ""
    deepgram: tuple[str, ...] = ()
    verdict: Verdict = "manual"
    effort: Effort = "medium"
    why: str = ""


def _kind(name: str, title: str, members: str, named: str = "") -> _Kind:
    return _Kind(name, title, tuple(members.split()), named)


_KINDS: tuple[_Kind, ...] = (
    _kind("language", "a fixed language", "LanguageCode"),
    _kind(
        "language-identification",
        "language identification",
        "IdentifyLanguage LanguageOptions PreferredLanguage LanguageIdSettings",
        r"language_identification|Language Identification",
    ),
    _kind(
        "several-languages",
        "several languages in one recording",
        "IdentifyMultipleLanguages",
        r"language_codes",
    ),
    _kind(
        "speakers",
        "speakers told apart",
        "ShowSpeakerLabels ShowSpeakerLabel MaxSpeakerLabels",
        r"speaker_labels",
    ),
    _kind(
        "channels",
        "channels told apart",
        "ChannelIdentification EnableChannelIdentification ChannelDefinitions NumberOfChannels "
        "ParticipantRole",
        r"channel_labels|number_of_channels",
    ),
    _kind(
        "vocabulary",
        "custom vocabulary",
        "VocabularyName VocabularyNames",
        r"(?:Create|Update)(?:Medical)?Vocabulary\b|(?:Transcribe::|transcribe_)"
        r"(?:Medical|medical_)?[Vv]ocabulary\b",
    ),
    _kind(
        "vocabulary-filter",
        "vocabulary filter",
        "VocabularyFilterName VocabularyFilterNames VocabularyFilterMethod",
        r"(?:Create|Update)VocabularyFilter|Transcribe::VocabularyFilter|vocabulary_filter"
        r"|vocabularyFilterMatch",
    ),
    _kind(
        "custom-model",
        "custom language model",
        "LanguageModelName",
        r"CreateLanguageModel|language_model",
    ),
    _kind(
        "redaction",
        "redaction of personal data",
        "RedactionType ContentRedactionType ContentRedaction RedactionOutput PiiEntityTypes "
        "RedactedMediaFileUri",
        r"RedactedTranscriptFileUri",
    ),
    _kind("entities", "entities marked", "ContentIdentificationType"),
    _kind("alternatives", "alternative transcripts", "ShowAlternatives MaxAlternatives"),
    _kind(
        "subtitles",
        "subtitle files",
        "Subtitles Formats OutputStartIndex",
        r"(?i)subtitle_?file_?uris",
    ),
    _kind(
        "toxicity",
        "toxicity detection",
        "ToxicityDetection ToxicityCategories",
        r"toxicity_detection",
    ),
    _kind(
        "stable-partials",
        "stabilised partial results",
        "EnablePartialResultsStabilization PartialResultsStability",
    ),
    _kind("encoding", "raw audio of a given encoding", "MediaEncoding MediaSampleRateHertz"),
    _kind("format", "a named file format", "MediaFormat"),
    _kind("summary", "summary of the call", "GenerateAbstractiveSummary"),
    _kind("specialty", "medical specialty and kind of speech", "Specialty Type"),
    _kind("clinical-note", "clinical note", "NoteTemplate", r"(?:Start|Get)MedicalScribe"),
    _kind("output-bucket", "results kept in a bucket", "OutputBucketName OutputLocation OutputKey"),
    _kind(
        "encryption",
        "results encrypted with a key",
        "OutputEncryptionKMSKeyId KMSEncryptionContext",
    ),
    _kind("queue", "jobs queued above the quota", "AllowDeferredExecution"),
    _kind("session", "streams with a session of their own", "SessionId SessionResumeWindow"),
    _Kind(
        "categories",
        "call categories",
        named=r"CallAnalyticsCategor|MatchedCategories|PointsOfInterest",
        verdict="none",
        effort="large",
        why="No categories by rules: rules of your own over the transcript.",
    ),
    _Kind(
        "call-figures",
        "talk time, interruptions, loudness",
        named=r"ConversationCharacteristics|NonTalkTime|Interruptions|TalkSpeed|TalkTime|LoudnessScores",
        verdict="manual",
        effort="medium",
        why="To be reckoned from the words' times of each channel; loudness needs the audio.",
    ),
    _Kind(
        "call-sentiment",
        "sentiment of callers",
        named=r"OverallSentiment|SentimentByPeriod",
        deepgram=("sentiment",),
        verdict="derived",
        effort="medium",
        why="sentiment for batch, in English; scores run from -1 to 1.",
    ),
)
_BY_FINDING: tuple[tuple[str, _Kind], ...] = (
    (
        "event",
        _Kind(
            "job-events",
            "news of finished jobs",
            deepgram=("callback",),
            verdict="derived",
            effort="medium",
            why="The answer comes with the request, or goes to a callback address.",
        ),
    ),
    (
        "job-uri",
        _Kind(
            "result-files",
            "results fetched from a file",
            verdict="derived",
            effort="medium",
            why="The JSON is the answer: keep it yourself where the file was the archive.",
        ),
    ),
    (
        "parser",
        _Kind(
            "reading-results",
            "code that reads results",
            verdict="derived",
            effort="medium",
            why="Another shape: crossfade convert shows it, and says what is lost.",
        ),
    ),
)
_OFF = frozenset(("false", "0", "no", "none", "null"))
# Values that mean something to a reader; names and addresses of one's own do not.
_TOLD = re.compile(r"[\w., -]{1,40}")


def features(findings: Iterable[Finding]) -> tuple[Feature, ...]:
    """The features in use, by mode, in the order of the table; what is commented out counts not."""
    counted = [found for found in findings if not found.commented]
    made: list[Feature] = []
    for mode in MODES:
        of_mode = [found for found in counted if found.mode == mode]
        for kind in _KINDS:
            made += _feature(kind, mode, [one for one in of_mode if _shows(kind, one)])
        for name, kind in _BY_FINDING:
            made += _feature(kind, mode, [one for one in of_mode if one.kind == name])
    return tuple(made)


def _last(member: str) -> str:
    return re.split(r"[.{}\[\]]+", member.rstrip("[]{}"))[-1]


def _used(found: Finding) -> Iterator[tuple[str, str]]:
    """(member, value) of what a request switches on."""
    for member, value in found.arguments.items():
        if value.strip().lower() not in _OFF:
            yield member, value


def _shows(kind: _Kind, found: Finding) -> bool:
    if any(name in kind.members for member, _ in _used(found) for name in member.split(".")):
        return True
    return bool(kind.named) and bool(re.search(kind.named, found.what))


def _feature(kind: _Kind, mode: Mode, findings: Sequence[Finding]) -> Iterator[Feature]:
    if not findings:
        return
    ranked = sorted(
        findings, key=lambda one: (CONFIDENCES.index(one.confidence), one.path, one.line)
    )
    uses = _members(kind, ranked)
    lead = uses[0] if uses else _leading(kind, mode)
    yield Feature(
        id=kind.id,
        title=kind.title,
        mode=mode,
        deepgram=lead.deepgram if lead else kind.deepgram,
        verdict=lead.verdict if lead else kind.verdict,
        effort=lead.effort if lead else kind.effort,
        why=lead.why if lead else kind.why,
        members=uses,
        findings=tuple(ranked),
    )


def _members(kind: _Kind, findings: Sequence[Finding]) -> tuple[MemberUse, ...]:
    values: dict[str, list[str]] = {}
    rows: dict[str, Parameter] = {}
    for found in findings:
        for member, value in _used(found):
            if not any(name in kind.members for name in member.split(".")):
                continue
            row = _row(member, found)
            if row is None:
                continue
            rows[row.member] = row
            told = values.setdefault(row.member, [])
            if value and value not in told and _TOLD.fullmatch(value):
                told.append(value)
    order = {name: place for place, name in enumerate(kind.members)}
    return tuple(
        _use(rows[name], tuple(values[name]))
        for name in sorted(rows, key=lambda name: order.get(_last(name), len(order)))
    )


def _use(row: Parameter, values: tuple[str, ...]) -> MemberUse:
    return MemberUse(row.member, values, row.deepgram, row.verdict, row.effort, row.why)


def _leading(kind: _Kind, mode: Mode) -> MemberUse | None:
    """The leading member's answer where only an operation or a key of the results was seen."""
    for name in kind.members:
        for shape in (*_shapes(mode, ""), "job", "stream"):
            row = _named(shape, name)
            if row is not None:
                return _use(row, ())
    return None


def _row(member: str, found: Finding) -> Parameter | None:
    for shape in _shapes(found.mode, found.what):
        rows = members_of(shape)
        if member in rows:
            return rows[member]
        row = _named(shape, _last(member))
        if row is not None:
            return row
    return None


def _named(shape: Shape, name: str) -> Parameter | None:
    return next((row for path, row in members_of(shape).items() if _last(path) == name), None)


def _shapes(mode: Mode, what: str) -> tuple[Shape, ...]:
    """The requests that a finding's members may belong to, the likeliest first."""
    live = "Stream" in what
    if mode == "call-analytics":
        both: tuple[Shape, ...] = ("call-analytics", "call-analytics-stream")
        return (*(reversed(both) if live else both), "job")
    if mode == "medical":
        if "Scribe" in what:
            return ("scribe", "medical", "medical-stream")
        return ("medical-stream", "medical") if live else ("medical", "scribe", "medical-stream")
    return ("stream", "job") if mode == "streaming" else ("job", "stream")
