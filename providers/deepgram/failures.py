"""What went wrong between us and Deepgram, in one sentence with the next step.

Statuses, codes and texts as Deepgram's errors page gives them (read 2025-07 and 2026-11), close
codes as its WebSocket troubleshooting page. Whatever text comes from outside is stripped of
control characters and of the key before it is repeated.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from providers.credentials import DeepgramAccess
from providers.errors import BadInput, Trouble, VendorTrouble

_LONGEST_QUOTE = 300
_CHECK_OPTIONS = "run 'crossfade lint' with the same options to see what to change"
_CHECK_AUDIO = (
    "check that the file plays, that it is not empty, and that its encoding is what its header says"
)
_REMOTE = (
    "give a URL that anyone can fetch (for S3 a presigned one), or send the file itself instead"
)
_INPUT_ADVICE: dict[int, str] = {
    400: _CHECK_OPTIONS,
    405: "this model does not stream; choose nova-3, or transcribe the whole recording",
    411: "send the file itself rather than a stream of unknown length",
    413: "a file may have 2 GB; take the sound out of the video, or split the recording",
    414: "the request has too many terms; send fewer",
    415: "send audio or video, or a JSON document with a url",
}
_VENDOR_ADVICE: dict[int, str] = {
    401: "check DEEPGRAM_API_KEY, and that it is a key of this server and region",
    402: "add credits to the project in the Deepgram console before going on",
    403: "use another model, or a key whose role allows this",
    404: "check DEEPGRAM_BASE_URL and the project id",
    408: "the upload was too slow; try again on a better line, or send a smaller file",
    429: "too many requests run at once; run fewer, and try again in a minute",
    499: "the connection was given up before the answer; try again",
    500: "it is Deepgram's side; try again in a minute",
    502: "it is Deepgram's side; try again in a minute",
    503: "it is Deepgram's side; try again in a minute",
    504: "the processing took longer than Deepgram allows; split the recording and try again",
}
# Our own name for no answer in time: the request may have been carried out, and billed.
TIMED_OUT = "TIMED_OUT"
_NO_CLOSE_FRAME = 1006
_CLOSE_ADVICE: dict[int, str] = {
    1000: "the server ended the stream early; start it again",
    1001: "the server is going away; start the stream again",
    _NO_CLOSE_FRAME: "check the network and start the stream again",
    1008: "the audio could not be decoded; check that encoding, sample rate and channels are "
    "those of the audio that is sent",
    1009: "a message was too large; send blocks of 20 to 250 ms",
    1011: "Deepgram heard nothing in time or had nothing to answer; send audio within ten "
    "seconds of connecting and without longer gaps, and check that it is speech",
}
# The names in the close frame's text say more than the code (WebSocket troubleshooting page,
# read 2025-07; the change of keyterms: changelog, 2026-10-08).
_CLOSE_NAMES: dict[str, str] = {
    "DATA-0000": _CLOSE_ADVICE[1008],
    "NET-0000": "Deepgram found nothing to answer in what was sent; check that encoding and "
    "sample rate are those of the audio, and that a change of keyterms kept to 500 tokens",
    "NET-0001": "no audio or message reached Deepgram for about ten seconds; send audio within "
    "ten seconds of connecting, and check the line if it was sent",
}
# Handshakes that would be refused again (page on recovering from connection errors when live
# streaming, read 2025-07), and closes that the same audio would meet again.
_LASTING = {400, 401, 402, 403, 404, 1008, 1009}


@dataclass(frozen=True, slots=True)
class WireError:
    """An error answer, whichever of Deepgram's three shapes it had.

    ``code`` is its name ("INVALID_AUTH"), ``message`` its text, ``request_id`` from the body or
    the header.
    """

    status: int
    code: str
    message: str
    request_id: str


def read_error(status: int, body: Any, headers: dict[str, str]) -> WireError:
    """Read an error answer: plain text, {err_code, err_msg} or {category, message, details}."""
    lower = {name.lower(): value for name, value in headers.items()}
    request_id = lower.get("dg-request-id", "")
    if isinstance(body, bytes):
        body = body.decode(errors="replace")
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return WireError(status, "", lower.get("dg-error", "") or body, request_id)
    if not isinstance(body, dict):
        return WireError(status, "", lower.get("dg-error", ""), request_id)
    code = body.get("err_code") or body.get("category") or ""
    message = body.get("err_msg") or body.get("message") or lower.get("dg-error", "")
    details = body.get("details")
    if details:
        message = f"{message} {details}"
    return WireError(status, str(code), str(message), str(body.get("request_id") or request_id))


def refused(error: WireError, access: DeepgramAccess, *, doing: str) -> Trouble:
    """The trouble for an error answer: BadInput where the user's options or audio are at fault."""
    said = _quoted(error.message, access)
    name = f"HTTP {error.status}" + (f" {_clean(error.code, access)}" if error.code else "")
    request = _clean(error.request_id, access)
    tail = f" (request id {request})" if request else ""
    if error.status in _INPUT_ADVICE:
        advice = _input_advice(error)
        return BadInput(f"Deepgram refused {doing} with {name}{said}: {advice}{tail}.")
    advice = _VENDOR_ADVICE.get(error.status, "try again, and give Deepgram's support the id")
    return VendorTrouble(
        f"Deepgram answered {doing} with {name}{said}: {advice}{tail}.",
        vendor="deepgram",
        status=error.status,
        code=error.code,
        request_id=error.request_id,
    )


def _input_advice(error: WireError) -> str:
    text = error.message.lower()
    if error.code == "REMOTE_CONTENT_ERROR":
        return _REMOTE
    if "corrupt or unsupported data" in text:
        return _CHECK_AUDIO
    if "model/language/tier" in text:
        return "choose a model that knows the language; 'GET /v1/models' lists them"
    return _INPUT_ADVICE[error.status]


def closed_early(
    code: int, reason: str, access: DeepgramAccess, *, request_id: str = ""
) -> VendorTrouble:
    """The trouble for a live stream that ended before it was told to."""
    name = _close_name(reason)
    advice = _CLOSE_NAMES.get(name) or _CLOSE_ADVICE.get(code, "start the stream again")
    tail = f" (request id {_clean(request_id, access)})" if request_id else ""
    known = f"{code} {name}" if name and name not in reason else str(code)
    what = f"Deepgram closed the live stream with code {known}{_quoted(reason, access)}"
    if code == _NO_CLOSE_FRAME:
        what = "The connection to Deepgram broke during the live stream"
    return VendorTrouble(
        f"{what}: {advice}{tail}.",
        vendor="deepgram",
        status=code,
        code=name,
        request_id=request_id,
    )


def _close_name(reason: str) -> str:
    """The name in a close frame's text, which may only be in the link that it ends with
    ("See https://dpgr.am/net0001")."""
    plain = reason.upper().replace("-", "")
    return next((name for name in _CLOSE_NAMES if name.replace("-", "") in plain), "")


def vanished(request_id: str) -> VendorTrouble:
    """The trouble for a connection that is open and on which nobody answers."""
    return VendorTrouble(
        "Deepgram does not answer any more on the open connection: check the network and start "
        f"the stream again (request id {request_id}).",
        vendor="deepgram",
        status=_NO_CLOSE_FRAME,
        request_id=request_id,
    )


def unsettled(request_id: str) -> VendorTrouble:
    """The trouble for a stream whose end Deepgram did not settle."""
    return VendorTrouble(
        "Deepgram did not finish the stream in time after the last audio: the tail of the "
        f"transcript may be missing, so try again (request id {request_id}).",
        vendor="deepgram",
        request_id=request_id,
    )


def worth_again(trouble: Trouble) -> bool:
    """Whether a live stream that ended with this may succeed over another connection."""
    if not isinstance(trouble, VendorTrouble) or trouble.code == "DATA-0000":
        return False
    return trouble.status not in _LASTING


def trouble_from(
    error: BaseException, access: DeepgramAccess, *, doing: str, request_id: str = ""
) -> Trouble:
    """The trouble for any exception of the SDK, its HTTP and WebSocket clients, or the network."""
    import httpx
    from deepgram.core.api_error import ApiError
    from deepgram.core.parse_error import ParsingError
    from websockets.exceptions import ConnectionClosed

    if isinstance(error, Trouble):
        return error
    if isinstance(error, ApiError | ParsingError) and error.status_code:
        return _from_api_error(error, access, doing)
    if isinstance(error, ConnectionClosed):
        code = error.rcvd.code if error.rcvd else _NO_CLOSE_FRAME
        reason = error.rcvd.reason if error.rcvd else ""
        return closed_early(code, reason, access, request_id=request_id)
    where = _clean(access.base_url, access)
    named = ""
    if isinstance(error, httpx.ConnectError | ConnectionRefusedError):
        sentence = f"Cannot connect to {where} for {doing}: {_CONNECT}."
    elif isinstance(error, httpx.TimeoutException | TimeoutError):
        named = "" if isinstance(error, httpx.ConnectTimeout) else TIMED_OUT
        sentence = (
            f"{where} did not answer {doing} in time: try again; if the file is long, look in the "
            "Deepgram console first, because the request may have been billed."
        )
    else:
        kind = type(error).__name__
        sentence = f"The connection to {where} failed during {doing} ({kind}): {_CONNECT}."
    return VendorTrouble(sentence, vendor="deepgram", code=named, request_id=request_id)


_CONNECT = "check the network, a proxy or firewall, and DEEPGRAM_BASE_URL, then try again"


def _from_api_error(error: Any, access: DeepgramAccess, doing: str) -> Trouble:
    """An SDK error. At a refused handshake its own text and headers say nothing (the headers are
    the request's): the reason is in the answer's headers, on the exception it came from."""
    cause = error.__context__
    answer = getattr(cause, "headers", None)
    if answer is None:
        answer = getattr(getattr(cause, "response", None), "headers", None)
    if answer is not None and "websocket" in str(error.body).lower():
        return refused(read_error(error.status_code, "", dict(answer)), access, doing=doing)
    wire = read_error(error.status_code, error.body, dict(error.headers or {}))
    if 200 <= wire.status < 300:
        return not_json(access, doing=doing, request_id=wire.request_id)
    return refused(wire, access, doing=doing)


def not_json(access: DeepgramAccess, *, doing: str, request_id: str = "") -> VendorTrouble:
    """The trouble for an answer that is no JSON, or not all of it."""
    return VendorTrouble(
        f"{_clean(access.base_url, access)} answered {doing} with something that is not "
        "Deepgram's JSON: check DEEPGRAM_BASE_URL and any proxy between here and there.",
        vendor="deepgram",
        request_id=request_id,
    )


def _quoted(text: str, access: DeepgramAccess) -> str:
    said = _clean(text, access).rstrip(".")
    return f' ("{said}")' if said else ""


def _clean(text: str, access: DeepgramAccess) -> str:
    """Foreign text on one line, without control characters, the key, or endless length."""
    key = access.key.reveal()
    if key:
        text = text.replace(key, "****")
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
