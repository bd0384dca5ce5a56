"""Starting the sandbox as a child process, and making sure it ends.

The child holds one end of a pipe on its standard input and ends when that closes, so it goes with
its parent even when the parent is killed. It runs in its own session: Ctrl+C in the terminal
reaches the program, which then closes the pipe.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

from providers.credentials import (
    SANDBOX_AWS_KEY_ID,
    SANDBOX_AWS_SECRET,
    SANDBOX_DEEPGRAM_KEY,
    SANDBOX_REGION,
    AmazonAccess,
    DeepgramAccess,
    Secret,
)
from providers.errors import SandboxTrouble

START_SECONDS = 30.0
STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class SandboxUrls:
    """Where the two stand-ins listen, without trailing slashes."""

    deepgram: str
    amazon: str

    def deepgram_access(self) -> DeepgramAccess:
        """The sandbox as an ordinary Deepgram account."""
        return DeepgramAccess(Secret(SANDBOX_DEEPGRAM_KEY), self.deepgram)

    def amazon_access(self) -> AmazonAccess:
        """The sandbox as an ordinary AWS account."""
        return AmazonAccess(
            region=SANDBOX_REGION,
            transcribe_url=self.amazon,
            s3_url=self.amazon,
            streaming_url=self.amazon,
            events_url=self.amazon,
            key_id=SANDBOX_AWS_KEY_ID,
            secret=Secret(SANDBOX_AWS_SECRET),
        )

    def environment(self) -> dict[str, str]:
        """The variables that point any client, not only this program, at the sandbox."""
        return {
            "DEEPGRAM_API_KEY": SANDBOX_DEEPGRAM_KEY,
            "DEEPGRAM_BASE_URL": self.deepgram,
            "AWS_ACCESS_KEY_ID": SANDBOX_AWS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SANDBOX_AWS_SECRET,
            "AWS_REGION": SANDBOX_REGION,
            "AWS_DEFAULT_REGION": SANDBOX_REGION,
            "AWS_ENDPOINT_URL_TRANSCRIBE": self.amazon,
            "AWS_ENDPOINT_URL_S3": self.amazon,
            "AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING": self.amazon,
            "AWS_ENDPOINT_URL_EVENTBRIDGE": self.amazon,
        }


@contextlib.asynccontextmanager
async def running_sandbox(port: int = 0) -> AsyncIterator[SandboxUrls]:
    """Run the sandbox for the length of the block.

    ``port`` is Deepgram's; Amazon's is the next one; 0 takes free ports. Raises
    SandboxTrouble when a port is in use or the child does not come up.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "providers.sandbox",
        "--port",
        str(port),
        "--until-stdin-closes",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield await await_urls(child)
    finally:
        await asyncio.shield(_stop(child))


async def await_urls(child: asyncio.subprocess.Process) -> SandboxUrls:
    """The two addresses that a starting child says. Raises SandboxTrouble where it does not."""
    assert child.stdout is not None and child.stderr is not None
    try:
        # Not wait_for: before Python 3.12 it can swallow a cancellation that comes with the line.
        async with asyncio.timeout(START_SECONDS):
            line = await child.stdout.readline()
    except TimeoutError:
        raise SandboxTrouble(
            f"The sandbox did not start within {START_SECONDS:.0f} s: the machine may be "
            "overloaded, so try again, or run 'crossfade sandbox' to watch it start."
        ) from None
    if not line:
        why = (await child.stderr.read()).decode(errors="replace").strip().splitlines()
        raise SandboxTrouble(why[-1] if why else "The sandbox ended at once, without a reason.")
    urls = json.loads(line)
    return SandboxUrls(urls["deepgram"], urls["amazon"])


async def _stop(child: asyncio.subprocess.Process) -> None:
    if child.returncode is not None:
        return
    assert child.stdin is not None
    child.stdin.close()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await child.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
