"""Code that reads Amazon Transcribe's results, and code that asks where they lie.

Single names are other vendors' too (AssemblyAI's speaker_labels, Contact Lens's turns), so one
counts only with another in the same file, or with another sign in the same project. Which feature
leaves which name: Developer Guide, output examples (2023-05) and real output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

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
# The words of results.items, told apart by what stands in this service's files alone.
_WORDS = re.compile(rb"[\"'`](?P<key>pronunciation|punctuation)[\"'`]")
_CONTENT = re.compile(
    rb"\balternatives\b[\s\S]{0,200}?\bcontent\b|\bcontent\b[^\n]{0,200}?\balternatives\b"
)
# A word of results.items with its speaker or its time: other vendors' words have no such list.
_SPOKEN = re.compile(
    rb"\balternatives\b[\"'\])}?!]{0,4}\s*(?:\[|\.|->|\.get\(|\.first)[\s\S]{0,40}?\bcontent\b"
)
_WORD_KEYS = re.compile(rb"(?:[\"'`.:]|->)(?:speaker_label|start_time)\b")
# The keys one after another, each from what the last gave: root.path("results"), then of that.
_APART = re.compile(rb"[\"']results[\"'][\s\S]{1,400}?[\"'](?P<member>transcripts)[\"']")
_TEXT = re.compile(rb"[\"']transcript[\"']")
# In a rule of make, a step of CI or an image: jq's path.
_JQ = re.compile(rb"\bjq\b[^\n]{0,200}?\.results\.(?P<member>" + _MEMBERS + rb")\b")
_JQ_IN = words("makefile yaml dockerfile")
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
# The SDKs of these languages write it with a capital: otherwise it is a name of the file's own.
_CAPITAL = words("python notebook javascript typescript tsx vue svelte php csharp go")
_STREAM = re.compile(
    rb"(?P<stream>\b(?:Medical|CallAnalytics)?TranscriptResultStream(?:Handler|Member\w+)?\b|\b[tT]ranscript\??\.[rR]esults\b"
    rb"|\b[gG]etTranscript\(\)\s*(?:\.|->)\s*[gG]etResults\b"
    rb"|\b[tT]ranscript(?:\(\))?\s*\.\s*results\(\)|[\"']Transcript[\"']\s*\]?\W{1,4}[\"']?Results\b"
    rb"|\bTranscript\??\.\??Results\b|\bTranscriptEvent(?:[!?]?\.|[\"']\]\??\[[\"'])"
    rb"(?:Alternatives|IsPartial|ResultId|ChannelId)\b)"
)
# Of a result that comes alone, as the Chime SDK hands it on: no list of Results around it.
_ALONE = re.compile(rb"\bTranscriptEvent\W{1,4}Alternatives\b")
_PARTIAL = re.compile(rb"\b(?:(?:[gG]et)?IsPartial|is_partial|isPartial)\b")
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
# Parts of a file that many lines part are places of their own: a function further down.
_APART_LINES = 20
_MOST_PLACES = 50
_MOST_OF_LINE = 200
_IMPORTED = re.compile(
    rb"\s*(?:(?:pub\s+)?use|import|from|using|export\s+type)\b|\s*(?:type\s+)?\w+,\s*\Z"
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
    """The readers in one file: each place of a family, and each that asks where a result lies."""
    if file.language not in _DATA or file.name.endswith((".html", ".htm")):
        yield from _batch(file)
        yield from _streaming(file)
        yield from _analytics(file)
    elif file.language in _JQ_IN:
        yield from _by_jq(file)
    if file.language not in DOCUMENTS:
        yield from _uris(file)


def _live(found: Sequence[Mention]) -> list[Mention]:
    return [mention for mention in found if not mention.commented]


def _places(
    file: SourceFile,
    found: Sequence[Mention],
    family: _Family,
    sure: Confidence,
    needs: Needs = "",
    *,
    best: Sequence[Mention] = (),
) -> Iterator[Finding]:
    """One finding for the mentions that stand together, at the first of the ``best`` among them."""
    preferred = {one.match.start() for one in best}
    for together in islice(_together(file, found), _MOST_PLACES):
        mention = next((one for one in together if one.match.start() in preferred), together[0])
        made = mention_finding(file, mention, family.rule, "parser", family.mode, family.what, sure)
        yield replace(
            made,
            what=f"{family.what} ({', '.join(sorted({one.word for one in together}))})",
            needs=needs,
        )


def _together(file: SourceFile, found: Sequence[Mention]) -> Iterator[list[Mention]]:
    """The mentions in groups, parted where many lines are without one. An import is told as one:
    its names count only where nothing else does."""
    imports = {line: _imports(file, line) for line in {one.line for one in found}}
    used = [one for one in found if not imports[one.line]]
    group: list[Mention] = []
    for mention in sorted(used or found, key=lambda one: one.match.start()):
        if group and mention.line - group[-1].line > _APART_LINES:
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


def _imports(file: SourceFile, line: int) -> bool:
    """Whether a line imports names, or is one of a list of such names."""
    start = file.starts[line - 1]
    end = file.starts[line] if line < len(file.starts) else len(file.data)
    return bool(_IMPORTED.match(file.data[start : min(end, start + _MOST_OF_LINE)].rstrip()))


def _batch(file: SourceFile) -> Iterator[Finding]:
    results = _live(list(mentions(file, _RESULT, (b"esults",))))
    fields = _live(list(mentions(file, _FIELDS, _FIELD_NAMES)))
    keys = _live([*mentions(file, _KEYS), *fields])
    spoken = _live(list(mentions(file, _PUNCTUATION, (b"pronunciation",))))
    every = [*results, *keys, *spoken]
    if not every:
        yield from _apart(file)
        return
    timed = bool(_TIMED.search(file.data))
    names = {mention.word for mention in every}
    strong = names - {"items", "transcripts", "number_of_channels"}
    known = bool(_SDK.search(file.data))
    needs: Needs = "" if known else "project"
    word_by_word = _CONTENT.search(file.data) and _WORDS.search(file.data)
    if results and (len(names) > 1 or known or word_by_word):
        yield from _places(file, every, _BATCH, "medium", best=results)
    elif results and _SPOKEN.search(file.data) and _WORD_KEYS.search(file.data):
        yield from _places(file, results, _BATCH, "medium", "project")
    elif spoken and timed:
        yield from _places(file, spoken, _BATCH, "medium", needs)
    elif len(strong) > 1 and timed:
        yield from _places(file, keys, _BATCH, "medium", needs)
    elif keys and known and names - {"number_of_channels"}:
        yield from _places(file, keys, _BATCH, "medium")
    elif _whole([*results, *fields]) or (strong and timed):
        yield from _places(file, results or keys, _BATCH, "low", "project")


def _whole(found: Sequence[Mention]) -> bool:
    """Whether the whole text is read, which has a name of its own."""
    return any(mention.word.lower() == "transcripts" for mention in found)


def _apart(file: SourceFile) -> Iterator[Finding]:
    """Readers that ask for one key at a time."""
    if b"transcripts" in file.data and _TEXT.search(file.data):
        found = _live(list(islice(mentions(file, _APART, (b"transcripts",)), _MOST_PLACES)))
        yield from _places(file, found, _BATCH, "medium", "project")


def _by_jq(file: SourceFile) -> Iterator[Finding]:
    found = _live(list(mentions(file, _JQ, (b".results.",))))
    yield from _places(file, found, _BATCH, "medium")


def _streaming(file: SourceFile) -> Iterator[Finding]:
    found = _live(list(mentions(file, _STREAM, (b"esults", b"ResultStream", b"TranscriptEvent"))))
    partial = _live(list(mentions(file, _PARTIAL, (b"artial",))))
    # Beside the service's spelling another is a name of the file's own.
    partial = [one for one in partial if one.word == "IsPartial"] or partial
    if not found and not partial:
        return
    known = bool(_SDK.search(file.data))
    modelled = _live(list(mentions(file, _RESULT_ID))) if partial else []
    # Beside the SDK's name, what asks whether a result is partial reads the stream.
    every = [*found, *modelled, *(partial if known else ())]
    handler = any("TranscriptResultStream" in mention.word for mention in found)
    if modelled or handler or (known and partial):
        yield from _places(file, every, _LIVE, "medium", best=found)
    elif found and (known or partial or _ALONE.search(file.data)):
        yield from _places(file, found, _LIVE, "medium", "project")


def _analytics(file: SourceFile) -> Iterator[Finding]:
    found = _live(list(mentions(file, _ANALYTICS, _ANALYTICS_NAMES)))
    names = {mention.word for mention in found}
    if not names or (len(names) < 2 and names != {"ConversationCharacteristics"}):
        return
    lens = bool(_CONTACT_LENS.search(file.data)) and not _SDK.search(file.data)
    sure: Confidence = "low" if lens else "medium"
    yield from _places(file, found, _CALLS, sure, "project" if lens else "")


def _mode_of_job(line: str) -> Mode:
    """The mode of the job that a line names beside its result's place, else batch."""
    low = line.lower().replace("_", "")
    if "callanalyticsjob" in low:
        return "call-analytics"
    return "medical" if "medicaltranscriptionjob" in low else "batch"


def _uris(file: SourceFile) -> Iterator[Finding]:
    """Each line that asks where a result lies; a JSON file may only be a kept answer, and in the
    spelling of another language's SDK it is a name of the file's own."""
    lines: set[int] = set()
    for mention in mentions(file, _URI, (b"FileUri", b"_file_uri", b"FileURI")):
        if mention.line in lines:
            continue
        lines.add(mention.line)
        what = f"asks where the result lies ({mention.word})"
        own = mention.word.startswith("transcript") and file.language in _CAPITAL
        sure: Confidence = "medium" if own or file.language == "json" else "high"
        mode = _mode_of_job(file.line(mention.line))
        yield mention_finding(file, mention, "job-uri", "job-uri", mode, what, sure)
