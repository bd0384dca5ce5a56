"""What the query of a streaming request asks for, checked as the service checks it.

Names are those of the HTTP/2 headers without ``x-amzn-transcribe-`` (Amazon Transcribe Developer
Guide, WebSocket streaming; members as in aws-sdk-transcribe-streaming 0.12.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from providers.audio.arithmetic import audioop
from providers.sandbox.amazon.languages import LANGUAGE_CODES, declined, heard
from providers.sandbox.amazon.refusals import bad_request, not_here
from providers.sandbox.amazon.validation import FILTER_METHODS

ENCODINGS = ("pcm", "flac", "ogg-opus", "g711-alaw", "g711-ulaw", "g729")
STABILITIES = ("low", "medium", "high")
_REAL_ONLY = (
    "identify-language",
    "identify-multiple-languages",
    "content-identification-type",
    "content-redaction-type",
    "language-model-name",
    "session-resume-window",
)


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """A stream as it was asked for. ``stability`` is "" without stabilization."""

    language: str
    rate: int
    encoding: str
    channels: int
    vocabulary: str
    filter_name: str
    filter_method: str
    stability: str

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.channels * (2 if self.encoding == "pcm" else 1)

    @property
    def byte_rate(self) -> int:
        """Bytes of one second of audio."""
        return self.rate * self.frame_bytes

    def linear(self, data: bytes) -> list[bytes]:
        """Whole frames as linear16, one piece a channel."""
        if self.encoding == "g711-ulaw":
            data = audioop.ulaw2lin(data, 2)
        elif self.encoding == "g711-alaw":
            data = audioop.alaw2lin(data, 2)
        if self.channels == 1:
            return [data]
        return [audioop.tomono(data, 2, *sides) for sides in ((1, 0), (0, 1))]


def read_request(query: Mapping[str, str]) -> LiveRequest:
    """The request behind the query. Raises Refusal."""
    for name in _REAL_ONLY:
        if query.get(name, "false") != "false":
            raise not_here(name)
    channels = _channels(query)
    if channels == 2 and _flag(query, "show-speaker-label"):
        raise bad_request(
            "show-speaker-label and enable-channel-identification can't be used together."
        )
    method = _choice(query, "vocabulary-filter-method", FILTER_METHODS)
    name = query.get("vocabulary-filter-name", "")
    if bool(name) != bool(method):
        raise bad_request(
            "vocabulary-filter-name and vocabulary-filter-method must be used together."
        )
    return LiveRequest(
        language=_language(query),
        rate=_rate(query),
        encoding=_encoding(query),
        channels=channels,
        vocabulary=query.get("vocabulary-name", ""),
        filter_name=name,
        filter_method=method,
        stability=_stability(query),
    )


def _language(query: Mapping[str, str]) -> str:
    code = query.get("language-code", "")
    if not code:
        raise bad_request("The language code is missing.")
    if code not in LANGUAGE_CODES:
        raise bad_request("Unsupported language code")
    if not heard(code):
        raise declined(code)
    return code


def _rate(query: Mapping[str, str]) -> int:
    value = query.get("sample-rate", "")
    if not value.isdigit() or not 8000 <= int(value) <= 48000:
        raise bad_request("The sample rate must be a whole number between 8000 and 48000.")
    return int(value)


def _encoding(query: Mapping[str, str]) -> str:
    value = _choice(query, "media-encoding", ENCODINGS)
    if not value:
        raise bad_request("The media encoding is missing.")
    if value not in ("pcm", "g711-alaw", "g711-ulaw"):
        raise not_here(f"streams of {value}")
    return value


def _channels(query: Mapping[str, str]) -> int:
    number = query.get("number-of-channels", "")
    if not _flag(query, "enable-channel-identification"):
        if number:
            raise bad_request("number-of-channels needs enable-channel-identification.")
        return 1
    if number != "2":
        raise bad_request("number-of-channels must be 2 with enable-channel-identification.")
    return 2


def _stability(query: Mapping[str, str]) -> str:
    value = _choice(query, "partial-results-stability", STABILITIES)
    if not _flag(query, "enable-partial-results-stabilization"):
        if value:
            raise bad_request(
                "partial-results-stability needs enable-partial-results-stabilization."
            )
        return ""
    return value or "high"


def _choice(query: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = query.get(name, "")
    if value and value not in allowed:
        raise bad_request(f"{name} must be one of {', '.join(allowed)}, not {value[:40]!r}.")
    return value


def _flag(query: Mapping[str, str], name: str) -> bool:
    # AWS's Python clients write "True", its other clients "true".
    return query.get(name, "").lower() == "true"
