"""Which field of Amazon's responses a chain of keys means, when its beginning is not known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

Keys = tuple[str, ...]
"""Keys and "[]" for a member of a list: ("items", "[]", "start_time")."""

# What SDKs put around a response, and what a function may call the response itself.
_AROUND = frozenset(("TranscriptEvent", "transcriptEvent", "transcript_event"))
_LONGEST = 24


def field_of(keys: Keys) -> tuple[str, bool]:
    """The field that these keys read, and whether that is only a guess; "" for none.

    Keys that begin at the response's own beginning are sure; else the shortest field that ends
    alike is taken.
    """
    keys = keys[-_LONGEST:]
    for start in range(len(keys)):
        if keys[start] in _AROUND:
            keys = keys[start + 1 :]
            break
    whole = _whole()
    for start in range(len(keys)):
        if keys[start:] in whole and keys[start] in _roots():
            return whole[keys[start:]], False
    for start in range(len(keys)):
        known = _by_end().get(keys[start:])
        if known is not None and _says_enough(keys[start:]):
            return known, True
    return "", True


def _says_enough(keys: Keys) -> bool:
    """Whether keys are so much Amazon's that they are no other's: two names, or one with "_"."""
    names = [key for key in keys if key != "[]"]
    return len(names) > 1 or any("_" in name and name in _telling() for name in names)


def known_key(key: str) -> str:
    """The name of a field as the response has it: the SDKs' objects have their own spelling."""
    return _spellings().get(key, "")


def attribute_key(name: str) -> str:
    """The name of a stream's field that an attribute of the Python SDK's objects stands for, else
    ``known_key``."""
    return _attributes().get(name, "") or known_key(name)


@cache
def _whole() -> Mapping[Keys, str]:
    from checklists.facts.field_book import fields, split

    found: dict[Keys, str] = {}
    for field in fields():
        if "{}" not in field.amazon and "[1..]" not in field.amazon:
            found.setdefault(tuple(split(field.amazon)), field.amazon)
    return found


@cache
def _by_end() -> Mapping[Keys, str]:
    found: dict[Keys, str] = {}
    for keys, path in sorted(_whole().items(), key=lambda one: (len(one[0]), one[1])):
        for start in range(1, len(keys)):
            if keys[start] != "[]":
                found.setdefault(keys[start:], path)
    return found


@cache
def _roots() -> frozenset[str]:
    return frozenset(keys[0] for keys in _whole())


@cache
def _telling() -> frozenset[str]:
    """Names with an underscore that Deepgram's responses and other JSON do not have."""
    return frozenset(
        ("speaker_label", "channel_label", "speaker_labels", "channel_labels", "audio_segments",
         "number_of_channels", "language_identification", "toxicity_detection")
    )  # fmt: skip


@cache
def _spellings() -> Mapping[str, str]:
    """The names of all fields as they are, and in the spellings of the SDKs."""
    found = {key: key for keys in _whole() for key in keys if key != "[]"}
    for key in list(found):
        if key[:1].isupper():
            found.setdefault(_snake(key), key)
            found.setdefault(key[:1].lower() + key[1:], key)
    return found


@cache
def _attributes() -> Mapping[str, str]:
    """The names of a stream's fields in the spelling of the Python SDK."""
    streams = (keys for keys in _whole() if keys[:2] == ("Transcript", "Results"))
    return {_snake(key): key for keys in streams for key in keys if key != "[]"}


def _snake(key: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in key).lstrip("_")
