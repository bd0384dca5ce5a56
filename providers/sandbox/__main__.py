"""The sandbox's own process: both stand-ins on loopback, over one recogniser.

Prints one JSON line with the two URLs when it answers, then serves until SIGTERM, Ctrl+C or, with
``--until-stdin-closes``, until its parent goes away.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import json
import os
import signal
import sys
from collections.abc import Sequence

from aiohttp import web

from providers.credentials import (
    SANDBOX_AWS_KEY_ID,
    SANDBOX_AWS_SECRET,
    SANDBOX_DEEPGRAM_KEY,
    SANDBOX_REGION,
)
from providers.errors import SandboxTrouble, Trouble
from providers.sandbox.amazon import application as amazon_application
from providers.sandbox.deepgram import application as deepgram_application
from providers.sandbox.recogniser.pool import PocketSphinxRecogniser
from providers.sandbox.samples import FILTER_WORDS, VOCABULARY_LIST, VOCABULARY_TABLE

HOST = "127.0.0.1"


async def _listen(runner: web.AppRunner, port: int) -> int:
    """Start serving on loopback; returns the port. Raises SandboxTrouble when it is not free."""
    await runner.setup()
    site = web.TCPSite(runner, HOST, port)
    try:
        await site.start()
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            why = "is in use" if error.errno == errno.EADDRINUSE else "needs more rights"
            raise SandboxTrouble(
                f"Port {port} on {HOST} {why}: choose another with --port, or leave it out "
                "for a free one."
            ) from error
        raise
    address = runner.addresses[0]
    return int(address[1])


def _stop_event(until_stdin_closes: bool) -> asyncio.Event:
    """Set on SIGTERM, SIGINT, SIGHUP or the end of standard input."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(name, stop.set)
    if until_stdin_closes:

        def readable() -> None:
            if not os.read(0, 4096):
                loop.remove_reader(0)
                stop.set()

        try:
            loop.add_reader(0, readable)
        except PermissionError:
            # A file or the null device cannot be waited for: no parent holds the other end.
            stop.set()
    return stop


async def serve(port: int, until_stdin_closes: bool) -> None:
    """Serve until told to stop. Ports: ``port`` for Deepgram, the next for Amazon; 0: any free."""
    stop = _stop_event(until_stdin_closes)
    async with contextlib.AsyncExitStack() as stack:
        # Entering it starts the first recognisers before anybody asks.
        recogniser = await stack.enter_async_context(PocketSphinxRecogniser())
        deepgram = web.AppRunner(
            deepgram_application(recogniser, key=SANDBOX_DEEPGRAM_KEY),
            access_log=None,
            shutdown_timeout=1.0,
        )
        stack.push_async_callback(deepgram.cleanup)
        amazon = web.AppRunner(
            amazon_application(
                recogniser,
                key_id=SANDBOX_AWS_KEY_ID,
                secret=SANDBOX_AWS_SECRET,
                region=SANDBOX_REGION,
                vocabularies={
                    "sample-calls": VOCABULARY_TABLE.read_bytes(),
                    "sample-calls-list": VOCABULARY_LIST.read_bytes(),
                },
                filters={"sample-filter": FILTER_WORDS.read_bytes()},
            ),
            access_log=None,
            shutdown_timeout=1.0,
        )
        stack.push_async_callback(amazon.cleanup)
        deepgram_port = await _listen(deepgram, port)
        amazon_port = await _listen(amazon, port and port + 1)
        urls = {
            "deepgram": f"http://{HOST}:{deepgram_port}",
            "amazon": f"http://{HOST}:{amazon_port}",
        }
        print(json.dumps(urls), flush=True)
        await stop.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sandbox process; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m providers.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--until-stdin-closes", action="store_true")
    options = parser.parse_args(arguments)
    try:
        asyncio.run(serve(options.port, options.until_stdin_closes))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return trouble.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
