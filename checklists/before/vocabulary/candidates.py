"""What becomes of every entry of a vocabulary at Deepgram. All of it is untested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from checklists.before.vocabulary.counterparts import Counterpart, counterpart
from checklists.before.vocabulary.entries import Entry, Vocabulary
from checklists.before.vocabulary.filters import filter_counterpart
from checklists.before.vocabulary.folding import Folded, folded
from providers.deepgram.linting import estimated_tokens

# Of one request: 500 tokens over all keyterms are the limit, 100 terms are advice (Deepgram docs,
# keyterm page, read 2026-11).
MOST_TOKENS, MOST_TERMS = 500, 100
UNTESTED: Literal["untested"] = "untested"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry, or several that were folded into it, and what it could be at Deepgram.

    ``keyterm`` is in its display form, ``replace`` a rule "find:replacement" with the words as
    they are said; each is "" where there is none, and both are where there is no counterpart.
    ``why`` says why it is so, ``notes`` what else should be known. ``tokens`` is the keyterm's
    estimate. ``verdict`` is always "untested": only a trial on one's own audio can say more.
    """

    entry: Entry
    keyterm: str
    replace: str
    why: str
    notes: tuple[str, ...]
    tokens: int
    folded: tuple[Folded, ...] = ()
    verdict: Literal["untested"] = UNTESTED

    @property
    def phrase(self) -> str:
        """The entry's phrase, as it stands in the vocabulary."""
        return self.entry.phrase

    @property
    def note(self) -> str:
        """The notes as sentences, or ""."""
        return " ".join(self.notes)

    @property
    def becomes(self) -> Literal["keyterm", "replace", "nothing"]:
        """The kind of counterpart; a keyterm may have a rule for its writing besides."""
        if self.keyterm:
            return "keyterm"
        return "replace" if self.replace else "nothing"


def candidates(vocabulary: Vocabulary) -> tuple[Candidate, ...]:
    """Every entry once, in the order of the file: as a candidate, or folded into one."""
    parts = {entry.number: _counterpart(entry, vocabulary) for entry in vocabulary.entries}
    entries = {entry.number: entry for entry in vocabulary.entries}
    into = _folds(entries, parts)
    gathered: defaultdict[int, list[Folded]] = defaultdict(list)
    for number in sorted(into):
        kept, why = into[number]
        gathered[kept].append(Folded(entries[number], why))
    return tuple(
        _candidate(entry, parts[number], tuple(gathered[number]))
        for number, entry in entries.items()
        if number not in into
    )


def keyterms(found: Iterable[Candidate]) -> tuple[str, ...]:
    """The keyterms among them, each once, in order."""
    return tuple(dict.fromkeys(one.keyterm for one in found if one.keyterm))


def rules(found: Iterable[Candidate]) -> tuple[str, ...]:
    """The replace rules among them, each once, in order."""
    return tuple(dict.fromkeys(one.replace for one in found if one.replace))


def _counterpart(entry: Entry, vocabulary: Vocabulary) -> Counterpart:
    if vocabulary.form == "filter":
        return filter_counterpart(entry, vocabulary.method)
    return counterpart(entry)


def _folds(entries: dict[int, Entry], parts: dict[int, Counterpart]) -> dict[int, tuple[int, str]]:
    """Keyterms are folded among themselves; rules only where they look for the same."""
    terms = [(entries[number], part.keyterm) for number, part in parts.items() if part.keyterm]
    found = dict(folded(terms))
    first: dict[str, int] = {}
    for number, part in parts.items():
        if part.replace and not part.keyterm:
            find = part.replace.partition(":")[0]
            if find in first:
                same = parts[first[find]].replace == part.replace
                found[number] = (first[find], "the same rule" if same else "looks for the same")
            first.setdefault(find, number)
    return found


def _candidate(entry: Entry, part: Counterpart, gathered: tuple[Folded, ...]) -> Candidate:
    return Candidate(
        entry=entry,
        keyterm=part.keyterm,
        replace=part.replace,
        why=part.why,
        notes=tuple(f"{note[0].upper()}{note[1:]}." for note in part.notes),
        tokens=estimated_tokens((part.keyterm,)) if part.keyterm else 0,
        folded=gathered,
    )
