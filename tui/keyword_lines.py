"""A keyword trial as lines of a table: what each term did, against the run without any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checklists.records import ClipRecord, Run
from tui.compare_lines import channel_name, origin, percent
from tui.text import counted, one_line
from tui.widgets.aligned_text import Section
from tui.widgets.table import Column, Line

TABLE = (
    Column("term", 12, grows=True),
    Column("verdict", 10),
    Column("gained", 6, right=True),
    Column("lost", 4, right=True),
    Column("harmed", 6, right=True),
    Column("WER", 6, right=True),
    Column("recall", 6, right=True, rank=2),
    Column("precision", 9, right=True, rank=3),
)
VERDICTS: Mapping[str, tuple[str, str]] = {
    "keep": ("keep", "$text-success"),
    "not-needed": ("not needed", ""),
    "harmful": ("harmful", "$text-error"),
    "no-effect": ("no effect", ""),
    "untested": ("not said", "$text-warning"),
}
WITHOUT, ALL = "without", "all"


def lines_of(result: Mapping[str, Any], listed: Sequence[str]) -> Iterator[Line]:
    """The baseline, each term, and all together, then those of the list that were not tried.

    Ids are WITHOUT, "term/N", ALL and "untried/N".
    """
    yield _sum(WITHOUT, "without terms", result.get("baseline", {}))
    terms = result.get("terms", ())
    for number, term in enumerate(terms):
        verdict = str(term.get("verdict", ""))
        invented = int(term.get("invented", 0) or 0)
        harmed = f"{len(term.get('harmed', ()))}" + (f"+{invented}" if invented else "")
        yield Line(
            f"term/{number}",
            (
                one_line(str(term.get("term", ""))),
                VERDICTS.get(verdict, (one_line(verdict), "")),
                f"{len(term.get('gained', ()))}",
                f"{len(term.get('lost', ()))}",
                harmed,
                percent(term.get("wer")),
                "",
                "",
            ),
        )
    if len(terms) > 1:
        yield _sum(ALL, "all terms", result.get("all", {}))
    tried = {str(term.get("term", "")) for term in terms}
    for number, term in enumerate(one for one in listed if one not in tried):
        yield Line(f"untried/{number}", (one_line(term), "not tried", *("",) * 6))


def _sum(key: str, name: str, row: Mapping[str, Any]) -> Line:
    recall, precision = row.get("keyword_recall"), row.get("keyword_precision")
    return Line(
        key,
        (
            (name, "bold"),
            "",
            "",
            "",
            "",
            (percent(row.get("wer")), "bold"),
            percent(recall),
            percent(precision),
        ),
    )


def made_with(run: Run) -> str:
    """Model, date, origin and clips of a trial, on one line."""
    caveat = ": no measure of a vendor" if run.sandbox else ""
    model = one_line(run.model)
    return f"{model} · {run.started_at.astimezone():%Y-%m-%d %H:%M} · 1 clip · " + (
        f"{origin(run.sandbox)}{caveat}"
    )


def told(result: Mapping[str, Any], key: str) -> str:
    """The line under the cursor in words."""
    if key == WITHOUT:
        row = result.get("baseline", {})
        return (
            f"Without terms: WER {percent(row.get('wer'))}, recall "
            f"{percent(row.get('keyword_recall'))} (terms heard of those said), precision "
            f"{percent(row.get('keyword_precision'))} (said of those heard)."
        )
    if key == ALL:
        kept = ", ".join(one_line(str(term)) for term in result.get("recommended", ()))
        return f"All terms in one request. Worth keeping, each tried alone: {kept or 'none'}."
    term = _term(result, key)
    if term is None:
        return "This term was not part of the trial."
    parts = [f"{one_line(str(term.get('term', '')))}: said {_times(term.get('said'))}."]
    for kind in ("gained", "lost", "harmed"):
        for change in term.get(kind, ()):
            before, after = change.get("before") or "nothing", change.get("after") or "nothing"
            parts.append(one_line(f"{kind}: {change.get('word')} ({before} became {after})."))
    if term.get("invented"):
        parts.append(f"Put {_times(term['invented'])} where it was not said.")
    return " ".join(parts)


def _times(number: object) -> str:
    return counted(number, "time") if isinstance(number, int) else "an unknown number of times"


def _term(result: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    kind, _, number = key.partition("/")
    terms = result.get("terms", ())
    if kind != "term" or not number.isdigit() or int(number) >= len(terms):
        return None
    found: Mapping[str, Any] = terms[int(number)]
    return found


def sections_of(record: ClipRecord, result: Mapping[str, Any], key: str) -> tuple[Section, ...]:
    """Reference, without terms and with the term, word by word. Loads the normaliser and jiwer:
    not for the thread that draws. Nothing where the trial kept no texts."""
    from checklists.scoring.side_by_side import against_reference

    without = result.get("baseline", {}).get("texts", ())
    names, sides = ["without"], [without]
    if key == ALL:
        names.append("all terms")
        sides.append(result.get("all", {}).get("texts", ()))
    elif (term := _term(result, key)) is not None:
        names.append("with it")
        sides.append(term.get("texts", ()))
    channels = sorted(record.references)
    if any(len(texts) != len(channels) for texts in sides):
        return ()
    return tuple(
        Section(
            f"Channel {channel_name(channel)}" if len(channels) > 1 else "",
            tuple(names),
            against_reference(record.references[channel], _at(sides, number)),
            True,
        )
        for number, channel in enumerate(channels)
    )


def _at(sides: Sequence[Sequence[str]], number: int) -> list[str]:
    return [str(texts[number]) for texts in sides]
