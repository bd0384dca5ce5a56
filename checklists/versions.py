"""Which versions a run was made with. Read from the packages' metadata, without importing them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from checklists.scoring.normalisation import NORMALISER_VERSION

_PACKAGES = (
    "deepgram-sdk",
    "boto3",
    "websockets",
    "pocketsphinx",
    "jiwer",
    "rapidfuzz",
    "jellyfish",
)


@cache
def program_version() -> str:
    """crossfade's own version; "0" where it runs without having been installed."""
    return _installed("crossfade") or "0"


@cache
def sdk_versions() -> Mapping[str, str]:
    """The packages that touch what is sent, heard or scored, and their versions."""
    found = {name: _installed(name) for name in _PACKAGES}
    return {name: version for name, version in found.items() if version}


@cache
def normaliser_version() -> str:
    """Our rules and the library under them: a change of either makes old scores incomparable."""
    return f"{NORMALISER_VERSION}+{_installed('whisper-normalizer') or 'unknown'}"


def _installed(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""
