"""Where somebody speaks: pocketsphinx's voice activity detector over 30 ms frames."""

from __future__ import annotations

from collections.abc import Iterator

from providers.sandbox.recogniser.sound import RATE, at, loudness, seconds

FRAME = 0.03
FRAME_BYTES = int(RATE * FRAME) * 2
SHORT = 15.0
_PAUSE = 0.6
_MARGIN = 0.2
_WEAKEST_WINDOW = 0.06

Span = tuple[float, float]


def stretches(pcm: bytes) -> list[Span]:
    """Stretches to work on one at a time, (start, end) in seconds, none over 15 s.

    A recording of up to 15 s is one stretch if there is any voice in it (the decoder hears words
    in digital silence). A longer one is divided at its pauses, which are
    left out but for a margin of 0.2 s, and speech that goes on for longer at its quietest moment;
    so neither memory nor a misheard silence grows with the recording.
    """
    if seconds(pcm) <= SHORT:
        return [(0.0, seconds(pcm))] if next(_voiced(pcm), None) else []
    spans: list[Span] = []
    for span in _voiced(pcm):
        spans.extend(_divided(pcm, span))
    return spans


def _voiced(pcm: bytes) -> Iterator[Span]:
    """Voice with its margins, across pauses of up to 0.6 s."""
    import pocketsphinx

    vad = pocketsphinx.Vad(mode=1, sample_rate=RATE, frame_length=FRAME)
    start = end = -1.0
    for moment in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
        if not vad.is_speech(pcm[moment : moment + FRAME_BYTES]):
            continue
        now = moment / FRAME_BYTES * FRAME
        if end >= 0 and now - end > _PAUSE:
            yield _widened(start, end, seconds(pcm))
            start = now
        elif end < 0:
            start = now
        end = now + FRAME
    if end >= 0:
        yield _widened(start, end, seconds(pcm))


def _widened(start: float, end: float, limit: float) -> Span:
    return max(0.0, start - _MARGIN), min(limit, end + _MARGIN)


def _divided(pcm: bytes, span: Span) -> Iterator[Span]:
    start, end = span
    while end - start > SHORT:
        middle = weakest(pcm, start + SHORT / 2, start + SHORT)
        yield start, middle
        start = middle
    yield start, end


def weakest(pcm: bytes, earliest: float, latest: float) -> float:
    """The middle of the quietest 60 ms between two moments of a recording."""
    steps = int((latest - earliest - _WEAKEST_WINDOW) / FRAME)
    starts = [earliest + step * FRAME for step in range(max(1, steps))]
    quietest = min(starts, key=lambda s: loudness(pcm[at(s) : at(s + _WEAKEST_WINDOW)]))
    return round(quietest + _WEAKEST_WINDOW / 2, 3)
