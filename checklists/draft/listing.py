"""Calls in any language: the equivalent request, and which call of Deepgram's SDKs sends it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from checklists.before.parameter_map import Mapped, map_request
from checklists.draft.request import LATER, reason
from checklists.facts.parameter_book import LIVE_SHAPES, OPERATIONS, Shape, members_of
from checklists.scan.finding import Finding
from checklists.scan.operations import operation

_SHAPES = {name: shape for shape, name in OPERATIONS.items()}
_LISTS = ("LanguageOptions", "PiiEntityTypes", "VocabularyNames", "VocabularyFilterNames")
_SWITCH = ("true", "false")
# Values that SDKs spell in their own way (PRIMARYCARE, OggOpus, redacted_and_unredacted).
_VALUES = (
    "pcm", "ogg-opus", "flac", "PII", "PHI", "redacted", "redacted_and_unredacted", "mask",
    "remove", "tag", "CONVERSATION", "DICTATION", "PRIMARYCARE", "CARDIOLOGY", "NEUROLOGY",
    "ONCOLOGY", "RADIOLOGY", "UROLOGY", "AGENT", "CUSTOMER", "high", "medium", "low",
)  # fmt: skip
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})[-_]?([A-Z]{2})")
_ENUMERATED = (
    "MediaEncoding", "RedactionType", "RedactionOutput", "VocabularyFilterMethod", "Specialty",
    "Type", "ContentRedactionType", "ContentIdentificationType", "PartialResultsStability",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SdkCall:
    """The calls of one language's SDK, and the page that tells of them."""

    package: str
    recording: str
    stream: str
    page: str


_REST = SdkCall(
    "plain HTTPS and WebSocket",
    "POST https://api.deepgram.com/v1/listen",
    "wss://api.deepgram.com/v1/listen",
    "https://developers.deepgram.com/reference/speech-to-text-api/listen",
)
_JAVA = SdkCall(
    "com.deepgram:deepgram-java-sdk",
    "client.listen().v1().media().transcribeUrl(ListenV1RequestUrl.builder()...build())",
    "client.listen().v1().v1WebSocket(), then connect(V1ConnectOptions.builder()...build())",
    "https://github.com/deepgram/deepgram-java-sdk",
)
_SCRIPT = SdkCall(
    "@deepgram/sdk",
    "client.listen.v1.media.transcribeUrl({ url, ... })",
    "client.listen.v1.connect({ ... })",
    "https://github.com/deepgram/deepgram-js-sdk",
)
_PYTHON = SdkCall(
    "deepgram-sdk",
    "client.listen.v1.media.transcribe_url(url=..., ...)",
    "client.listen.v1.connect(...)",
    "https://github.com/deepgram/deepgram-python-sdk",
)
# From the SDKs' own pages (READMEs and references in their repositories, read 2026-11). PHP, Ruby,
# shells and descriptions of infrastructure have none.
_SDKS: Mapping[str, SdkCall] = MappingProxyType(
    {
        **dict.fromkeys(("python", "notebook"), _PYTHON),
        **dict.fromkeys(("javascript", "typescript", "tsx", "vue", "svelte", "html"), _SCRIPT),
        **dict.fromkeys(("java", "kotlin", "scala", "groovy"), _JAVA),
        "csharp": SdkCall(
            "Deepgram (NuGet)",
            "ClientFactory.CreateListenRESTClient().TranscribeUrl(new UrlSource(url), "
            "new PreRecordedSchema { ... })",
            "ClientFactory.CreateListenWebSocketClient(), then Connect(new LiveSchema { ... })",
            "https://github.com/deepgram/deepgram-dotnet-sdk",
        ),
        "go": SdkCall(
            "github.com/deepgram/deepgram-go-sdk",
            "FromURL(ctx, url, &interfaces.PreRecordedTranscriptionOptions{...})",
            "a live client with &interfaces.LiveTranscriptionOptions{...}, then Connect()",
            "https://github.com/deepgram/deepgram-go-sdk",
        ),
        "rust": SdkCall(
            "deepgram (crates.io)",
            "dg.transcription().prerecorded(AudioSource::from_url(url), &options)",
            "dg.transcription().stream_request_with_options(options)",
            "https://github.com/deepgram/deepgram-rust-sdk",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Equivalent:
    """What a call of Amazon's becomes: its operation, the request, and the SDK's call.

    ``mapped`` is None where the code shows no member of the request.
    """

    operation: str
    shape: Shape
    mapped: Mapped | None
    sdk: SdkCall

    @property
    def call(self) -> str:
        """The SDK's call for this kind of request."""
        return self.sdk.stream if self.shape in LIVE_SHAPES else self.sdk.recording

    @property
    def address(self) -> str:
        """The exact address of the request, "" where nothing of it is known."""
        return self.mapped.url if self.mapped else ""


def equivalent(found: Finding, language: str) -> Equivalent | None:
    """What a finding becomes, where it starts a transcription; None for any other."""
    shape = shape_of(found)
    if shape is None:
        return None
    document = document_of(found.arguments, shape)
    mapped = map_request(document, shape=shape) if document else None
    return Equivalent(OPERATIONS[shape], shape, mapped, _SDKS.get(language, _REST))


def shape_of(found: Finding) -> Shape | None:
    """The kind of request that a finding starts."""
    if found.commented or found.kind not in ("call", "cli", "infrastructure", "endpoint"):
        return None
    for word in re.findall(r"[A-Za-z][A-Za-z-]+", found.what):
        known = operation(word)
        if known is not None:
            return _SHAPES.get(known.name.removesuffix("WebSocket"))
    if found.kind == "endpoint" and found.arguments and found.mode == "streaming":
        return "stream"
    return None


def document_of(arguments: Mapping[str, str], shape: Shape) -> dict[str, Any]:
    """The members of a request from the texts that a scan gives them."""
    rows = members_of(shape)
    placed = {_placed(path, rows): text for path, text in arguments.items()}
    document: dict[str, Any] = {}
    for path, text in placed.items():
        if any(other.startswith(f"{path}.") for other in placed):
            continue
        *holders, name = path.split(".")
        place = document
        for holder in holders:
            place = place.setdefault(holder, {})
        place[name] = _value(name, text)
    return _with_lists(document, rows, "")


def _placed(path: str, rows: Mapping[str, Any]) -> str:
    """Where a member stands in the request: builders name some without what holds them."""
    plain = {row.replace("[]", ""): row for row in rows}
    if path in plain:
        return path
    last = path.rpartition(".")[2]
    found = [row for row in plain if row.rpartition(".")[2] == last]
    return found[0] if len(found) == 1 else path


def _with_lists(document: dict[str, Any], rows: Mapping[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in document.items():
        place = f"{path}{name}"
        if isinstance(value, dict):
            listed = any(row.startswith(f"{place}[]") for row in rows)
            inner = _with_lists(value, rows, f"{place}[]." if listed else f"{place}.")
            found[name] = [inner] if listed else inner
        else:
            found[name] = value
    return found


def _value(name: str, text: str) -> Any:
    if not text:
        return LATER
    if name in _LISTS:
        return [_language(one) if name == "LanguageOptions" else one for one in text.split(",")]
    if text.lower() in _SWITCH:
        return text.lower() == "true"
    if re.fullmatch(r"[0-9][0-9_]{0,9}", text):
        return int(text.replace("_", ""))
    if name == "LanguageCode":
        return _language(text)
    if name in _ENUMERATED:
        return _enumerated(text)
    # Other languages write what they put into a text in their own ways.
    return LATER if re.search(r"[$#%]\{|\$\w|\{\w+\}", text) else text


def _language(text: str) -> str:
    code = _LANGUAGE.fullmatch(text.strip())
    return f"{code[1].lower()}-{code[2]}" if code else text.strip()


def _enumerated(text: str) -> str:
    plain = re.sub(r"[^a-z]", "", text.lower())
    return next((one for one in _VALUES if re.sub(r"[^a-z]", "", one.lower()) == plain), text)


def comments(found: Equivalent) -> Iterator[str]:
    """The equivalent as lines of comments, without their sign."""
    yield f"{found.operation} becomes a call of {found.sdk.package}:"
    yield found.call
    if found.mapped is None:
        yield "The request is not written here: crossfade map translates it from JSON."
        return
    yield found.mapped.url
    for line in found.mapped.lines:
        bare = line.row is not None and line.row.container
        if line.verdict in ("manual", "none") and line.value is not None and not bare:
            later = " (only known when it runs)" if line.value == LATER else ""
            yield f"{line.amazon}{later}: {reason(line)}"
