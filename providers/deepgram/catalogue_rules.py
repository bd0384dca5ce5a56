"""Rules that rest on the lists of models and languages."""

from __future__ import annotations

from collections.abc import Iterator

from providers.deepgram.catalogue import (
    AMAZONS_OWN,
    knows_model,
    likely_model,
    nova_3_instead,
    nova_3_speaks,
)
from providers.deepgram.problem import Problem


def model_doubts(model: str) -> Iterator[Problem]:
    """A model that Deepgram's pages do not name: misspelt, or somebody's own."""
    if not model or knows_model(model):
        return
    likely = likely_model(model)
    fix = f"Did you mean {likely}?" if likely else "Compare it with the models of your project."
    why = (
        f"Deepgram's pages name no model {model!r}: unless it is one of your own, it is refused "
        "with HTTP 400."
    )
    yield Problem("model", "warning", why, fix)


def language_doubts(model: str, language: str) -> Iterator[Problem]:
    """A language code that only Amazon has, or that Nova-3's list does not."""
    if language in AMAZONS_OWN:
        why = f"{language} is a code of Amazon's own making; Deepgram does not know it."
        yield Problem("language", "error", why, f"Write {AMAZONS_OWN[language]}.")
        return
    if model not in ("nova-3", "nova-3-general") or not language or nova_3_speaks(language):
        return
    instead = nova_3_instead(language)
    if instead:
        why = f"{language} is not among the codes listed for Nova-3: it may be refused with 400."
        yield Problem("language", "warning", why, f"Write {' or '.join(instead)}.")
    else:
        why = f"Nova-3's list of languages (read 2026-11) has no {language}: it may be refused."
        fix = "Look in the list of models of your account, or use a Whisper model for recordings."
        yield Problem("language", "warning", why, fix)
