"""What the real API checks and botocore does not: patterns, maxima, enumerations, combinations.

The wording of a failed constraint is the one recorded from the real service ("1 validation error
detected: Value '...' at '...' failed to satisfy constraint: ..."); limits from botocore 1.44.5's
model. Text of the combination rules is this server's own unless said otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from providers.sandbox.amazon.languages import LANGUAGE_CODES, declined, heard
from providers.sandbox.amazon.refusals import Refusal, bad_request, not_here

MEDIA_FORMATS = ("mp3", "mp4", "wav", "flac", "ogg", "amr", "webm", "m4a")
FILTER_METHODS = ("remove", "mask", "tag")
NAME = r"[0-9a-zA-Z._-]+"
_BUCKET = r"[a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9]"
_KEY = r"[a-zA-Z0-9\-_.!*'()/]{1,1024}"
_URI = r"(s3://|http(s*)://).+"
# Recorded from the real service (2023-10).
MISSING_LANGUAGE = (
    "The language code is missing. Either add a language code or turn on language identification."
)


def failed(value: object, where: str, rule: str) -> Refusal:
    """A constraint that a value does not satisfy."""
    return bad_request(
        f"1 validation error detected: Value '{str(value)[:200]}' at '{where}' failed to satisfy "
        f"constraint: {rule}"
    )


def text(request: Mapping[str, Any], member: str, *, pattern: str = "", longest: int = 0) -> str:
    """An optional string member, "" where absent. Raises Refusal."""
    value = request.get(member)
    where = member[:1].lower() + member[1:]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal("SerializationException", f"{member} is not a string")
    if longest and len(value) > longest:
        raise failed(value, where, f"Member must have length less than or equal to {longest}")
    if pattern and not re.fullmatch(pattern, value):
        raise failed(value, where, f"Member must satisfy regular expression pattern: ^{pattern}$")
    return value


def required(request: Mapping[str, Any], member: str, *, longest: int = 200) -> str:
    """A name that must be there. Raises Refusal."""
    if not request.get(member):
        where = member[:1].lower() + member[1:]
        raise bad_request(
            f"1 validation error detected: Value null at '{where}' failed to satisfy constraint: "
            "Member must not be null"
        )
    return text(request, member, pattern=NAME, longest=longest)


def one_of(request: Mapping[str, Any], member: str, allowed: Collection[str]) -> str:
    """An optional member of an enumeration. Raises Refusal."""
    value = text(request, member)
    if value and value not in allowed:
        where = member[:1].lower() + member[1:]
        raise failed(value, where, f"Member must satisfy enum value set: [{', '.join(allowed)}]")
    return value


def whole_number(request: Mapping[str, Any], member: str, lowest: int, highest: int) -> int | None:
    """An optional integer member. Raises Refusal."""
    value = request.get(member)
    if value is None:
        return None
    where = member[:1].lower() + member[1:]
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refusal("SerializationException", f"{member} is not a number")
    if value < lowest:
        raise failed(value, where, f"Member must have value greater than or equal to {lowest}")
    if value > highest:
        raise failed(value, where, f"Member must have value less than or equal to {highest}")
    return value


def structure(request: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    """An optional structure, empty where absent. Raises Refusal."""
    value = request.get(member)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refusal("SerializationException", f"{member} is not a structure")
    return value


def language(request: Mapping[str, Any]) -> str:
    """The language of a vocabulary or a job. Raises Refusal."""
    code = one_of(request, "LanguageCode", LANGUAGE_CODES)
    if code and not heard(code):
        raise declined(code)
    return code


def job_request(request: Mapping[str, Any]) -> None:
    """Check all of a StartTranscriptionJob but its media. Raises Refusal."""
    required(request, "TranscriptionJobName")
    media = structure(request, "Media")
    if not text(media, "MediaFileUri", pattern=_URI, longest=2000):
        raise bad_request("The media file URI is missing. Add Media.MediaFileUri.")
    code = language(request)
    identify = [
        name for name in ("IdentifyLanguage", "IdentifyMultipleLanguages") if request.get(name)
    ]
    if not code and not identify:
        raise bad_request(MISSING_LANGUAGE)
    if len(identify) + bool(code) > 1:
        raise bad_request(
            "Only one of LanguageCode, IdentifyLanguage and IdentifyMultipleLanguages may be used."
        )
    if identify:
        raise not_here(f"language identification ({identify[0]})")
    one_of(request, "MediaFormat", MEDIA_FORMATS)
    whole_number(request, "MediaSampleRateHertz", 8000, 48000)
    text(request, "OutputBucketName", pattern=_BUCKET, longest=64)
    text(request, "OutputKey", pattern=_KEY, longest=1024)
    if request.get("OutputKey") and not request.get("OutputBucketName"):
        raise bad_request("OutputKey needs OutputBucketName.")
    _settings(structure(request, "Settings"))
    _execution(structure(request, "JobExecutionSettings"))
    subtitle_formats(request)
    for member in ("ContentRedaction", "ModelSettings", "ToxicityDetection", "LanguageIdSettings"):
        if request.get(member):
            raise not_here(member)
    for member in ("OutputEncryptionKMSKeyId", "KMSEncryptionContext"):
        if request.get(member):
            raise not_here(f"encryption ({member})")


def subtitle_formats(request: Mapping[str, Any]) -> tuple[str, ...]:
    """Formats of subtitle files asked for. Raises Refusal."""
    subtitles = structure(request, "Subtitles")
    whole_number(subtitles, "OutputStartIndex", 0, 1)
    formats = subtitles.get("Formats") or []
    for value in formats:
        if value not in ("vtt", "srt"):
            raise failed(
                formats, "subtitles.formats", "Member must satisfy enum value set: [vtt, srt]"
            )
    return tuple(dict.fromkeys(formats))


def _settings(settings: Mapping[str, Any]) -> None:
    text(settings, "VocabularyName", pattern=NAME, longest=200)
    text(settings, "VocabularyFilterName", pattern=NAME, longest=200)
    method = one_of(settings, "VocabularyFilterMethod", FILTER_METHODS)
    speakers = whole_number(settings, "MaxSpeakerLabels", 2, 30)
    alternatives = whole_number(settings, "MaxAlternatives", 2, 10)
    pairs = (
        ("ShowSpeakerLabels", settings.get("ShowSpeakerLabels"), "MaxSpeakerLabels", speakers),
        ("ShowAlternatives", settings.get("ShowAlternatives"), "MaxAlternatives", alternatives),
        (
            "VocabularyFilterName",
            settings.get("VocabularyFilterName"),
            "VocabularyFilterMethod",
            method,
        ),
    )
    for first, given, second, also in pairs:
        if bool(given) != bool(also):
            raise bad_request(f"{first} and {second} must be used together.")
    if settings.get("ShowSpeakerLabels") and settings.get("ChannelIdentification"):
        raise bad_request("ShowSpeakerLabels and ChannelIdentification can't be used together.")


def _execution(execution: Mapping[str, Any]) -> None:
    if execution.get("AllowDeferredExecution") and not execution.get("DataAccessRoleArn"):
        raise bad_request("AllowDeferredExecution needs DataAccessRoleArn.")
