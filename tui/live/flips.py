"""Keyterms changed in the middle of a stream: what was asked for, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from checklists.before.live.panes import LivePane
from providers.deepgram.linting import estimated_tokens
from providers.deepgram.options import DeepgramOptions
from providers.speech import LiveEvent
from tui.text import clean

State = Literal["acknowledged", "refused", "unanswered"]
STATES: dict[str, State] = {
    "ConfigureSuccess": "acknowledged",
    "ConfigureFailure": "refused",
    "Configure unanswered": "unanswered",
}
GLYPHS: dict[State, str] = {"acknowledged": "✓", "refused": "✗", "unanswered": "!"}
# Deepgram changelog, 2026-10-08.
MOST_TOKENS = 500


@dataclass(frozen=True, slots=True)
class Flip:
    """One answer, or the lack of it. ``at`` is the audio second at which it was told."""

    state: State
    at: float
    words: str
    terms: tuple[str, ...] | None = None


def flips_from(events: Iterable[LiveEvent]) -> tuple[Flip, ...]:
    """Every outcome among the events of a pane, in their order."""
    return tuple(
        Flip(STATES[event.native], event.audio_time, clean(event.text), _terms(event))
        for event in events
        if event.native in STATES
    )


def _terms(event: LiveEvent) -> tuple[str, ...] | None:
    told = event.raw.get("keyterms")
    if event.native != "ConfigureSuccess" or not isinstance(told, list):
        return None
    return tuple(term for term in told if isinstance(term, str))


def in_force(begun_with: Sequence[str], flips: Iterable[Flip]) -> tuple[str, ...]:
    """The keyterms that are listened for now: those acknowledged last."""
    now = tuple(begun_with)
    for flip in flips:
        if flip.terms is not None:
            now = flip.terms
    return now


def why_never(pane: LivePane) -> str:
    """Why this pane cannot change its words at all, or ""."""
    if isinstance(pane.options, DeepgramOptions):
        return ""
    return (
        "Amazon cannot change its vocabulary in the middle of a stream: stop, choose another "
        "vocabulary among the pane's options, and start again."
    )


def doubts(pane: LivePane, terms: Sequence[str]) -> str:
    """What Deepgram is likely to answer other than yes, or "" (Deepgram changelog, 2026-10)."""
    if not pane.model.startswith("nova-3"):
        return (
            f"Only Nova-3 takes Configure: {clean(pane.model) or 'this model'} will refuse it "
            "(CONFIGURE_KEYTERMS_NOT_SUPPORTED) and go on as it was."
        )
    tokens = estimated_tokens(tuple(terms))
    if tokens > MOST_TOKENS:
        return (
            f"About {tokens} tokens, and the limit is {MOST_TOKENS}: Deepgram may refuse it, or "
            "say nothing and close the stream half a minute later."
        )
    return ""


def terms_from(text: str) -> tuple[str, ...]:
    """One keyterm a line; empty lines and repetitions are left out."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
