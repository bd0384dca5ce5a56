"""Every way to fail, in one sentence, without the key and without control characters."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Close

import providers.deepgram
from providers.credentials import DeepgramAccess, Secret
from providers.deepgram.failures import read_error, refused, trouble_from
from providers.errors import BadInput, VendorTrouble

ACCESS = DeepgramAccess(Secret("topsecretkey"), "https://api.deepgram.com")


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"err_code": "INVALID_AUTH", "err_msg": "No.", "request_id": "r"}, "INVALID_AUTH", "No."),
        (
            {"category": "INVALID_JSON", "message": "Bad.", "details": "line 1", "request_id": "r"},
            "INVALID_JSON",
            "Bad. line 1",
        ),
        ("plain text", "", "plain text"),
        (b'{"err_code": "A", "err_msg": "b"}', "A", "b"),
        ("", "", "from the header"),
        (None, "", "from the header"),
        ([1], "", "from the header"),
    ],
)
def test_three_shapes_of_errors(body: Any, code: str, message: str) -> None:
    headers = {"DG-Request-Id": "r", "dg-error": "from the header"}
    if body == "plain text":
        del headers["dg-error"]
    error = read_error(400, body, headers)
    assert (error.code, error.message, error.request_id) == (code, message, "r")


@pytest.mark.parametrize(
    ("status", "code", "message", "kind", "advice"),
    [
        (400, "Bad Request", "failed to process audio: corrupt or unsupported data", 2, "header"),
        (400, "INVALID_QUERY_PARAMETER", "Failed to deserialize", 2, "crossfade lint"),
        (400, "Bad Request", "No such model/language/tier combination found.", 2, "model"),
        (400, "REMOTE_CONTENT_ERROR", "must be publicly routable.", 2, "presigned"),
        (401, "INVALID_AUTH", "Invalid credentials.", 3, "DEEPGRAM_API_KEY"),
        (402, "ASR_PAYMENT_REQUIRED", "not enough credits", 3, "credits"),
        (403, "INSUFFICIENT_PERMISSIONS", "no access", 3, "role"),
        (404, "PROJECT_NOT_FOUND", "?", 3, "DEEPGRAM_BASE_URL"),
        (405, "", "", 2, "stream"),
        (408, "SLOW_UPLOAD", "", 3, "slow"),
        (413, "", "", 2, "2 GB"),
        (414, "", "", 2, "fewer"),
        (415, "", "", 2, "audio"),
        (429, "TOO_MANY_REQUESTS", "Too many requests.", 3, "fewer"),
        (500, "", "", 3, "again"),
        (503, "", "", 3, "again"),
        (504, "", "", 3, "split"),
        (418, "", "", 3, "again"),
    ],
)
def test_statuses(status: int, code: str, message: str, kind: int, advice: str) -> None:
    error = read_error(status, {"err_code": code, "err_msg": message, "request_id": "r-1"}, {})
    trouble = refused(error, ACCESS, doing="the transcription of a.wav")
    assert trouble.exit_code == kind
    sentence = str(trouble)
    assert advice in sentence and "r-1" in sentence and f"HTTP {status}" in sentence
    assert sentence.endswith(".") and "\n" not in sentence
    if isinstance(trouble, VendorTrouble):
        assert (trouble.status, trouble.code, trouble.request_id) == (status, code, "r-1")


def test_foreign_text_is_tamed() -> None:
    hostile = "\x1b]0;owned\x07\x1b[31mtopsecretkey\r\n" + "x" * 5000
    trouble = refused(read_error(500, hostile, {}), ACCESS, doing="it")
    assert "topsecretkey" not in str(trouble) and "****" in str(trouble)
    assert str(trouble).isprintable() and len(str(trouble)) < 600


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (httpx.ConnectError("refused"), "Cannot connect"),
        (ConnectionRefusedError(111, "refused"), "Cannot connect"),
        (httpx.ReadTimeout("slow"), "did not answer"),
        (TimeoutError(), "did not answer"),
        (httpx.RemoteProtocolError("cut"), "RemoteProtocolError"),
        (OSError("gone"), "failed during"),
        (ConnectionClosedError(None, None), "broke during"),
        (ConnectionClosedError(Close(1008, "DATA-0000: no"), None), "encoding, sample rate"),
        (ConnectionClosedError(Close(1011, "see net0001"), None), "ten seconds"),
        (ConnectionClosedError(Close(4242, ""), None), "code 4242"),
    ],
)
def test_exceptions(error: Exception, sentence: str) -> None:
    trouble = trouble_from(error, ACCESS, doing="the live stream", request_id="r")
    assert isinstance(trouble, VendorTrouble)
    assert sentence in str(trouble) and str(trouble).endswith(".")
    assert trouble.request_id == "r"


def test_trouble_stays_what_it_is() -> None:
    known = BadInput("The file is empty.")
    assert trouble_from(known, ACCESS, doing="it") is known


def test_the_provider_has_no_branch_for_the_sandbox() -> None:
    """It may carry the label, and nothing may depend on it."""
    sources = list(Path(providers.deepgram.__path__[0]).glob("*.py"))
    assert len(sources) > 7
    for source in sources:
        text = source.read_text()
        assert "SANDBOX" not in text, source
        assert "providers.sandbox" not in text, source
        assert not re.search(r"\b(if|elif|while|and|or|not)\b[^\n]*sandbox", text), source
