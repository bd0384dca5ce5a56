"""Amazon Transcribe's operations and request members, in every spelling that code uses.

Names from botocore 1.44.5 (transcribe 2017-10-26) and aws-sdk-transcribe-streaming 0.12.0, read
2026-11. An SDK spells an operation in its own way (StartTranscriptionJob, startTranscriptionJob,
start_transcription_job, start-transcription-job); ``operation`` knows them all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from checklists.scan.finding import Mode


def words(text: str) -> frozenset[str]:
    """The words of a text, for a table that reads as one."""
    return frozenset(text.split())


_BATCH = """
StartTranscriptionJob GetTranscriptionJob ListTranscriptionJobs DeleteTranscriptionJob
CreateVocabulary UpdateVocabulary GetVocabulary ListVocabularies DeleteVocabulary
CreateVocabularyFilter UpdateVocabularyFilter GetVocabularyFilter ListVocabularyFilters
DeleteVocabularyFilter CreateLanguageModel UpdateLanguageModel DescribeLanguageModel
ListLanguageModels DeleteLanguageModel
"""
_CALL_ANALYTICS = """
StartCallAnalyticsJob GetCallAnalyticsJob ListCallAnalyticsJobs DeleteCallAnalyticsJob
CreateCallAnalyticsCategory UpdateCallAnalyticsCategory GetCallAnalyticsCategory
ListCallAnalyticsCategories DeleteCallAnalyticsCategory
StartCallAnalyticsStreamTranscription StartCallAnalyticsStreamTranscriptionWebSocket
"""
_MEDICAL = """
StartMedicalTranscriptionJob GetMedicalTranscriptionJob ListMedicalTranscriptionJobs
DeleteMedicalTranscriptionJob CreateMedicalVocabulary UpdateMedicalVocabulary
GetMedicalVocabulary ListMedicalVocabularies DeleteMedicalVocabulary StartMedicalScribeJob
GetMedicalScribeJob ListMedicalScribeJobs DeleteMedicalScribeJob StartMedicalScribeStream
GetMedicalScribeStream StartMedicalStreamTranscription StartMedicalStreamTranscriptionWebSocket
"""
_STREAMING = "StartStreamTranscription StartStreamTranscriptionWebSocket"

# Names that other services and libraries have too (Comprehend, Lex, tokenisers): worth nothing
# without another sign of Amazon Transcribe.
SHARED_NAMES = words("""
    CreateVocabulary UpdateVocabulary GetVocabulary ListVocabularies DeleteVocabulary
    CreateLanguageModel UpdateLanguageModel DescribeLanguageModel ListLanguageModels
    DeleteLanguageModel
    """)

_MEMBERS = """
AllowDeferredExecution AudioStream CallAnalyticsJobName ChannelDefinitions ChannelId
ChannelIdentification ContentIdentificationType ContentRedaction ContentRedactionType
DataAccessRoleArn EnableChannelIdentification EnablePartialResultsStabilization
GenerateAbstractiveSummary IdentifyLanguage IdentifyMultipleLanguages JobExecutionSettings
KMSEncryptionContext LanguageCode LanguageIdSettings LanguageModelName LanguageOptions
MaxAlternatives MaxSpeakerLabels Media MediaEncoding MediaFileUri MediaFormat
MediaSampleRateHertz MedicalScribeJobName MedicalTranscriptionJobName ModelSettings NoteTemplate
NumberOfChannels OutputBucketName OutputEncryptionKMSKeyId OutputKey OutputLocation
OutputStartIndex PartialResultsStability ParticipantRole PiiEntityTypes PreferredLanguage
RedactedMediaFileUri RedactionOutput RedactionType SessionId SessionResumeWindow Settings
ShowAlternatives ShowSpeakerLabel ShowSpeakerLabels Specialty Subtitles Summarization
ToxicityCategories ToxicityDetection TranscriptFormat TranscriptionJobName Type
VocabularyFilterMethod VocabularyFilterName VocabularyFilterNames VocabularyName VocabularyNames
"""
_IN_SETTINGS = words("""
    ShowSpeakerLabels MaxSpeakerLabels ChannelIdentification ShowAlternatives MaxAlternatives
    VocabularyName VocabularyFilterName VocabularyFilterMethod
    """)
_PARENTS = MappingProxyType(
    {
        "MediaFileUri": "Media",
        "RedactedMediaFileUri": "Media",
        "RedactionType": "ContentRedaction",
        "RedactionOutput": "ContentRedaction",
        "LanguageModelName": "ModelSettings",
        "AllowDeferredExecution": "JobExecutionSettings",
        "OutputStartIndex": "Subtitles",
    }
)
# Structures, which hold members and are no choice themselves, and names too common to say much.
STRUCTURES = frozenset(
    ("Media", "Settings", "ModelSettings", "JobExecutionSettings", "AudioStream")
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]*")
# Parameters of the streaming URL and headers whose names differ from the member's.
_WIRE_NAMES = MappingProxyType({"samplerate": "MediaSampleRateHertz"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API. ``shared``: others use the name as well."""

    name: str
    mode: Mode
    shared: bool

    @property
    def camel(self) -> str:
        return self.name[0].lower() + self.name[1:]

    @property
    def snake(self) -> str:
        return "_".join(_words(self.name))

    @property
    def kebab(self) -> str:
        return "-".join(_words(self.name))


def _words(name: str) -> list[str]:
    joined = name.replace("WebSocket", "Websocket")
    return [word.lower() for word in _WORD.findall(joined)]


def _listed() -> Mapping[str, Operation]:
    groups: tuple[tuple[Mode, str], ...] = (
        ("batch", _BATCH),
        ("call-analytics", _CALL_ANALYTICS),
        ("medical", _MEDICAL),
        ("streaming", _STREAMING),
    )
    return MappingProxyType(
        {
            name.lower(): Operation(name, mode, name in SHARED_NAMES)
            for mode, names in groups
            for name in names.split()
        }
    )


OPERATIONS = _listed()
MEMBERS = MappingProxyType(
    {name.lower(): name for name in _MEMBERS.split()} | dict(_WIRE_NAMES),
)


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def operation(name: str) -> Operation | None:
    """The operation that ``name`` spells, in whichever way, or None."""
    return OPERATIONS.get(_plain(name))


def member(name: str) -> str | None:
    """The API's name of a request member that ``name`` spells (also ``withX`` and ``setX``)."""
    plain = _plain(name.strip("\"'`: "))
    found = MEMBERS.get(plain)
    if found is None and plain[:3] == "set":
        found = MEMBERS.get(plain[3:])
    if found is None and plain[:4] == "with":
        found = MEMBERS.get(plain[4:])
    return found


def placed(name: str, mode: Mode) -> str | None:
    """Where the member that ``name`` spells stands in a request; None for what is no choice."""
    known = member(name)
    if known is None or known in STRUCTURES or (known == "Type" and mode != "medical"):
        return None
    return path_of(known, mode)


def path_of(name: str, mode: Mode) -> str:
    """Where a member stands in the request: "Settings.ShowSpeakerLabels" in a batch job.

    SDKs with builders write members one by one; the place in the request follows from the name.
    """
    if name in _PARENTS and name not in _IN_SETTINGS:
        return f"{_PARENTS[name]}.{name}"
    if mode == "streaming" or name not in _IN_SETTINGS:
        return name
    return f"Settings.{name}"


def alternatives(spelling: str, *, shared: bool = True) -> str:
    """A regular expression that matches any operation in one spelling.

    ``spelling``: "name", "camel", "snake" or "kebab"; longest first, so that a name is not cut
    short. Without ``shared`` those that other services have too are left out.
    """
    names = [
        getattr(found, spelling) for found in OPERATIONS.values() if shared or not found.shared
    ]
    return "|".join(sorted(names, key=len, reverse=True))


def mode_of_text(text: str) -> Mode:
    """The mode that a name of a type, module or event suggests: batch where it names none."""
    low = text.lower()
    if "medical" in low:
        return "medical"
    if "callanalytics" in low or "call-analytics" in low or "call analytics" in low:
        return "call-analytics"
    return "streaming" if "stream" in low else "batch"
