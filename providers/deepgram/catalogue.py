"""Deepgram's speech-to-text models and their languages, as far as its pages name them.

From the models overview, the API specification and the changelog (read 2026-11). The service's own
list (``GET /v1/models``) is newer than this one, so what is missing here is doubted, not refused.
"""

from __future__ import annotations

import difflib


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_DOMAINS = (
    "meeting phonecall finance conversationalai voicemail video medical drivethru automotive atc"
)
# Models of Base, as they were called before there were others.
_BARE = _names("general meeting phonecall finance conversationalai voicemail video")
MODELS: tuple[str, ...] = (
    *_names("nova-3 nova-3-general nova-3-medical nova-2 nova-2-general"),
    *(f"nova-2-{domain}" for domain in _names(_DOMAINS)),
    *_names("nova nova-general nova-phonecall nova-medical"),
    *_names("enhanced enhanced-general enhanced-meeting enhanced-phonecall enhanced-finance"),
    *_names("base base-general"),
    *_BARE,
    *(f"base-{domain}" for domain in _names("meeting phonecall finance conversationalai")),
    *_names("base-voicemail base-video"),
    *_names("whisper whisper-tiny whisper-base whisper-small whisper-medium whisper-large"),
    *_names("flux-general-en flux-general-multi"),
)

# The languages of Nova-3 (general). Of the first kind every regional code is taken; of the second
# the language itself and the regions named here.
_EVERY_REGION = frozenset(_names("en pt zh ar"))
_NOVA_3 = frozenset(
    _names(
        "multi es es-419 fr fr-CA de de-CH nl nl-BE sv sv-SE da da-DK it tr no id bg cs fi hi hu "
        "ja ko ko-KR pl ru uk vi ca et el lv lt ms ro sk be bn bs hr kn mk mr sr sl ta tl te he "
        "fa ur th th-TH pa ne af hy ka"
    )
)
# Codes that Amazon Transcribe alone writes this way, and what is meant by them.
AMAZONS_OWN = {"en-AB": "en-GB", "en-WL": "en-GB", "cy-WL": "cy-GB", "et-ET": "et"}


def knows_model(model: str) -> bool:
    """Whether Deepgram's pages name the model."""
    return model in MODELS


def family_of(model: str) -> str:
    """ "nova-3" of "nova-3-medical", base of nothing, as Deepgram takes base-general then; "" where
    it is not known."""
    for family in ("nova-3", "nova-2", "nova", "flux", "whisper", "enhanced"):
        if model == family or model.startswith(f"{family}-"):
            return family
    if model in ("", "base", *_BARE) or model.startswith("base-"):
        return "base"
    return ""


def likely_model(model: str) -> str:
    """The named model that this one is most like, or ""."""
    close = difflib.get_close_matches(model.lower(), MODELS, 1)
    return close[0] if close else ""


def nova_3_speaks(language: str) -> bool:
    """Whether Deepgram's pages name this language code for Nova-3."""
    primary = language.partition("-")[0]
    return language in _NOVA_3 or primary in _EVERY_REGION


def nova_3_instead(language: str) -> tuple[str, ...]:
    """The codes of the same language that Nova-3 has, () where it does not have the language."""
    primary = language.partition("-")[0]
    return tuple(sorted(code for code in _NOVA_3 if code.partition("-")[0] == primary))
