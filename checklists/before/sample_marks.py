"""A sample in one word each: how loud it is, what is wrong with it, where its text comes from.

For a list of many. The sentences behind the words are ``sample_facts.sound_in_words``,
``sample_limits.in_words`` and ``references.standing_in_words``.
"""

from __future__ import annotations

from checklists.before.sample_facts import (
    SAME_SIGNAL,
    SILENT_PEAK_DBFS,
    SampleFacts,
    sound_in_words,
)
from checklists.before.sample_limits import breaches
from checklists.records import ClipRecord

# Upper ends of the level of the loudest channel in dBFS, pauses and all, with their names.
_LEVELS = ((-40.0, "faint"), (-30.0, "quiet"), (-10.0, "good"), (float("inf"), "loud"))


def level_word(facts: SampleFacts | None) -> str:
    """How loud a clip is; "" where nobody has listened yet or nothing could be decoded."""
    if facts is None or facts.peak is None or facts.rms is None:
        return ""
    if facts.peak <= SILENT_PEAK_DBFS:
        return "silent"
    return next(word for end, word in _LEVELS if facts.rms < end)


def wrong(record: ClipRecord, facts: SampleFacts | None, trouble: str = "") -> tuple[str, ...]:
    """What speaks against a clip, the most serious first; nothing where all is well.

    ``trouble`` is the sentence why it could not be measured. A file with other bytes than those
    that were added is "changed": what is on record was about other sound.
    """
    found: list[str] = []
    if trouble:
        found.append("no file")
    elif facts is not None and facts.clip.sha256 not in ("", record.sha256):
        found.append("changed")
    if any(breach.refused for breach in breaches(record.clip)):
        found.append("refused")
    if facts is not None:
        found.extend(_heard(facts))
    return tuple(found)


def _heard(facts: SampleFacts) -> list[str]:
    levels = facts.levels
    if levels is None:
        return ["unheard"] if facts.trouble else []
    found: list[str] = []
    silent = [one for one in levels.channels if one.peak <= SILENT_PEAK_DBFS]
    if len(silent) == len(levels.channels):
        return ["silent"]
    if level_word(facts) == "faint":
        found.append("faint")
    if facts.clipped is not None and facts.clipped > 0.001:
        found.append("clipped")
    if silent:
        found.append("1 silent")
    elif abs(levels.correlation or 0.0) >= SAME_SIGNAL:
        found.append("doubled")
    if any("silence" in line for line in sound_in_words(facts)):
        found.append("silence")
    if any("DC offset" in line for line in sound_in_words(facts)):
        found.append("offset")
    return found


def reference_word(record: ClipRecord) -> str:
    """Where the reference stands: none, file, typed, script, draft (unverified), verified."""
    if not record.references:
        return "none"
    origin = record.reference_origin
    if origin is None:
        return "given"
    if origin.verified_by:
        return "verified"
    return "draft" if origin.unverified else origin.source.split(" ", 1)[0]
