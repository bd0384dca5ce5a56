"""A worker process: takes requests on standard input, answers on standard output.

Requests: "audio" (payload: linear16 mono, kept until the next request uses it); "decode",
"correct" (terms into words that were decoded before) and "spot", answered with one message;
"open" (then "feed", "flush", "terms" and "finish"), answered with events and "done". It ends when
standard input ends, so it cannot outlive its parent; while a recording is being decoded, and
nothing else can arrive, the kernel itself ends it on a hang-up.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict

from providers.sandbox.recogniser import frames
from providers.sandbox.recogniser.decoding import decode, load_decoder
from providers.sandbox.recogniser.insertion import TermListener
from providers.sandbox.recogniser.listening import Listener
from providers.sandbox.recogniser.remembered import Remembered
from providers.sandbox.recogniser.sound import Resampler, resampled
from providers.sandbox.recogniser.weighing import search
from providers.sandbox.recognition import Heard, HeardWord, Term

_STDIN = 0


class Worker:
    """What a worker knows between requests."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        self._in = os.fdopen(_STDIN, "rb", closefd=False)
        self._decoder = load_decoder()
        self._audio: list[bytes] = []
        self._memory = Remembered()

    def run(self) -> None:
        """Serve until standard input ends."""
        self._say({"ready": True})
        while (message := self._next()) is not None:
            header, payload = message
            try:
                self._obey(header, payload)
            except Exception as error:
                self._say({"fault": f"{type(error).__name__}: {error}"})
                raise

    def _next(self) -> tuple[frames.Header, bytes] | None:
        return frames.read(self._in)

    def _say(self, header: frames.Header) -> None:
        self._out.write(frames.pack(header))
        self._out.flush()

    def _obey(self, header: frames.Header, payload: bytes) -> None:
        match header["do"]:
            case "audio":
                self._audio.append(payload)
            case "decode":
                self._say(self._decoded(header))
            case "correct":
                self._say(self._corrected(header))
            case "spot":
                self._say(self._spotted(header))
            case "open":
                self._listen(header)
            case other:
                raise ValueError(f"unknown request {other!r}")

    def _recording(self, rate: int) -> bytes:
        pcm = resampled(b"".join(self._audio), rate)
        self._audio.clear()
        return pcm

    def _decoded(self, header: frames.Header) -> frames.Header:
        with _ended_by_hang_up():
            words = tuple(self._words(self._recording(header["rate"])))
        return {"words": [[w.text, w.start, w.end, w.confidence] for w in words]}

    def _corrected(self, header: frames.Header) -> frames.Header:
        heard = _words(header)
        with _ended_by_hang_up():
            pcm = self._recording(header["rate"])
            words = TermListener(_terms(header), self._memory).corrected(heard, pcm)
        return {"words": [[w.text, w.start, w.end, w.confidence] for w in words]}

    def _words(self, pcm: bytes) -> Iterator[HeardWord]:
        """Where SIGIO is not fatal (macOS), a hang-up is noticed between two stretches."""
        for word in decode(self._decoder, pcm):
            _end_if_input_waits()
            yield word

    def _spotted(self, header: frames.Header) -> frames.Header:
        with _ended_by_hang_up():
            pcm = self._recording(header["rate"])
            hits = search(header["terms"], pcm, _words(header))
        return {"hits": [[h.term, h.start, h.end, h.confidence] for h in hits]}

    def _listen(self, header: frames.Header) -> None:
        listener = Listener(
            self._decoder,
            self._tell,
            terms=_terms(header),
            endpointing=header["endpointing"],
        )
        resample = Resampler(header["rate"])
        while (message := self._next()) is not None:
            header, payload = message
            match header["do"]:
                case "feed":
                    listener.feed(resample(payload))
                case "flush":
                    listener.flush()
                case "terms":
                    listener.set_terms(_terms(header))
                case "finish":
                    listener.finish()
                    self._say({"done": True})
                    return
        raise SystemExit(0)

    def _tell(self, event: Heard) -> None:
        fields = asdict(event)
        fields["words"] = [[w.text, w.start, w.end, w.confidence] for w in event.words]
        self._say({"heard": fields})


def _terms(header: frames.Header) -> tuple[Term, ...]:
    return tuple(Term(text, boost) for text, boost in header["terms"])


def _words(header: frames.Header) -> tuple[HeardWord, ...]:
    return tuple(HeardWord(*word) for word in header["words"])


@contextlib.contextmanager
def _ended_by_hang_up() -> Iterator[None]:
    """Let SIGIO, whose default action is to end the process, be sent when the parent goes.

    Any input raises it, so the answer must be sent only after this has been left.
    """
    flags = fcntl.fcntl(_STDIN, fcntl.F_GETFL)
    fcntl.fcntl(_STDIN, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(_STDIN, fcntl.F_SETFL, flags | os.O_ASYNC)
    _end_if_input_waits()
    try:
        yield
    finally:
        fcntl.fcntl(_STDIN, fcntl.F_SETFL, flags)


def _end_if_input_waits() -> None:
    """While the parent waits for an answer, only its end can make standard input readable."""
    if select.select([_STDIN], [], [], 0)[0]:
        raise SystemExit(0)


def main() -> None:
    """Run a worker on this process's standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(BrokenPipeError):
        Worker().run()
    sys.stderr.flush()


if __name__ == "__main__":
    main()
