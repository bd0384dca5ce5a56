"""Keyterms changed in the middle of a stream, and the three ways in which Deepgram answers.

ConfigureSuccess names the keyterms now in force; ConfigureFailure says why not, and the former
ones stay; or nothing comes and about 30 seconds later the stream is closed with 1011 NET-0000
(deepgram-sdk 7.17, ListenV1Configure; Deepgram changelog, 2026-10-08).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from providers.errors import BadInput

# No answer by then, in seconds, is told; an answer takes a fraction of one.
UNANSWERED_SECONDS = 10.0
_STAY = "The former keyterms stay in force"


def checked(keyterms: Sequence[str]) -> tuple[str, ...]:
    """The terms as they are sent. Raises BadInput for one that is empty or no text."""
    if isinstance(keyterms, str):
        raise BadInput("Keyterms are a list of words and phrases, not one text.")
    terms = tuple(term.strip() for term in keyterms)
    if not all(terms):
        raise BadInput("A keyterm is empty: leave it out; no keyterms at all clear the list.")
    return tuple(dict.fromkeys(terms))


class Configuring:
    """The one change that may be under way. ``terms`` are those asked for, None without one."""

    def __init__(self) -> None:
        self.terms: tuple[str, ...] | None = None

    def begin(self, terms: tuple[str, ...]) -> None:
        """A change is about to be sent. Raises BadInput while another waits for its answer."""
        if self.terms is not None:
            raise BadInput(
                "Deepgram has not answered the last change of keyterms yet: wait for it."
            )
        self.terms = terms

    def answered(self, message: Mapping[str, Any]) -> tuple[str, ...] | None:
        """The keyterms that are in force from here on, or None where they stay as they were."""
        if message.get("type") not in ("ConfigureSuccess", "ConfigureFailure"):
            return None
        asked, self.terms = self.terms, None
        if message.get("type") == "ConfigureFailure":
            return None
        told = message.get("keyterms")
        if isinstance(told, list):
            return tuple(term for term in told if isinstance(term, str))
        return asked


def in_force(terms: Sequence[str]) -> str:
    """What is said when a change has taken effect."""
    return f"Keyterms from here on: {', '.join(terms)}." if terms else "No keyterms from here on."


def unanswered(seconds: float) -> str:
    """What is said when nothing has come for ``seconds``."""
    return (
        f"Deepgram has not answered the change of keyterms for {seconds:g} s; where it exceeds "
        "the limit of 500 tokens Deepgram may close the stream without a word."
    )


def never_answered() -> str:
    """What is said when the stream ended before the answer."""
    return f"The stream ended before Deepgram answered the change of keyterms. {_STAY}."
