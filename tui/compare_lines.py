"""The comparison of whole clips as lines of a table: every number with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.text import one_line
from tui.widgets.table import Column, Line

if TYPE_CHECKING:
    from checklists.before.comparison import OnRecord, Total, Totals
    from checklists.records import ClipRecord
    from checklists.scoring.words import WordScore
    from providers.speech import Vendor

NAMES: Mapping[str, str] = {"deepgram": "Deepgram", "amazon": "Amazon"}
TABLE = (
    Column("clip", 14, grows=True),
    Column("side", 8),
    Column("WER", 6, right=True),
    Column("how sure", 14, rank=2),
    Column("words", 5, right=True, rank=4),
    Column("took", 6, right=True, rank=3),
    Column("from", 8),
)
NOTHING_YET = (
    "There is no clip in this workspace yet. {key} adds the five sample calls: synthesised "
    "speech with references, so that a comparison can be tried without a recording of yours."
)


def total_lines(
    totals: Totals, chosen: int, results: Mapping[str, Sequence[OnRecord]]
) -> Iterator[Line]:
    """A line for each side, over the chosen clips."""
    words = {one.run: one.words for rows in results.values() for one in rows}
    before = ""
    for total in totals.rows:
        row = total.result
        name = f"Total of {row.scored or row.clips} of {chosen}"
        name, before = "" if name == before else name, name
        yield Line(
            f"total/{row.vendor}/{origin(row.sandbox)}/{row.model}",
            (
                (name, "bold"),
                (NAMES.get(row.vendor, row.vendor), "bold"),
                (percent(row.wer), "bold"),
                interval(total),
                f"{sum(words.get(run, 0) for run in row.runs)}",
                seconds(total.seconds),
                origin(row.sandbox),
            ),
        )


def clip_lines(
    record: ClipRecord,
    chosen: bool,
    results: Sequence[OnRecord],
    states: Mapping[tuple[str, Vendor], str],
) -> Iterator[Line]:
    """A line for each result of a clip, and one for each side without any."""
    mark = "[x] " if chosen else "[ ] "
    sides: tuple[Vendor, Vendor] = ("deepgram", "amazon")
    for vendor in sides:
        state = states.get((record.sha256, vendor), "")
        found = [one for one in results if one.vendor == vendor]
        if state or not found:
            first = f"{mark}{one_line(record.name)}" if mark else ""
            mark = ""
            word = state.partition(":")[0] or "not sent"
            yield Line(f"{record.sha256}/{vendor}", (first, NAMES[vendor], "", "", "", "", word))
        for one in found if not state else ():
            first = f"{mark}{one_line(record.name)}" if mark else ""
            mark = ""
            yield _result_line(record, one, first)


def _result_line(record: ClipRecord, one: OnRecord, first: str) -> Line:
    score = one.score
    return Line(
        f"{record.sha256}/{one.vendor}/{origin(one.sandbox)}/{one.model}",
        (
            first,
            NAMES[one.vendor],
            percent(score.wer if score else None),
            _counted(record, score),
            f"{one.words}",
            seconds(one.seconds),
            origin(one.sandbox),
        ),
    )


def _counted(record: ClipRecord, score: WordScore | None) -> str:
    """How the rate of one clip is made; its spread only shows over several clips."""
    if score is not None:
        return f"{score.errors} of {score.words}"
    if record.unverified:
        return "only a draft"
    return "old scoring" if record.references else "no reference"


def made_with(results: Mapping[str, Sequence[OnRecord]]) -> str:
    """Models, date and origin of everything in the table, on one line."""
    found = [one for rows in results.values() for one in rows]
    if not found:
        return ""
    models = ", ".join(dict.fromkeys(one_line(one.model) for one in found if one.model))
    until = max(one.at for one in found).astimezone()
    caveat = " · sandbox: no measure of a vendor" if any(one.sandbox for one in found) else ""
    return f"{models} · until {until:%Y-%m-%d}{caveat}"


def heard_by(results: Sequence[OnRecord]) -> str:
    """Who heard one clip, with which model, where and when."""
    return "\n".join(
        f"{NAMES[one.vendor]} {one_line(one.model)}, {origin(one.sandbox)}, "
        f"{one.at.astimezone():%Y-%m-%d %H:%M}: WER {percent(one.score.wer if one.score else None)}"
        for one in results
    )


def channel_name(channel: int) -> str:
    """A channel as the panes call it."""
    return ("L", "R")[channel] if channel < 2 else str(channel + 1)


def origin(sandbox: bool) -> str:
    """Where a number comes from, in a word."""
    return "sandbox" if sandbox else "live"


def percent(rate: float | None) -> str:
    """A rate; a dash where there is none."""
    return "-" if rate is None else f"{rate:.1%}"


def seconds(value: float) -> str:
    """How long something took."""
    return f"{value:.1f} s" if value < 1000 else f"{value / 60:.0f} min"


def interval(total: Total) -> str:
    """The 95 % interval of a pooled rate."""
    row = total.result
    if row.wer_low is None or row.wer_high is None:
        return "under 2 clips" if row.scored else "no reference"
    return f"{row.wer_low:.1%}-{row.wer_high:.1%}"


def about_totals(totals: Totals) -> str:
    """What the totals are made of, and what makes them fair, in paragraphs."""
    paragraphs = []
    for total in totals.rows:
        row = total.result
        mean = f"; the mean of the clips' own rates is {percent(total.mean)}" if row.scored else ""
        paragraphs.append(
            f"{NAMES.get(row.vendor, row.vendor)} {one_line(row.model)}, {origin(row.sandbox)}: "
            f"{percent(row.wer)} of {row.words} reference words pooled over {row.scored} scored of "
            f"{row.clips} clips{mean}; measured until {row.measured_on}."
        )
    for sandbox, chance in totals.better.items():
        paragraphs.append(
            f"Deepgram makes fewer word errors on such clips with probability {chance:.2f} "
            f"({origin(sandbox)}, paired bootstrap over the clips both have)."
        )
    if any(total.result.sandbox for total in totals.rows):
        paragraphs.append(
            "Sandbox: one recogniser (PocketSphinx) behind both sides, so these numbers say "
            "nothing about either vendor."
        )
    paragraphs.append(
        "WER: substitutions, deletions and insertions over the reference words. The interval is a "
        "95 % bootstrap over clips, so it takes two; a clip's own line shows errors of words "
        "instead. Both sides get the same bytes. Seconds: Deepgram from request to answer; Amazon "
        "from upload to transcript, the bucket and the cleaning up not counted."
    )
    return "\n".join(paragraphs)
