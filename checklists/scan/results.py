"""Code that reads Amazon Transcribe's results, and code that asks where they lie.

Single names are other vendors' too (AssemblyAI's speaker_labels, Contact Lens's turns), so one
counts only with another in the same file, or with another sign in the same project. Which feature
leaves which name: Developer Guide, output examples (2023-05) and real output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checklists.scan.finding import Confidence, Finding, Mode, Needs
from checklists.scan.mentions import DOCUMENTS, Mention, mention_finding, mentions
from checklists.scan.operations import words
from checklists.scan.source import SourceFile

# Between "results" and its member: brackets, quotes, a question mark, an arrow, get(, an index.
_STEP = (
    rb"[\"'\])}\s]{0,4}(?:,\s*(?:\{\}|\[\]|None|nil|null)\s*\)+)?(?:\?|!|&)?(?:\.|->|\[|\?\.\[|,"
    rb"|(?:\.\s*)?(?:get|dig|fetch|path|GetProperty)\()?\s*[:\"'\[]{0,3}"
)
_MEMBERS = (
    rb"transcripts|speaker_labels|channel_labels|audio_segments|language_codes"
    rb"|language_identification|toxicity_detection|items"
)
_RESULT = re.compile(
    rb"\b[rR]esults" + _STEP + rb"(?P<member>" + _MEMBERS + rb")\b"
    rb"|\bResults\s*[!?]?\.\s*(?P<property>Transcripts|SpeakerLabels|ChannelLabels)\b"
    rb"|\b(?:getResults|results)\(\)\s*\.\s*(?P<getter>(?:get)?(?:[tT]ranscripts|[sS]peakerLabels"
    rb"|[cC]hannelLabels))\b"
)
# Members that only this service's files have, as keys.
_KEYS = re.compile(
    rb"[\"'`.:](?P<key>speaker_labels|channel_labels|audio_segments|language_identification"
    rb"|toxicity_detection|vocabularyFilterMatch|number_of_channels)\b(?!\s*=[^=>])"
)
_PUNCTUATION = re.compile(rb"[\"'`](?P<key>pronunciation)[\"'`]")
_FIELDS = re.compile(
    rb"(?:json|serde|JsonProperty|JsonPropertyName|SerializedName|SerialName)\W{0,4}(?:\(|:|\w+\s*=)\W{0,3}"
    rb"(?P<field>speaker_labels|channel_labels|audio_segments|transcripts)\b"
)
_FIELD_NAMES = (b"speaker_labels", b"channel_labels", b"audio_segments", b"transcripts")
_TIMED = re.compile(rb"\bstart_time\b|\bstartTime\b|\bStartTime\b|\balternatives\b")
_URI = re.compile(
    rb"\b(?P<uri>(?:Redacted)?[Tt]ranscriptFileUri|transcript_file_uri|TranscriptFileURI"
    rb"|(?:s|g)etTranscriptFileUri|SubtitleFileUris|subtitle_file_uris)\b"
)
_STREAM = re.compile(
    rb"(?P<stream>\b(?:Medical|CallAnalytics)?TranscriptResultStream(?:Handler|Member\w+)?\b|\b[tT]ranscript\??\.[rR]esults\b"
    rb"|\b[tT]ranscript(?:\(\))?\s*\.\s*results\(\)|[\"']Transcript[\"']\s*\]?\W{1,4}[\"']?Results\b"
    rb"|\bTranscript\??\.\??Results\b)"
)
_PARTIAL = re.compile(rb"\b(?:IsPartial|is_partial|isPartial)\b")
# With IsPartial in the same file, a model of this service's results.
_RESULT_ID = re.compile(rb"\b(?P<id>ResultId|result_id|resultId)\b")
_ANALYTICS = re.compile(
    rb"\b(?P<analytics>ConversationCharacteristics|MatchedCategories|PointsOfInterest"
    rb"|LoudnessScores|SentimentByPeriod|OverallSentiment|InterruptionsByInterrupter|NonTalkTime"
    rb"|BeginOffsetMillis)\b"
)
_ANALYTICS_NAMES = (
    *(b"ConversationCharacteristics", b"MatchedCategories", b"PointsOfInterest", b"LoudnessScores"),
    *(b"SentimentByPeriod", b"OverallSentiment", b"InterruptionsByInterrupter", b"NonTalkTime"),
    b"BeginOffsetMillis",
)
# Contact Lens files have the same turns: with its name and nothing of Transcribe, it is that.
_CONTACT_LENS = re.compile(rb"(?i)contact.?lens")
_SDK = re.compile(
    rb"(?i)TranscriptionJob|transcribe.?service|StreamTranscription|transcribestreaming"
    rb"|amazon.?transcribe|aws.?transcribe|transcribe\.amazonaws|CallAnalyticsJob"
)
_DATA = words("json xml html markdown text yaml ini env toml hcl dockerfile makefile")


@dataclass(frozen=True, slots=True)
class _Family:
    rule: str
    mode: Mode
    what: str


_BATCH = _Family("parser-batch", "batch", "reads batch results")
_LIVE = _Family("parser-streaming", "streaming", "reads streaming results")
_CALLS = _Family("parser-call-analytics", "call-analytics", "reads Call Analytics results")


def find(file: SourceFile) -> Iterator[Finding]:
    """The readers in one file: one a family, and each place that asks where a result lies."""
    if file.language not in _DATA or file.name.endswith((".html", ".htm")):
        yield from _batch(file)
        yield from _streaming(file)
        yield from _analytics(file)
    if file.language not in DOCUMENTS:
        yield from _uris(file)


def _live(found: Sequence[Mention]) -> list[Mention]:
    return [mention for mention in found if not mention.commented]


def _first(
    file: SourceFile, found: Sequence[Mention], family: _Family, sure: Confidence, needs: Needs = ""
) -> Finding:
    mention = min(found, key=lambda one: one.match.start())
    made = mention_finding(file, mention, family.rule, "parser", family.mode, family.what, sure)
    return file.finding(
        made.line,
        family.rule,
        "parser",
        family.mode,
        f"{family.what} ({', '.join(sorted({one.word for one in found}))})",
        made.deepgram,
        made.confidence,
        commented=made.commented,
        needs=needs,
    )


def _batch(file: SourceFile) -> Iterator[Finding]:
    results = _live(list(mentions(file, _RESULT, (b"esults",))))
    keys = _live([*mentions(file, _KEYS), *mentions(file, _FIELDS, _FIELD_NAMES)])
    spoken = _live(list(mentions(file, _PUNCTUATION, (b"pronunciation",))))
    if not (results or keys or spoken):
        return
    timed = bool(_TIMED.search(file.data))
    names = {mention.word for mention in (*results, *keys, *spoken)}
    strong = names - {"items", "transcripts", "number_of_channels"}
    known = bool(_SDK.search(file.data))
    if results and (len(names) > 1 or known):
        yield _first(file, [*results, *keys, *spoken], _BATCH, "medium")
    elif spoken and timed:
        yield _first(file, spoken, _BATCH, "medium", "" if known else "project")
    elif len(strong) > 1 and timed:
        yield _first(file, keys, _BATCH, "medium", "" if known else "project")
    elif keys and known and names - {"number_of_channels"}:
        yield _first(file, keys, _BATCH, "medium")
    elif any(mention.word.lower() == "transcripts" for mention in results) or (strong and timed):
        yield _first(file, results or keys, _BATCH, "low", "project")


def _streaming(file: SourceFile) -> Iterator[Finding]:
    found = _live(list(mentions(file, _STREAM, (b"esults", b"ResultStream"))))
    partial = b"artial" in file.data and bool(_PARTIAL.search(file.data))
    modelled = _live(list(mentions(file, _RESULT_ID))) if partial else []
    if not found and not modelled:
        return
    if modelled:
        yield _first(file, [*found, *modelled], _LIVE, "medium")
        return
    handler = any("TranscriptResultStream" in mention.word for mention in found)
    known = bool(_SDK.search(file.data))
    if handler or (known and partial):
        yield _first(file, found, _LIVE, "medium")
    elif known or partial:
        yield _first(file, found, _LIVE, "medium", "project")


def _analytics(file: SourceFile) -> Iterator[Finding]:
    found = _live(list(mentions(file, _ANALYTICS, _ANALYTICS_NAMES)))
    names = {mention.word for mention in found}
    if not names or (len(names) < 2 and names != {"ConversationCharacteristics"}):
        return
    lens = bool(_CONTACT_LENS.search(file.data)) and not _SDK.search(file.data)
    yield _first(file, found, _CALLS, "low" if lens else "medium", "project" if lens else "")


def _uris(file: SourceFile) -> Iterator[Finding]:
    """Each line that asks where a result lies; a JSON file may only be a kept answer."""
    sure: Confidence = "medium" if file.language == "json" else "high"
    lines: set[int] = set()
    for mention in mentions(file, _URI, (b"FileUri", b"_file_uri", b"FileURI")):
        if mention.line in lines:
            continue
        lines.add(mention.line)
        what = f"asks where the result lies ({mention.word})"
        yield mention_finding(file, mention, "job-uri", "job-uri", "batch", what, sure)
