"""The line under the cursor of a keyword experiment: in words, and word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checklists.records import ClipRecord
from tui.compare_lines import channel_name, percent
from tui.keyword_lines import (
    ALL,
    KEPT,
    NONE,
    limits,
    names_of,
    points,
    rate,
    rows_of,
    share,
    term_row,
)
from tui.text import counted, one_line, shortened
from tui.widgets.aligned_text import Section

# More changes of one kind than this are counted, not told.
_MOST_CHANGES = 8
_KINDS = ("gained", "lost", "harmed")


def told(result: Mapping[str, Any], key: str) -> str:
    """The line under the cursor in words, a paragraph a thing."""
    if key in (NONE, ALL, KEPT):
        return "\n".join(_set_told(result, key))
    term = term_row(result, key)
    if term is None:
        return "This term was not part of the experiment."
    return "\n".join(_term_told(term))


def _set_told(result: Mapping[str, Any], key: str) -> Iterator[str]:
    found = result.get({NONE: "baseline", ALL: "all", KEPT: "kept"}[key])
    row: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    first = {NONE: "Without terms", ALL: "All terms in one request", KEPT: "The kept set"}[key]
    change = "" if key == NONE else _change(row)
    yield (
        f"{first}: WER {percent(rate(row.get('wer')))}{change}, recall "
        f"{share(row.get('keyword_recall'))} (terms heard of those said), precision "
        f"{share(row.get('keyword_precision'))} (said of those heard)."
    )
    if key == KEPT:
        yield f"Sent together: {set_words(row) or 'nothing'}."
        for removed in rows_of(result, "removed"):
            yield one_line(f"Left out: {removed.get('term')}. {removed.get('why', '')}")
    elif key == ALL:
        kept = ", ".join(one_line(term) for term in names_of(result, "recommended"))
        yield f"Worth keeping: {kept or 'none of them'}."
    for failure in rows_of(result, "failures")[:_MOST_CHANGES]:
        yield one_line(f"Failed: {failure.get('why')}")
    if result.get("stopped"):
        yield one_line(f"The rest was not sent: {result['stopped']}")
    yield from (one_line(note) for note in names_of(result, "notes"))


def set_words(row: Mapping[str, Any]) -> str:
    """The terms of a set, with the boosts that are not neutral."""
    found = [
        (one_line(str(one.get("term", ""))), rate(one.get("boost"))) for one in rows_of(row, "set")
    ]
    return ", ".join(term if boost in (None, 1.0) else f"{term}:{boost:g}" for term, boost in found)


def _change(row: Mapping[str, Any]) -> str:
    change = row.get("wer_change")
    by = points(change)
    if not by or not isinstance(change, Mapping):
        return ""
    between = limits(change)
    clips = change.get("clips")
    if change.get("low") is None:
        sure = "; one clip says nothing of the spread" if clips == 1 else ""
    else:
        sure = f", 95 % {between} over {counted(int(rate(clips) or 0), 'clip')}"
    return f" ({by} points{sure})"


def _term_told(term: Mapping[str, Any]) -> Iterator[str]:
    said, right = term.get("said"), term.get("right_before")
    name = one_line(str(term.get("term", "")))
    before = f", right without it {right} of them" if isinstance(right, int) and said else ""
    wer = percent(rate(term.get("wer")))
    yield f"{name}: said {_times(said)}{before}. WER {wer}{_change(term)}."
    if why := one_line(str(term.get("why") or "")):
        yield f"{why[0].upper()}{why[1:].rstrip('.')}."
    if term.get("invented"):
        yield f"Put {_times(term['invented'])} where it was not said."
    if term.get("failed"):
        yield f"No answer for {counted(int(rate(term['failed']) or 0), 'clip')}: try again."
    yield from _changes(term)
    yield from _boosts(term)


def _changes(row: Mapping[str, Any]) -> Iterator[str]:
    for kind in _KINDS:
        changes = rows_of(row, kind)
        for change in changes[:_MOST_CHANGES]:
            before, after = change.get("before") or "nothing", change.get("after") or "nothing"
            yield one_line(f"{kind}: {change.get('word')} ({before} became {after}).")
        if len(changes) > _MOST_CHANGES:
            yield f"{kind}: {len(changes) - _MOST_CHANGES} more."


def _boosts(term: Mapping[str, Any]) -> Iterator[str]:
    """Each boost that was tried, and the one to use."""
    boosts = rows_of(term, "boosts")
    chosen, turning = rate(term.get("boost")), rate(term.get("turning_point"))
    for row in boosts:
        boost = rate(row.get("boost"))
        marks = [
            words
            for at, words in ((chosen, "recommended"), (turning, "the last before it harms"))
            if at is not None and at == boost
        ]
        note = f"  ← {', '.join(marks)}" if marks else ""
        yield (
            f"boost {boost or 0:<4g} WER {percent(rate(row.get('wer'))):>6}  "
            f"gained {row.get('gained', 0)}  lost {row.get('lost', 0)}  "
            f"harmed {row.get('harmed', 0)}  put in {row.get('invented', 0)}{note}"
        )


def _times(number: object) -> str:
    return counted(number, "time") if isinstance(number, int) else "an unknown number of times"


# --- word by word --------------------------------------------------------------------------------


def sections_of(
    records: Mapping[str, ClipRecord], result: Mapping[str, Any], key: str
) -> tuple[Section, ...]:
    """Reference, without terms and with them, word by word, of every clip in which they differ; of
    all clips for the line without terms.

    ``records`` is by hash. Loads the normaliser and jiwer: not for the thread that draws. Nothing
    where the texts were not kept.
    """
    found: list[Section] = []
    for clip in rows_of(result, "clips"):
        record = records.get(str(clip.get("sha256", "")))
        if record is not None:
            found += _of_clip(record, clip, key)
    return tuple(found)


def unchanged(result: Mapping[str, Any], key: str) -> int:
    """In how many clips nothing was heard otherwise."""
    if key == NONE:
        return 0
    pairs = [(texts_of(clip, NONE), texts_of(clip, key)) for clip in rows_of(result, "clips")]
    return sum(1 for without, others in pairs if without and without == others)


def _of_clip(record: ClipRecord, clip: Mapping[str, Any], key: str) -> Iterator[Section]:
    from checklists.scoring.side_by_side import against_reference

    without, others = texts_of(clip, NONE), texts_of(clip, key)
    channels = sorted(record.references)
    names, sides = ["none"], [without]
    if key != NONE:
        if others == without:
            return
        names.append(key if key in (ALL, KEPT) else "with it")
        sides.append(others)
    if any(len(texts) != len(channels) for texts in sides):
        return
    for number, channel in enumerate(channels):
        where = [shortened(record.name, 40)]
        if len(channels) > 1:
            where.append(f"channel {channel_name(channel)}")
        yield Section(
            " · ".join(where),
            tuple(names),
            against_reference(record.references[channel], [texts[number] for texts in sides]),
            True,
        )


def texts_of(clip: Mapping[str, Any], key: str) -> list[str]:
    """What was heard in a clip with the terms of a line, by channel; nothing where that is not
    kept."""
    found = (
        term_row(clip, key)
        if key.startswith("term/")
        else clip.get({NONE: "baseline", ALL: "all", KEPT: "kept"}.get(key, ""))
    )
    return names_of(found, "texts") if isinstance(found, Mapping) else []
