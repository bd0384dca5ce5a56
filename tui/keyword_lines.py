"""A keyword experiment as lines of a table: the sets of terms, then what each term did alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checklists.records import Run
from tui.compare_lines import origin, percent
from tui.text import counted, one_line
from tui.widgets.table import Column, Line

_FIRST = (
    Column("term", 10, grows=True),
    Column("verdict", 10),
    Column("gained", 6, right=True),
    Column("lost", 4, right=True),
    Column("harmed", 6, right=True),
    Column("put in", 6, right=True, rank=1),
)
_BOOST = Column("boost", 5, right=True)
_LAST = (
    Column("WER", 6, right=True),
    Column("change", 6, right=True, rank=2),
    Column("95 %", 14, right=True, rank=3),
    Column("recall", 8, right=True, rank=4),
    Column("precision", 9, right=True, rank=5),
    Column("right", 6, right=True, rank=6),
)
VERDICTS: Mapping[str, tuple[str, str]] = {
    "keep": ("keep", "$text-success"),
    "harmful": ("harmful", "$text-error"),
    "no-effect": ("no effect", ""),
    "not-needed": ("not needed", ""),
    "untested": ("not said", "$text-warning"),
}
NONE, ALL, KEPT = "none", "all", "kept"
MINUS = "\N{MINUS SIGN}"


def columns(way: str) -> tuple[Column, ...]:
    """The columns for keyterms, which have no boosts, or for keywords."""
    return (*_FIRST, _BOOST, *_LAST) if way == "keywords" else (*_FIRST, *_LAST)


def lines_of(result: Mapping[str, Any], listed: Sequence[str], way: str) -> Iterator[Line]:
    """Without terms, all, the kept set; then each term, the useful first; then those of the list
    that were not tried.

    Ids are NONE, ALL, KEPT, "term/N" by place in the result, and "untried/N". ``result`` is the
    document of ``checklists.before.keywords``.
    """
    boosts = way == "keywords"
    terms = rows_of(result, "terms")
    yield _set(NONE, "none", result.get("baseline"), boosts)
    if len(terms) > 1:
        yield _set(ALL, "all", result.get("all"), boosts)
    if result.get("kept"):
        many = len(names_of(result, "recommended"))
        yield _set(KEPT, f"kept ({many})", result.get("kept"), boosts)
    order = list(VERDICTS)
    ranked = sorted(range(len(terms)), key=lambda at: _rank(order, terms[at]))
    for at in ranked:
        yield _term(at, terms[at], boosts)
    tried = {str(term.get("term", "")) for term in terms}
    for number, term in enumerate(one for one in listed if one not in tried):
        blank = ("",) * (len(columns(way)) - 2)
        yield Line(f"untried/{number}", (one_line(term), "not tried", *blank))


def _rank(order: Sequence[str], term: Mapping[str, Any]) -> int:
    verdict = str(term.get("verdict", ""))
    return order.index(verdict) if verdict in order else len(order)


def _set(key: str, name: str, row: object, boosts: bool) -> Line:
    """What one set of terms comes to, over all clips."""
    of: Mapping[str, Any] = row if isinstance(row, Mapping) else {}
    change = of.get("wer_change")
    return Line(
        key,
        (
            (name, "bold"),
            *("",) * (6 if boosts else 5),
            (percent(rate(of.get("wer"))), "bold"),
            "" if key == NONE else points(change),
            _range(of.get("wer_interval")) if key == NONE else limits(change),
            share(of.get("keyword_recall")),
            share(of.get("keyword_precision")),
            _of(of.get("found"), of.get("said")),
        ),
    )


def _term(at: int, term: Mapping[str, Any], boosts: bool) -> Line:
    verdict = str(term.get("verdict", ""))
    change = term.get("wer_change")
    boost = rate(term.get("boost"))
    return Line(
        f"term/{at}",
        (
            one_line(str(term.get("term", ""))),
            VERDICTS.get(verdict, (one_line(verdict), "")),
            *(_many(term, kind) for kind in ("gained", "lost", "harmed")),
            _number(term.get("invented")),
            *((f"{boost:g}" if boost is not None else "-",) if boosts else ()),
            percent(rate(term.get("wer"))),
            points(change),
            limits(change),
            _before_after(term.get("recall")),
            _before_after(term.get("precision")),
            _of(term.get("right_before"), term.get("said")),
        ),
    )


def _of(found: object, said: object) -> str:
    """How many were right, of how many that were said."""
    return f"{found}/{said}" if isinstance(found, int) and isinstance(said, int) else ""


def _many(row: Mapping[str, Any], kind: str) -> str:
    """How many words of a kind."""
    found = row.get(kind)
    return f"{len(found)}" if isinstance(found, list | tuple) else ""


def _number(value: object) -> str:
    return f"{value}" if isinstance(value, int) and not isinstance(value, bool) else ""


# --- what the document holds ---------------------------------------------------------------------


def rows_of(result: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The tables of a list in the document; what is none is left out."""
    found = result.get(name)
    return (
        [row for row in found if isinstance(row, Mapping)]
        if isinstance(found, list | tuple)
        else []
    )


def names_of(result: Mapping[str, Any], name: str) -> list[str]:
    """A list of texts in the document."""
    found = result.get(name)
    return [str(one) for one in found] if isinstance(found, list | tuple) else []


def rate(value: object) -> float | None:
    """A number of the document; None where it is none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def term_row(result: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """The term of the line ``key`` ("term/N"), or None."""
    kind, _, number = key.partition("/")
    terms = rows_of(result, "terms")
    if kind != "term" or not number.isdigit() or int(number) >= len(terms):
        return None
    return terms[int(number)]


# --- numbers -------------------------------------------------------------------------------------


def share(value: object) -> str:
    """Recall or precision; a dash where there was nothing to count."""
    found = rate(value)
    return "-" if found is None else f"{found:.0%}"


def _before_after(value: object) -> str:
    if not isinstance(value, Mapping):
        return ""
    before, after = rate(value.get("before")), rate(value.get("after"))
    if before is None and after is None:
        return "-"
    if before is None or after is None:
        return share(after if before is None else before)
    return f"{before * 100:.0f}→{after:.0%}"


def signed(value: float) -> str:
    """A difference of rates in percentage points, with its sign."""
    rounded = round(value * 100, 1)
    if not rounded:
        return "0.0"
    return f"{'+' if rounded > 0 else MINUS}{abs(rounded):.1f}"


def points(change: object) -> str:
    """How much the word error rate changed, in percentage points."""
    value = rate(change.get("value")) if isinstance(change, Mapping) else None
    return "" if value is None else signed(value)


def limits(change: object) -> str:
    """The interval of that change, "" where there is none."""
    if not isinstance(change, Mapping):
        return ""
    low, high = rate(change.get("low")), rate(change.get("high"))
    if low is None or high is None:
        return "one clip" if change.get("clips") == 1 else ""
    return f"{signed(low)} to {signed(high)}"


def _range(found: object) -> str:
    """The interval of a rate itself."""
    if not isinstance(found, Mapping):
        return ""
    low, high = rate(found.get("low")), rate(found.get("high"))
    return "" if low is None or high is None else f"{low * 100:.1f} to {high:.1%}"


# --- where the numbers come from -----------------------------------------------------------------


def made_with(run: Run) -> str:
    """Model, way, date, clips and origin of an experiment, on one line."""
    result = run.result if isinstance(run.result, Mapping) else {}
    clips = max(1, len(rows_of(result, "clips")))
    kind = "synthetic clip" if result.get("synthetic") else "clip"
    parts = [
        one_line(run.model),
        f"{run.started_at.astimezone():%Y-%m-%d %H:%M}",
        counted(clips, kind),
        f"{origin(run.sandbox)}, no vendor" if run.sandbox else origin(False),
    ]
    return " · ".join(part for part in parts if part)


def verdict_counts(result: Mapping[str, Any]) -> str:
    """How many terms each verdict has, the useful first."""
    terms = rows_of(result, "terms")
    found = [
        (sum(1 for term in terms if term.get("verdict") == verdict), words)
        for verdict, (words, _) in VERDICTS.items()
    ]
    return " · ".join(f"{many} {words}" for many, words in found if many)
