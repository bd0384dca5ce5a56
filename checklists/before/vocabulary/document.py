"""The document of ``crossfade vocabulary --json``, which is also what a workspace keeps.

``entries[]`` has every entry that was read, in the order of the file: ``{number, line, phrase,
sounds_like, ipa, display_as, becomes, keyterm, replace, verdict, why, note, tokens,
folded_into}``; ``keyterm`` and ``replace`` ("find:replacement") are null where there is none,
``folded_into`` is the number of the entry that stands for this one, or null. ``faults[]`` has
``{line, text, why, fix, entry}``; ``token_estimate`` is for all keyterms together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from checklists.before.vocabulary.candidates import UNTESTED, Candidate, keyterms, rules
from checklists.before.vocabulary.entries import Entry, Fault, Vocabulary
from checklists.before.vocabulary.limits import DEFAULT_MODEL, load_of


def as_json(
    vocabulary: Vocabulary, found: Sequence[Candidate], *, model: str = DEFAULT_MODEL
) -> dict[str, Any]:
    """The document of a vocabulary and its candidates."""
    load = load_of(found, model)
    rows = [_row(one) for one in found]
    rows += [_folded_row(folded.entry, folded.why, one) for one in found for folded in one.folded]
    return {
        "name": vocabulary.name,
        "form": vocabulary.form,
        "language": vocabulary.language,
        "characters_checked": vocabulary.checked,
        "method": vocabulary.method or None,
        "entries": sorted(rows, key=lambda row: int(row["number"])),
        "faults": [asdict(fault) for fault in vocabulary.faults],
        "keyterms": list(keyterms(found)),
        "rules": list(rules(found)),
        "token_estimate": load.tokens,
        "limits": {
            "model": load.model,
            "way": load.way or None,
            "fits": load.fits,
            "sums": load.sentence,
            "problems": [asdict(problem) for problem in load.problems],
        },
    }


def vocabulary_from(document: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary that a document was made of."""
    names = ("number", "line", "phrase", "sounds_like", "ipa", "display_as")
    return Vocabulary(
        form=document["form"],
        entries=tuple(Entry(**{name: row[name] for name in names}) for row in document["entries"]),
        faults=tuple(Fault(**row) for row in document["faults"]),
        name=document["name"],
        language=document["language"],
        checked=document["characters_checked"],
        method=document["method"] or "",
    )


def _row(one: Candidate) -> dict[str, Any]:
    return {
        **asdict(one.entry),
        "becomes": one.becomes,
        "keyterm": one.keyterm or None,
        "replace": one.replace or None,
        "verdict": one.verdict,
        "why": one.why,
        "note": one.note,
        "tokens": one.tokens,
        "folded_into": None,
    }


def _folded_row(entry: Entry, why: str, into: Candidate) -> dict[str, Any]:
    return {
        **asdict(entry),
        "becomes": "folded",
        "keyterm": None,
        "replace": None,
        "verdict": UNTESTED,
        "why": f"Folded into line {into.entry.line}, {into.phrase!r}: {why}.",
        "note": "",
        "tokens": 0,
        "folded_into": into.entry.number,
    }
