"""One entry of a vocabulary, and what a phrase may not have.

A phrase has no spaces and no digits, at most 256 characters, and those of its language only (Amazon
Transcribe Developer Guide, pages custom-vocabulary and custom-vocabulary-create-table, read 2023-05
and 2026-11).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from checklists.before.vocabulary.characters import meant, named, strange
from checklists.before.vocabulary.lines import Fault

LONGEST_PHRASE = 256
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase as it stands in the file. ``number`` counts all entries of the file from 0,
    ``line`` its lines from 1; the other fields are "" in a list."""

    number: int
    line: int
    phrase: str
    sounds_like: str = ""
    ipa: str = ""
    display_as: str = ""


@dataclass(slots=True)
class Reading:
    """What has been read so far."""

    language: str
    faults: list[Fault]
    entries: list[Entry] = field(default_factory=list)
    count: int = 0

    def leave_out(self, line: int, text: str, why: str, fix: str) -> None:
        """Count an entry that cannot be used."""
        self.faults.append(Fault(line, text[:LONGEST_SHOWN], why, fix, self.count))
        self.count += 1

    def take(self, line: int, phrase: str, **hints: str) -> None:
        """Count an entry, or the fault of its phrase."""
        bad = phrase_fault(phrase, self.language)
        if bad:
            self.leave_out(line, phrase, *bad)
            return
        self.entries.append(Entry(self.count, line, phrase, **hints))
        self.count += 1

    def tell(self, line: int, text: str, why: str, fix: str) -> None:
        """A fault that leaves nothing out."""
        self.faults.append(Fault(line, text[:LONGEST_SHOWN], why, fix))


def phrase_fault(phrase: str, language: str) -> tuple[str, str] | None:
    """Why Amazon would not take a phrase, and what to do; None where it would."""
    if not phrase:
        return "The entry has no phrase.", "Write the phrase, or delete the line."
    if len(phrase) > LONGEST_PHRASE:
        why = f"The phrase has {len(phrase)} characters, and {LONGEST_PHRASE} are the most."
        return why, "Shorten it, or split it into several entries."
    if any(one.isspace() for one in phrase):
        joined = "-".join(phrase.split())
        return "A phrase has no spaces.", f"Join its words with hyphens: {joined[:LONGEST_SHOWN]}."
    if any(one.isdigit() for one in phrase):
        why = "A phrase has no digits."
        return why, "Spell them as they are said (V.X.-zero-two-Q.); in DisplayAs they may stand."
    bad = strange(phrase, language)
    if bad:
        several = "are no characters" if len(bad) > 1 else "is no character"
        why = f"{', '.join(map(named, bad[:5]))} {several} of a phrase in {language}."
        plain = meant(phrase, language)
        return why, (
            f"Write {plain}."
            if plain
            else "Spell it as it is said; in DisplayAs any character may stand."
        )
    if not any(one.isalpha() for one in phrase):
        return "The phrase has no letter.", "Write how it is said."
    return None
