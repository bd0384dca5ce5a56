"""The Amazon stand-in on a real socket in a thread of its own, so that boto3 can block."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
from aiohttp import web
from botocore.config import Config

from providers.credentials import AmazonAccess, Secret
from providers.sandbox.amazon import Faults, application
from providers.sandbox.recognition import Recogniser
from tests.processes import wait_until
from tests.wire.deepgram.tones import ToneRecogniser

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client
    from types_boto3_transcribe.client import TranscribeServiceClient

KEY_ID, SECRET, REGION = "AKIATESTTESTTESTTEST", "a-secret-for-tests", "us-east-1"
# One attempt, so that an error is seen as it came.
ONCE = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, connect_timeout=5)


@dataclass(frozen=True, slots=True)
class Served:
    """A stand-in at work: where it is, what is behind it, and its faults to play with."""

    url: str
    faults: Faults
    recogniser: Recogniser
    session: boto3.Session = field(
        default_factory=lambda: boto3.Session(KEY_ID, SECRET, region_name=REGION)
    )

    clients: dict[str, Any] = field(default_factory=dict)

    @property
    def access(self) -> AmazonAccess:
        """What the product's provider is given."""
        return AmazonAccess(
            region=REGION,
            transcribe_url=self.url,
            s3_url=self.url,
            streaming_url=self.url,
            events_url=self.url,
            key_id=KEY_ID,
            secret=Secret(SECRET),
        )

    def s3(self, **about: Any) -> S3Client:
        """boto3's own client for objects."""
        client: S3Client = _client(self, "s3", about)
        return client

    def transcribe(self, **about: Any) -> TranscribeServiceClient:
        """boto3's own client for jobs."""
        client: TranscribeServiceClient = _client(self, "transcribe", about)
        return client

    def uploaded(self, data: bytes, key: str = "call.wav", bucket: str = "calls") -> str:
        """The S3 URI of ``data`` after an upload."""
        self.s3().create_bucket(Bucket=bucket)
        self.s3().put_object(Bucket=bucket, Key=key, Body=data)
        return f"s3://{bucket}/{key}"

    def finished(self, name: str, **request: Any) -> dict[str, Any]:
        """Start a job, wait until it has ended, and give its record."""
        self.transcribe().start_transcription_job(
            **{"TranscriptionJobName": name, "LanguageCode": "en-US", **request}
        )
        return self.ended(name)

    def ended(self, name: str) -> dict[str, Any]:
        """The record of a job when it has ended."""

        client = self.transcribe()
        job: dict[str, Any] = {}

        def over() -> bool:
            answer: Any = client.get_transcription_job(TranscriptionJobName=name)
            job.update(answer["TranscriptionJob"])
            return job["TranscriptionJobStatus"] in ("COMPLETED", "FAILED")

        wait_until(over, f"the job {name} has ended")
        return job


def _client(served: Served, name: str, about: dict[str, Any]) -> Any:
    # Making a client takes 50 ms, so the ordinary ones are kept.
    if about:
        return served.session.client(name, endpoint_url=served.url, config=ONCE, **about)  # type: ignore[call-overload]
    if name not in served.clients:
        served.clients[name] = served.session.client(  # type: ignore[call-overload]
            name, endpoint_url=served.url, config=ONCE
        )
    return served.clients[name]


@contextlib.contextmanager
def serving(make: Callable[[], Recogniser] = ToneRecogniser, **settings: Any) -> Iterator[Served]:
    """Serve on a free port of 127.0.0.1 for the length of the block."""
    faults = settings.setdefault("faults", Faults())
    ready: threading.Event = threading.Event()
    found: dict[str, Any] = {}

    async def run() -> None:
        found["loop"], found["stop"] = asyncio.get_running_loop(), asyncio.Event()
        found["recogniser"] = make()
        app = application(
            found["recogniser"], key_id=KEY_ID, secret=SECRET, region=REGION, **settings
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        found["url"] = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ready.set()
        await found["stop"].wait()
        await runner.cleanup()
        await found["recogniser"].close()

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(60)
    try:
        yield Served(found["url"], faults, found["recogniser"])
    finally:
        found["loop"].call_soon_threadsafe(found["stop"].set)
        thread.join(60)
        assert not thread.is_alive()
