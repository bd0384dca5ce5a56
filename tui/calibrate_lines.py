"""The calibration of a term in words: its hits as a table, and what the answers come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from checklists.before.search_walk import FIRST_CUT, KeptCut, Walk
from checklists.scoring.cut import FEWEST_LABELS, Recommendation
from checklists.scoring.search_scores import BETA, FEWEST_SECONDS_FOR_TWV, Point
from tui.compare_lines import channel_name, origin
from tui.text import clock, counted, one_line, shortened
from tui.widgets.cut_curve import Picture
from tui.widgets.table import Cell, Column, Line

if TYPE_CHECKING:
    from checklists.before.search_calibration import Calibration
    from checklists.before.search_truth import By, JudgedHit, Verdict
    from checklists.records import ClipRecord
    from checklists.search_labels import Basis

TABLE = (
    Column("answer", 9),
    Column("sure", 4, right=True),
    Column("place", 8, right=True),
    Column("written", 8, grows=True, rank=2),
    Column("clip", 8, grows=True, rank=3),
)
# More rows than anybody walks through at one sitting; the others come up as these are judged.
MOST_SHOWN = 300
SIGNS: Mapping[Verdict, str] = {"yes": "+", "no": "-", "elsewhere": "-", "unsure": "?", "": ""}
_STYLES: Mapping[Verdict, str] = {
    "yes": "$text-success", "no": "$text-warning", "elsewhere": "$text-warning",
    "unsure": "", "": "bold",
}  # fmt: skip
_OF: Mapping[By, str] = {"ear": "", "reference": " ref", "": ""}
_BASIS: Mapping[Basis, str] = {
    "ear": "by ear", "reference": "by the reference", "both": "by ear and reference",
    "hand": "set by hand",
}  # fmt: skip


def key_of(one: JudgedHit) -> str:
    """The line of a hit."""
    return f"{one.clip}/{one.hit.channel}/{one.hit.start!r}/{one.hit.end!r}"


def hit_lines(walk: Walk) -> Iterator[tuple[Line, JudgedHit]]:
    """The hits in the order of the walk, each place once, at most ``MOST_SHOWN``."""
    shown: set[str] = set()
    for one in walk.order:
        key = key_of(one)
        if key not in shown:
            shown.add(key)
            yield Line(key, _cells(one, walk.clips.get(one.clip))), one
        if len(shown) == MOST_SHOWN:
            return


def answer_of(one: JudgedHit) -> str:
    """The answer, and that a reference gave it where no ear did."""
    return f"{one.said}{_OF[one.by]}" if one.said else "-"


def _cells(one: JudgedHit, record: ClipRecord | None) -> tuple[Cell, ...]:
    hit = one.hit
    return (
        (answer_of(one), _STYLES[one.said]),
        f"{hit.confidence:.2f}",
        f"{channel_name(hit.channel)} {clock(hit.start)}",
        one_line(hit.snippet),
        one_line(record.name) if record else one.clip[:8],
    )


def mark_of(one: JudgedHit) -> str:
    """What stands at a hit in the waveform: five cells."""
    return f"{one.hit.confidence:.2f}{SIGNS[one.said]}"


def title(walk: Walk) -> str:
    """The term, and how much of it is judged."""
    if walk.now is None:
        return one_line(walk.term)
    judged = sum(1 for one in walk.now.hits if one.said)
    hits = len(walk.now.hits)
    listed = f" · {MOST_SHOWN} listed" if hits > MOST_SHOWN else ""
    return f"{shortened(walk.term, 24)} · {judged:,} of {counted(hits, 'hit')} judged{listed}"


def whence(walk: Walk) -> str:
    """Whose confidences these are, and over how much audio."""
    now = walk.now
    if now is None:
        return ""
    made = f"{shortened(now.model, 16)}, {origin(now.sandbox)}"
    return f"{made} · {counted(len(walk.searched_clips), 'clip')}, {_minutes(now.seconds)}"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} min"


def picture(walk: Walk) -> Picture | None:
    """What the curve draws."""
    now = walk.now
    if now is None:
        return None
    advice = walk.advice
    return Picture(
        points=now.curve,
        hits=tuple((one.hit.confidence, SIGNS[one.said]) for one in now.hits),
        cut=walk.cut,
        interval=(advice.low, advice.high) if isinstance(advice, Recommendation) else None,
        nothing="no hit is judged yet" if now.hits else "no hit",
    )


# --- what the answers come to ----------------------------------------------------------------


def figures(walk: Walk, width: int) -> Content:
    """A line for each thing there is to know, each in the longest form that fits."""
    if walk.now is None:
        return Content("")
    lines = [
        _at_cut(walk, walk.now),
        *_advice(walk),
        *_kept(walk),
        *_weighted(walk, walk.now),
        *_left_out(walk),
    ]
    return Content("\n").join(Content(_fitting(forms, width)) for forms in lines)


def _fitting(forms: tuple[str, ...], width: int) -> str:
    return next((one for one in forms if cell_len(one) <= width), shortened(forms[-1], width))


def _whose(walk: Walk) -> str:
    if walk.by_hand is not None:
        return "set by hand"
    if isinstance(walk.advice, Recommendation):
        return "recommended"
    if walk.kept_cut is not None:
        return "kept"
    return "to begin with" if walk.cut == FIRST_CUT else "so far"


def too_little(walk: Walk) -> str:
    """Why there is no term-weighted value; "" where there is one or could be."""
    if walk.now is None or walk.now.seconds >= FEWEST_SECONDS_FOR_TWV:
        return ""
    return f"no ATWV under {FEWEST_SECONDS_FOR_TWV / 60:g} min of audio"


def _at_cut(walk: Walk, now: Calibration) -> tuple[str, ...]:
    point = now.at(walk.cut)
    precision, recall = _share(point.precision), _share(point.recall)
    f1 = _share(point.f1 if point.correct + point.missed else None)
    # While nothing is judged, no alarm is known to be false.
    rate = _rate(point) if now.verdicts else "-"
    words = f"precision {precision} · recall {recall} · F1 {f1} · {rate} false alarms an hour"
    return (
        f"Cut {walk.cut:.2f}, {_whose(walk)}: {words}",
        f"Cut {walk.cut:.2f}, {_whose(walk)}: P {precision} · R {recall} · F1 {f1} · {rate} fa/h",
        f"Cut {walk.cut:.2f}: P {precision} · R {recall} · F1 {f1} · {rate} fa/h",
        f"{walk.cut:.2f}: P {precision} R {recall} F1 {f1} {rate} fa/h",
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _rate(point: Point) -> str:
    rate = point.false_alarms_per_hour
    return "-" if rate is None else f"{rate:.1f}"


def _advice(walk: Walk) -> Iterator[tuple[str, ...]]:
    now, advice = walk.now, walk.advice
    assert now is not None
    if advice is None:
        yield ("The recommended cut is being worked out from many labels.",)
    elif isinstance(advice, Recommendation):
        interval = f"{advice.low:.2f} to {advice.high:.2f}"
        labels = f"{counted(advice.labels, 'label')}, {advice.right} right"
        missed = f", {advice.missed} missed by every hit" if advice.missed else ""
        yield (
            f"Recommended {advice.cut:.2f}, 95 % interval {interval} · {labels}{missed} · "
            f"{_BASIS[now.basis]}",
            f"Recommended {advice.cut:.2f} ({interval}) · {labels}{missed} · {_BASIS[now.basis]}",
            f"Recommended {advice.cut:.2f} ({interval}) · {labels}",
            f"Recommended {advice.cut:.2f} ({interval}), {counted(advice.labels, 'label')}",
        )
        if advice.doubt:
            yield advice.doubt, "Every judged hit is right: judge weaker hits."
    elif advice.wanting:
        judged = FEWEST_LABELS - advice.wanting
        yield (
            f"No cut is recommended yet: {judged} of at least {FEWEST_LABELS} hits are judged, "
            f"{advice.wanting} wanting.",
            f"No cut recommended: {judged} of {FEWEST_LABELS} judged, {advice.wanting} wanting",
        )
    else:
        yield advice.why, "No cut recommended: no judged hit is right."


def _kept(walk: Walk) -> Iterator[tuple[str, ...]]:
    good = [one for one in walk.kept if not one.why_stale]
    for one in (*good, *walk.kept):
        yield _kept_line(one)
        return


def _kept_line(one: KeptCut) -> tuple[str, ...]:
    cut = one.cut
    made = f"{counted(cut.labels, 'label')}, {_BASIS[cut.basis]}, {cut.at.astimezone():%Y-%m-%d}"
    if one.why_stale:
        why = one_line(one.why_stale)
        return (
            f"Kept {cut.cut:.2f} is stale: {why} · {made}",
            f"Kept {cut.cut:.2f} is stale: {why}",
        )
    return f"Kept {cut.cut:.2f} · {made}", f"Kept {cut.cut:.2f} · {counted(cut.labels, 'label')}"


def _weighted(walk: Walk, now: Calibration) -> Iterator[tuple[str, ...]]:
    value = walk.weighted_value
    if value is not None:
        best = f"{value.best:.2f} at {value.best_cut:.2f}" if value.best else "0 without any hit"
        beta = f"beta {BETA:g}"
        yield (
            f"Term-weighted value: actual {value.here:.2f}, best {best} · {beta}, "
            f"{_minutes(now.seconds)}",
            f"ATWV {value.here:.2f} · MTWV {best} · {beta}",
            f"ATWV {value.here:.2f} MTWV {value.best:.2f} {beta}",
        )


def _left_out(walk: Walk) -> Iterator[tuple[str, ...]]:
    if walk.clips_left_out:
        clips = counted(walk.clips_left_out, "clip")
        yield (
            f"Left out: {clips} last searched with another model or origin; search again.",
            f"Left out: {clips} of another model or origin",
        )
