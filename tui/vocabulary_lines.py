"""A custom vocabulary as lines of a table: every entry, what becomes of it, and what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from tui.text import clean, counted, one_line
from tui.widgets.table import Column, Line

if TYPE_CHECKING:
    from checklists.before.vocabulary.candidates import Candidate
    from checklists.before.vocabulary.entries import Fault

TABLE = (
    Column("phrase", 14, grows=True),
    Column("becomes", 9),
    Column("as", 14, grows=True),
    Column("tokens", 6, right=True, rank=1),
    Column("why", 24, grows=True, rank=2),
)
PICKED, LEFT = "[x]", "[ ]"


def lines_of(
    candidates: Sequence[Candidate], faults: Sequence[Fault], picked: Collection[int]
) -> Iterator[Line]:
    """The entries under a heading for what becomes of them, then what could not be read.

    Ids are "entry/N" and "fault/N", by place in the two sequences.
    """
    headings = (
        ("keyterm", "Can be keyterms, untested"),
        ("replace", "Replace rules: only the writing changes"),
        ("nothing", "No counterpart"),
    )
    for kind, heading in headings:
        rows = [(at, one) for at, one in enumerate(candidates) if one.becomes == kind]
        if rows:
            yield Line("", (f"{heading} · {len(rows)}",))
        for at, one in rows:
            yield _entry(at, one, at in picked)
    if faults:
        yield Line("", (f"Faults · {len(faults)}",))
    for at, fault in enumerate(faults):
        found = ("left out" if fault.entry is not None else "read", "$text-warning")
        words = one_line(f"{fault.text} " if fault.text else "")
        yield Line(f"fault/{at}", (fault.place, found, words, "", one_line(fault.why)))


def _entry(at: int, one: Candidate, picked: bool) -> Line:
    kind = one.becomes
    mark = "" if kind == "nothing" else f"{PICKED if picked else LEFT} "
    return Line(
        f"entry/{at}",
        (
            (f"{mark}{one_line(one.phrase)}", "bold" if picked else ""),
            kind,
            one_line(one.keyterm or one.replace),
            f"{one.tokens}" if one.keyterm else "",
            one_line(one.why),
        ),
    )


def number_of(line: str, kind: str) -> int | None:
    """The place of a line's entry or fault ("entry", "fault"); None where it is something else."""
    found, _, number = line.partition("/")
    return int(number) if found == kind and number.isdigit() else None


def told(candidate: Candidate) -> str:
    """One entry in words, a paragraph a thing."""
    kind = candidate.becomes
    phrase = one_line(candidate.phrase)
    if kind == "keyterm":
        first = f"{phrase} → keyterm {one_line(candidate.keyterm or '')}"
        first += f", {counted(candidate.tokens, 'token')} by estimate. Untested: try it."
        if candidate.replace:
            first += f"\nIts writing: replace {one_line(candidate.replace)}"
    elif kind == "replace":
        first = f"{phrase} → replace {one_line(candidate.replace or '')}. Untested."
    else:
        first = f"{phrase} has no counterpart."
    parts = [first, clean(candidate.why), clean(candidate.note)]
    if candidate.folded:
        names = ", ".join(one_line(str(one)) for one in candidate.folded)
        parts.append(f"Folded into it: {names}.")
    return "\n".join(part for part in parts if part)


def fault_told(fault: Fault) -> str:
    """One fault in words: where, what stands there, what is wrong, what to do."""
    place = f"{fault.place[0].upper()}{fault.place[1:]}"
    quoted = f" {one_line(fault.text)}" if fault.text else ""
    out = "" if fault.entry is None else " The entry is left out; all others are read."
    return f"{place}{quoted}: {clean(fault.why)}{out}\n{clean(fault.fix)}"


def counted_words(
    candidates: Sequence[Candidate], picked: Collection[int], tokens: int, most: tuple[int, int]
) -> str:
    """How much is picked, against the most tokens and terms of one request."""
    chosen = [candidates[at] for at in sorted(picked)]
    terms = sum(1 for one in chosen if one.keyterm)
    rules = sum(1 for one in chosen if one.replace)
    over = "over: " if tokens > most[0] or terms > most[1] else ""
    words = f"picked {over}{terms} of {most[1]} terms, about {tokens} of {most[0]} tokens"
    return words + (f", {counted(rules, 'rule')}" if rules else "")
