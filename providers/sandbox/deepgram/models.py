"""Which models the stand-in knows, and which languages each takes.

Families and languages as Deepgram's models overview and changelog list them (read 2026-11); the
recogniser behind all of them is the same. The identifiers are derived from the names, so that
they stay the same from run to run.
"""

from __future__ import annotations

import importlib.metadata
import uuid
from dataclasses import dataclass
from typing import Any

RECOGNISER_NAME = "crossfade-sandbox-pocketsphinx"
_NAMESPACE = uuid.UUID("6f1c0c2e-3b0b-5a0e-9b0e-0d9f2d5f7a11")


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ENGLISH = ("en", "en-US", "en-AU", "en-GB", "en-IN", "en-NZ")
_NOVA_3 = _ENGLISH + _names(
    "multi es es-419 fr fr-CA de de-CH nl nl-BE sv sv-SE da da-DK pt pt-BR pt-PT it tr no id bg "
    "cs fi hi hu ja ko ko-KR pl ru uk vi ca et el lv lt ms ro sk be bn bs hr kn mk mr sr sl ta tl "
    "te he fa ur zh zh-HK zh-CN zh-TW zh-Hans zh-Hant th th-TH pa ne ar ar-SA ar-EG ar-AE"
)
_NOVA_3_MEDICAL = (*_ENGLISH, "en-CA", "en-IE", "multi")
_NOVA_2 = _ENGLISH + _names(
    "multi bg ca zh zh-CN zh-TW zh-Hans zh-Hant zh-HK cs da da-DK nl nl-BE et fi fr fr-CA de de-CH "
    "el hi hu id it ja ko ko-KR lv lt ms no pl pt pt-BR pt-PT ro ru sk es es-419 sv sv-SE th th-TH "
    "tr uk vi"
)
_LEGACY = _ENGLISH + _names(
    "da nl fr fr-CA de hi it ja ko no pl pt pt-BR pt-PT es es-419 sv ta tr uk zh zh-CN"
)
_WHISPER = _ENGLISH + _names("es fr de it ja ko nl pt ru zh tr pl sv uk hi ar")

_NOVA_2_DOMAINS = (
    "meeting phonecall finance conversationalai voicemail video medical drivethru automotive atc"
)
_LANGUAGES: dict[str, tuple[str, ...]] = {
    "nova-3-general": _NOVA_3,
    "nova-3-medical": _NOVA_3_MEDICAL,
    "nova-2-general": _NOVA_2,
    **{f"nova-2-{domain}": ("en", "en-US") for domain in _NOVA_2_DOMAINS.split()},
    "nova-general": _LEGACY,
    "nova-phonecall": ("en", "en-US"),
    "nova-medical": ("en", "en-US"),
    "enhanced-general": _LEGACY,
    **{f"enhanced-{domain}": ("en", "en-US") for domain in ("meeting", "phonecall", "finance")},
    "base-general": _LEGACY,
    **{
        f"base-{domain}": ("en", "en-US")
        for domain in ("meeting", "phonecall", "finance", "conversationalai", "voicemail", "video")
    },
    **{f"whisper-{size}": _WHISPER for size in ("tiny", "base", "small", "medium", "large")},
}
_ALIASES = {
    "nova-3": "nova-3-general",
    "nova-2": "nova-2-general",
    "nova": "nova-general",
    "enhanced": "enhanced-general",
    "base": "base-general",
    "general": "base-general",
    "whisper": "whisper-medium",
    **{
        domain: f"base-{domain}"
        for domain in ("meeting", "phonecall", "finance", "conversationalai", "voicemail", "video")
    },
}
DEFAULT_MODEL = "base-general"


@dataclass(frozen=True, slots=True)
class Model:
    """One model: its full name, its family (``arch``, "nova-3"...) and its languages."""

    name: str
    arch: str
    languages: tuple[str, ...]

    @property
    def identifier(self) -> str:
        """Its UUID."""
        return str(uuid.uuid5(_NAMESPACE, self.name))

    @property
    def streams(self) -> bool:
        """Whisper is for whole recordings only."""
        return self.arch != "whisper"

    def info(self) -> dict[str, str]:
        """What the answers say about it: the family that was asked for, and who really listened."""
        return {"name": RECOGNISER_NAME, "version": recogniser_version(), "arch": self.arch}

    def entry(self) -> dict[str, Any]:
        """Its entry in the list of models."""
        return {
            "name": self.name.removeprefix(f"{self.arch}-"),
            "canonical_name": self.name,
            "architecture": self.arch,
            "languages": list(self.languages),
            "version": recogniser_version(),
            "uuid": self.identifier,
            "batch": True,
            "streaming": self.streams,
            "formatted_output": False,
        }


def recogniser_version() -> str:
    """The version of the recogniser's package, or "unknown" where it is not installed."""
    try:
        return importlib.metadata.version("pocketsphinx")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def _family(name: str) -> str:
    """The architecture in a full name: "nova-3" of "nova-3-medical"."""
    first, _, rest = name.partition("-")
    number = rest.partition("-")[0]
    return f"{first}-{number}" if number.isdigit() else first


MODELS = {name: Model(name, _family(name), spoken) for name, spoken in _LANGUAGES.items()}


def find_model(name: str) -> Model | None:
    """A model by its full or short name."""
    return MODELS.get(_ALIASES.get(name, name))
