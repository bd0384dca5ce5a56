"""The streaming WebSocket, driven by a client made here from AWS's own recipe."""

from __future__ import annotations

import asyncio
import audioop
import contextlib
import hashlib
import hmac
import json
import struct
import zlib
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.eventstream import EventStreamBuffer
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from providers.sandbox.amazon import event_stream
from providers.sandbox.amazon.signature import signing_key
from providers.sandbox.recognition import Heard, LiveChannel
from tests.processes import wait_until
from tests.wire.amazon.serving import KEY_ID, REGION, SECRET, Served, serving
from tests.wire.deepgram.tones import ToneRecogniser, interleaved, tones

RATE = 16000
BASIC = {"language-code": "en-US", "media-encoding": "pcm", "sample-rate": str(RATE)}
EVENT = {":message-type": "event", ":event-type": "AudioEvent"}


def url_for(served: Served, *, secret: str = SECRET, expires: int = 300, **query: Any) -> str:
    parameters = BASIC | {name.replace("_", "-"): value for name, value in query.items()}
    parameters = {name: value for name, value in parameters.items() if value}
    base = "ws" + served.url.removeprefix("http") + "/stream-transcription-websocket"
    request = AWSRequest("GET", base, params=parameters)
    SigV4QueryAuth(Credentials(KEY_ID, secret), "transcribe", REGION, expires=expires).add_auth(
        request
    )
    return str(request.url)


def frame(audio: bytes) -> bytes:
    return event_stream.encode(EVENT, audio)


def cut(pcm: bytes, step: int = 3200) -> Iterable[bytes]:
    return (pcm[at : at + step] for at in range(0, len(pcm), step))


async def received(socket: ClientConnection) -> tuple[list[tuple[str, dict[str, Any]]], int]:
    """Every message until the close, and the close code."""
    buffer: Any = EventStreamBuffer()
    messages = []
    try:
        async with asyncio.timeout(60):
            while True:
                buffer.add_data(await socket.recv())
                for message in buffer:
                    kind = message.headers.get(":event-type") or message.headers[":exception-type"]
                    assert message.headers[":content-type"] == "application/json"
                    messages.append((kind, json.loads(message.payload)))
    except ConnectionClosed as closed:
        return messages, closed.rcvd.code if closed.rcvd else 0


async def spoken(
    served: Served, pcm: bytes, step: int = 3200, **query: Any
) -> list[dict[str, Any]]:
    """The results for some audio."""
    async with connect(url_for(served, **query), max_size=None, proxy=None) as socket:
        for piece in cut(pcm, step):
            await socket.send(frame(piece))
        await socket.send(frame(b""))
        messages, code = await received(socket)
    assert code == 1000
    assert {kind for kind, _ in messages} <= {"TranscriptEvent"}, messages
    return [result for _, body in messages for result in body["Transcript"]["Results"]]


async def exception(served: Served, *frames: bytes, **query: Any) -> tuple[str, str]:
    """Type and text of the exception that a stream ends with."""
    async with connect(url_for(served, **query), proxy=None) as socket:
        with contextlib.suppress(ConnectionClosed):  # the server may be done before we are
            for data in frames:
                await socket.send(data)
        messages, _ = await received(socket)
    kind, body = messages[-1]
    assert list(body) == ["Message"]
    return kind, body["Message"]


async def test_partials_grow_into_a_final_with_the_same_id(served: Served) -> None:
    results = await spoken(served, tones("alpha bravo _ charlie"))
    finals = [result for result in results if not result["IsPartial"]]
    assert [r["Alternatives"][0]["Transcript"] for r in finals] == ["Alpha bravo.", "Charlie."]
    first = [result for result in results if result["ResultId"] == finals[0]["ResultId"]]
    assert [r["Alternatives"][0]["Transcript"] for r in first] == [
        "Alpha",
        "Alpha bravo",
        "Alpha bravo.",
    ]
    assert [result["IsPartial"] for result in first] == [True, True, False]
    assert finals[0]["ResultId"] != finals[1]["ResultId"]
    final = finals[0]
    assert (final["StartTime"], final["LanguageCode"]) == (0.1, "en-US")
    assert "ChannelId" not in final
    (alternative,) = final["Alternatives"]
    word, _, mark = alternative["Items"]
    assert word == {
        "StartTime": 0.1,
        "EndTime": 0.4,
        "Type": "pronunciation",
        "Content": "Alpha",
        "VocabularyFilterMatch": False,
        "Confidence": 0.9,
    }
    assert mark == {
        "StartTime": final["EndTime"],
        "EndTime": final["EndTime"],
        "Type": "punctuation",
        "Content": ".",
        "VocabularyFilterMatch": False,
    }
    assert alternative["Entities"] == []
    assert all("Confidence" not in i for r in first[:2] for i in r["Alternatives"][0]["Items"])


async def test_response_headers_echo_the_request(served: Served) -> None:
    async with connect(url_for(served, session_id="my-session"), proxy=None) as socket:
        assert socket.response is not None
        headers = socket.response.headers
        assert headers["x-amzn-request-id"]
        assert headers["x-amzn-transcribe-session-id"] == "my-session"
        assert headers["x-amzn-transcribe-sample-rate"] == str(RATE)
        assert not any(name.lower().startswith("x-amzn-transcribe-x-amz") for name in headers)
        assert SECRET not in str(headers)


async def test_channels_have_their_own_results(served: Served) -> None:
    stereo = interleaved(tones("alpha _ _ _"), tones("_ bravo _ _"))
    results = await spoken(
        served, stereo, 6400, enable_channel_identification="true", number_of_channels="2"
    )
    finals = {
        result["ChannelId"]: result["Alternatives"][0]["Transcript"]
        for result in results
        if not result["IsPartial"]
    }
    assert finals == {"ch_0": "Alpha.", "ch_1": "Bravo."}


async def test_frames_need_not_hold_whole_samples(served: Served) -> None:
    results = await spoken(served, tones("alpha bravo _"), 1237)
    assert results[-1]["Alternatives"][0]["Transcript"] == "Alpha bravo."


@pytest.mark.parametrize(
    ("encoding", "compress"), [("g711-ulaw", audioop.lin2ulaw), ("g711-alaw", audioop.lin2alaw)]
)
async def test_telephone_encodings(served: Served, encoding: str, compress: Any) -> None:
    data = compress(tones("alpha bravo _", rate=8000), 2)
    results = await spoken(served, data, 800, media_encoding=encoding, sample_rate="8000")
    assert results[-1]["Alternatives"][0]["Transcript"] == "Alpha bravo."


async def test_a_vocabulary_and_a_filter_act_live(served: Served) -> None:
    transcribe = served.transcribe()
    transcribe.create_vocabulary(VocabularyName="v", LanguageCode="en-US", Phrases=["Zyxel"])
    transcribe.create_vocabulary_filter(
        VocabularyFilterName="f", LanguageCode="en-US", Words=["alpha"]
    )
    results = await spoken(
        served,
        tones("alpha mumble _"),
        vocabulary_name="v",
        vocabulary_filter_name="f",
        vocabulary_filter_method="mask",
    )
    assert results[-1]["Alternatives"][0]["Transcript"] == "*** Zyxel."
    kind, message = await exception(served, vocabulary_name="none")
    assert kind == "BadRequestException" and "vocabulary couldn't be found" in message


async def test_stable_words_are_marked(served: Served) -> None:
    query: dict[str, Any] = {
        "enable_partial_results_stabilization": "true",
        "partial_results_stability": "high",
    }
    results = await spoken(served, tones("alpha bravo charlie delta _"), **query)
    marks = [[item["Stable"] for item in result["Alternatives"][0]["Items"]] for result in results]
    assert marks[0] == [False]
    assert any(True in row and False in row for row in marks[:-1])
    assert set(marks[-1]) == {True}


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"language_code": "zz-ZZ"}, "Unsupported language code"),
        ({"language_code": ""}, "language code is missing"),
        ({"language_code": "de-DE"}, "hears English only"),
        ({"media_encoding": "opus"}, "media-encoding"),
        ({"media_encoding": "flac"}, "does not do streams of flac"),
        ({"sample_rate": "96000"}, "sample rate"),
        ({"sample_rate": "fast"}, "sample rate"),
        ({"enable_channel_identification": "true"}, "number-of-channels must be 2"),
        ({"number_of_channels": "2"}, "needs enable-channel-identification"),
        (
            {
                "enable_channel_identification": "true",
                "number_of_channels": "2",
                "show_speaker_label": "true",
            },
            "can't be used together",
        ),
        ({"partial_results_stability": "high"}, "needs enable-partial-results-stabilization"),
        ({"content_redaction_type": "PII"}, "does not do content-redaction-type"),
    ],
)
async def test_requests_that_are_refused(served: Served, query: dict[str, str], part: str) -> None:
    kind, message = await exception(served, **query)
    assert kind == "BadRequestException"
    assert part in message


async def test_messages_that_are_refused(served: Served) -> None:
    for data, part in [
        (b"garbage", "Could not decode the audio stream"),
        (event_stream.encode({":message-type": "event", ":event-type": "Other"}, b"xx"), "Only"),
        (frame(bytes(2 * RATE + 2)), "more than one second of audio"),
    ]:
        kind, message = await exception(served, data)
        assert kind == "BadRequestException"
        assert part in message
    await exception(served, frame(bytes(2 * RATE)), b"garbage")  # one second is fine


async def test_a_stream_without_audio_times_out() -> None:
    with serving(idle_seconds=0.2) as served:
        kind, message = await exception(served, frame(bytes(3200)))
    assert (kind, message) == (
        "BadRequestException",
        "Your request timed out because no new audio was received for 0.2 seconds.",
    )


async def test_the_quota_of_streams_and_its_release() -> None:
    with serving(streams=1) as served:
        async with connect(url_for(served), proxy=None) as first:
            await first.send(frame(bytes(3200)))
            kind, message = await exception(served)
            assert kind == "LimitExceededException" and "1 concurrent" in message
            await first.send(frame(b""))
            await received(first)
        assert await spoken(served, tones("alpha _"))


async def test_a_second_stream_of_a_session_ends_the_first(served: Served) -> None:
    async with connect(url_for(served, session_id="same"), proxy=None) as first:
        await first.send(frame(bytes(3200)))
        async with connect(url_for(served, session_id="same"), proxy=None) as second:
            messages, _ = await received(first)
            assert messages[-1][0] == "ConflictException"
            await second.send(frame(tones("alpha _")))
            await second.send(frame(b""))
            messages, code = await received(second)
            assert (messages[-1][0], code) == ("TranscriptEvent", 1000)


async def refused_with(url: str) -> tuple[int, dict[str, Any]]:
    with pytest.raises(InvalidStatus) as caught:
        async with connect(url, proxy=None):
            pass
    response = caught.value.response
    return response.status_code, json.loads(response.body or b"")


async def test_the_door_is_shut_before_the_upgrade(served: Served) -> None:
    status, body = await refused_with(url_for(served, secret="wrong"))
    assert (status, body["__type"]) == (403, "InvalidSignatureException")
    status, body = await refused_with(url_for(served).replace(KEY_ID, "AKIAOTHER"))
    assert (status, body["__type"]) == (403, "UnrecognizedClientException")
    status, body = await refused_with(url_for(served).replace("16000", "8000"))
    assert (status, body["__type"]) == (403, "InvalidSignatureException")
    status, body = await refused_with(url_for(served, expires=301))
    assert (status, "between 1 and 300" in body["Message"]) == (403, True)
    status, body = await refused_with(url_for(served).partition("?")[0])
    assert (status, body["__type"]) == (403, "MissingAuthenticationTokenException")


class SigningClient:
    """Frames wrapped and chain-signed, as the JavaScript SDK sends them."""

    def __init__(self, url: str) -> None:
        query = dict(part.partition("=")[::2] for part in url.partition("?")[2].split("&"))
        self._previous = query["X-Amz-Signature"]
        self._day = query["X-Amz-Date"][:8]

    def wrapped(self, inner: bytes) -> bytes:
        now = datetime.now(UTC).replace(microsecond=0)
        date = b"\x05:date\x08" + struct.pack(">q", int(now.timestamp() * 1000))
        text = "\n".join(
            [
                "AWS4-HMAC-SHA256-PAYLOAD",
                now.strftime("%Y%m%dT%H%M%SZ"),
                f"{self._day}/{REGION}/transcribe/aws4_request",
                self._previous,
                hashlib.sha256(date).hexdigest(),
                hashlib.sha256(inner).hexdigest(),
            ]
        )
        key = signing_key(SECRET, self._day, REGION, "transcribe")
        signature = hmac.new(key, text.encode(), hashlib.sha256).digest()
        self._previous = signature.hex()
        block = date + b"\x10:chunk-signature\x06" + struct.pack(">H", 32) + signature
        empty = event_stream.encode({}, b"")
        assert len(empty) == 16
        prelude = struct.pack(">II", 16 + len(block) + len(inner), len(block))
        body = prelude + struct.pack(">I", zlib.crc32(prelude)) + block + inner
        return body + struct.pack(">I", zlib.crc32(body))


async def test_signed_frames_are_verified(served: Served) -> None:
    url = url_for(served)
    signer = SigningClient(url)
    async with connect(url, proxy=None) as socket:
        for piece in cut(tones("alpha _")):
            await socket.send(signer.wrapped(frame(piece)))
        await socket.send(signer.wrapped(b""))
        messages, code = await received(socket)
    assert (messages[-1][0], code) == ("TranscriptEvent", 1000)
    url = url_for(served)
    signer = SigningClient(url)
    signer.wrapped(b"")  # the chain is now ahead of what the server has seen
    async with connect(url, proxy=None) as socket:
        await socket.send(signer.wrapped(frame(bytes(3200))))
        messages, _ = await received(socket)
    assert messages[-1][0] == "InvalidSignatureException"


class DyingRecogniser(ToneRecogniser):
    """A recogniser whose live channels die at the first audio."""

    async def open_channel(self, rate: int, **about: Any) -> LiveChannel:
        channel = await super().open_channel(rate, **about)

        async def heard() -> AsyncIterator[Heard]:
            yield Heard("silence", 0.0, 0.0)
            raise RuntimeError("the worker is gone")

        channel.heard = heard  # type: ignore[method-assign]
        return channel


async def test_a_recogniser_that_dies_is_told_at_once() -> None:
    with serving(DyingRecogniser) as served:
        kind, message = await exception(served, frame(bytes(3200)))
    assert kind == "InternalFailureException"
    assert "worker" not in message


async def test_pings_are_no_audio() -> None:
    with serving(idle_seconds=0.4) as served:
        async with connect(url_for(served), proxy=None, ping_interval=0.1) as socket:
            messages, _ = await received(socket)
    assert "no new audio was received" in messages[-1][1]["Message"]


async def test_a_client_that_hangs_up_gives_its_channel_back(served: Served) -> None:
    recogniser: Any = served.recogniser
    async with connect(url_for(served), proxy=None) as socket:
        await socket.send(frame(tones("alpha")))
    await asyncio.to_thread(wait_until, lambda: recogniser.closed == 1, "the channel is back")
    assert (recogniser.opened, recogniser.closed) == (1, 1)
