"""The report's parts about words: error rates with their intervals, and one clip side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from checklists.plan_model import Plan, Result
from checklists.records import ClipRecord, Run, transcript_of
from checklists.report_html import (
    MINUS,
    NOTHING,
    Html,
    join,
    mono,
    origin,
    paragraph,
    section,
    table,
    tag,
    text,
    vendor,
)
from checklists.results import newest_by_clip, score_of
from checklists.scoring.words import Pair, channel_text, score

_WIDTH, _LEFT, _ROW = 720, 190, 34


def word_errors(plan: Plan) -> Html:
    """Both vendors' pooled word error rates, as a picture and as a table."""
    if not plan.results:
        return section("Word errors", paragraph("No clip has been transcribed yet.", "soft"))
    rows = [
        (
            vendor(row.vendor),
            text(row.model),
            origin(row.sandbox),
            text(_percent(row.wer)),
            text(_interval(row)),
            text(_percent(row.cer)),
            text(f"{row.scored} of {row.clips}"),
            text(row.words),
            text(row.measured_on),
        )
        for row in plan.results
    ]
    heads = ("vendor", "model", "from", "WER", "95 %", "CER", "clips scored", "words", "date")
    normalisers = ", ".join(sorted({row.normaliser for row in plan.results}))
    note = (
        "Word error rate = (substitutions + deletions + insertions) / reference words, pooled over "
        "the clips; 95 % interval by bootstrap over clips. Same clip bytes to both; normaliser "
        f"{normalisers}."
    )
    return section(
        "Word errors",
        _picture(plan.results),
        table(heads, rows, numeric=(3, 4, 5, 6, 7), tight=(8,)),
        paragraph(note, "soft small"),
    )


def _percent(rate: float | None) -> str:
    return NOTHING if rate is None else f"{rate:.1%}"


def _interval(row: Result) -> str:
    if row.wer_low is None or row.wer_high is None:
        return "under 2 clips"
    return f"{row.wer_low:.1%} to {row.wer_high:.1%}"


def _picture(results: Sequence[Result]) -> Html:
    """A dot for each rate and a line for its interval, on one axis from 0."""
    shown = [row for row in results if row.wer is not None]
    if not shown:
        return Html("")
    most = max(max(row.wer or 0, row.wer_high or 0) for row in shown)
    top = max(0.1, -(-most // 0.1) * 0.1)

    def x(rate: float) -> float:
        return _LEFT + rate / top * (_WIDTH - _LEFT - 70)

    height = len(shown) * _ROW + 34
    parts = [_ticks(top, x, height)]
    for index, row in enumerate(shown):
        y = index * _ROW + 20
        rate = row.wer or 0.0
        kind = row.vendor if row.vendor in ("deepgram", "amazon") else ""
        name = f"{row.vendor.capitalize()}{' (sandbox)' if row.sandbox else ''}"
        parts.append(Html(f'<text x="0" y="{y + 4}">{text(name)}</text>'))
        if row.wer_low is not None and row.wer_high is not None:
            low, high = x(row.wer_low), x(row.wer_high)
            parts.append(
                Html(
                    f'<line class="{kind}" x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}" '
                    'stroke="currentColor" stroke-width="3" stroke-linecap="round" opacity=".45"/>'
                )
            )
        parts.append(Html(f'<circle class="{kind}" cx="{x(rate):.1f}" cy="{y}" r="6"/>'))
        parts.append(Html(f'<text x="{_WIDTH - 60}" y="{y + 4}">{rate:.1%}</text>'))
    label = "Word error rates with 95 % intervals; the numbers are in the table below"
    return Html(
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img" '
        f'aria-label="{label}">{"".join(parts)}</svg>'
    )


def _ticks(top: float, x: Callable[[float], float], height: int) -> Html:
    parts: list[str] = []
    for step in range(6):
        rate = top * step / 5
        parts.append(
            f'<line class="axis" x1="{x(rate):.1f}" x2="{x(rate):.1f}" y1="4" y2="{height - 22}"/>'
            f'<text class="soft" x="{x(rate):.1f}" y="{height - 6}" text-anchor="middle">'
            f"{rate:.0%}</text>"
        )
    return Html("".join(parts))


def differences(clips: Sequence[ClipRecord], runs: Sequence[Run]) -> Html:
    """One clip, word by word, against its reference: the shortest that most vendors have.

    A draft that nobody confirmed is no reference: its own words would look like no errors.
    """
    by_clip: dict[str, list[Run]] = {}
    for newest in newest_by_clip(clips, runs).values():
        for sha, run in newest.items():
            by_clip.setdefault(sha, []).append(run)
    heard = [record for record in clips if record.references and record.sha256 in by_clip]
    candidates = [record for record in heard if not record.unverified]
    if not candidates:
        none = "No clip has both a reference and a transcript yet."
        if heard:
            none = "All references so far are drafts of a recogniser, confirmed by nobody."
        return section("One clip, word by word", paragraph(none, "soft"))
    chosen = min(candidates, key=lambda r: (-len(by_clip[r.sha256]), r.clip.duration))
    legend = tag(
        "p",
        text("Against the reference: "),
        tag("del", text(f"{MINUS} missing")),
        text(" "),
        tag("ins", text("+ inserted")),
        text(" "),
        _substitution("reference", "heard"),
        text(". Words are shown as they are scored."),
        kind="words small",
    )
    return section(
        f"One clip, word by word: {chosen.name}",
        legend,
        *(_side(chosen, run) for run in by_clip[chosen.sha256]),
    )


def _side(record: ClipRecord, run: Run) -> Html:
    transcript = transcript_of(run)
    recorded = score_of(run)
    rate = f", WER {_percent(recorded.wer)}" if recorded else ""
    heading = tag(
        "h3",
        vendor(run.vendor),
        text(f" {run.model}{rate} "),
        origin(run.sandbox),
        text(" "),
        mono(run.id),
    )
    parts = [heading]
    for channel in sorted(record.references):
        single = len(record.references) == 1
        heard = transcript.text if single else channel_text(transcript, channel)
        if not single:
            parts.append(paragraph(f"Channel {channel}", "soft small"))
        pairs = score(record.references[channel], heard).pairs
        parts.append(tag("p", join(_marked(pairs), " "), kind="words"))
    return join(parts)


def _marked(pairs: Iterable[Pair]) -> Iterable[Html]:
    for pair in pairs:
        if pair.kind == "hit":
            yield text(pair.reference)
        elif pair.kind == "deletion":
            yield tag("del", text(f"{MINUS} {pair.reference}"))
        elif pair.kind == "insertion":
            yield tag("ins", text(f"+ {pair.hypothesis}"))
        else:
            yield _substitution(pair.reference, pair.hypothesis)


def _substitution(reference: str, heard: str) -> Html:
    return tag(
        "span", tag("del", text(reference)), text(" ≠ "), tag("ins", text(heard)), kind="sub"
    )
