"""What was found, in words: the sentences that the demo ends with and the plan begins with.

A sentence only says what a recorded number shows, with how many clips and from where. What came
from the sandbox says so, because there it shows how the vendors' ways of working differ, never
how well they hear.
"""

from __future__ import annotations

from collections.abc import Sequence

from checklists.facts.book import newer_than_the_guide
from checklists.plan_model import Keyterm, LiveResult, Result, SearchTerm
from checklists.records import ClipRecord, Run
from checklists.results import deepgram_better

# An acoustic hit this sure is worth telling when the text has nothing, unless ears set a cut.
_SURE = 0.8
# A sentence names this many terms; the plan lists them all.
_NAMED = 4
_NAMES = {"deepgram": "Deepgram", "amazon": "Amazon"}


def plan_findings(
    clips: Sequence[ClipRecord],
    runs: Sequence[Run],
    results: Sequence[Result],
    live: Sequence[LiveResult],
    search: Sequence[SearchTerm],
    keyterms: Sequence[Keyterm],
) -> tuple[str, ...]:
    """The findings, the most telling first. Empty where nothing was measured."""
    if not runs:
        return ()
    measured = [*_word_errors(clips, runs, results), *_latencies(live)]
    if all(result.sandbox for result in results):
        # One recogniser behind both sides: their word errors agree, so their clocks come first.
        measured = [*_latencies(live), *_word_errors(clips, runs, results)]
    return (*_found_in_sound(search), *_keyterm_verdicts(keyterms), *measured, *_guide())


def _origin(sandbox: bool) -> str:
    return " (sandbox)" if sandbox else ""


def _found_in_sound(search: Sequence[SearchTerm]) -> list[str]:
    found: list[str] = []
    for sandbox in (False, True):
        rows = [row for row in search if row.sandbox is sandbox]
        only = [
            row
            for row in rows
            if not row.text and (row.best_confidence or 0) >= (row.min_confidence or _SURE)
        ]
        if only:
            only.sort(key=lambda row: -(row.best_confidence or 0))
            terms = ", ".join(f"{row.term} ({row.best_confidence:.2f})" for row in only[:_NAMED])
            if len(only) > _NAMED:
                terms += f" and {len(only) - _NAMED} more"
            found.append(
                f"{len(only)} of {len(rows)} search terms were heard in the sound where the text "
                f"search found nothing: {terms}{_origin(sandbox)}."
            )
        elif rows:
            found.append(
                f"Of {len(rows)} search terms none was found only in the sound{_origin(sandbox)}."
            )
    return found


def _keyterm_verdicts(keyterms: Sequence[Keyterm]) -> list[str]:
    found: list[str] = []
    for sandbox in (False, True):
        rows = [row for row in keyterms if row.sandbox is sandbox and not row.spoken]
        if not rows:
            continue
        keep = [row.term for row in rows if row.verdict == "keep"]
        harm = [row.term for row in rows if row.verdict == "harmful"]
        text = f"{len(keep)} of {len(rows)} keyterms are worth keeping"
        text += f" ({', '.join(keep)})" if keep else ""
        text += f"; {', '.join(harm)} did harm" if harm else "; none did harm"
        found.append(f"{text}{_origin(sandbox)}.")
    return found


def _word_errors(
    clips: Sequence[ClipRecord], runs: Sequence[Run], results: Sequence[Result]
) -> list[str]:
    found: list[str] = []
    for ours in results:
        for theirs in results:
            fair = ours.vendor == "deepgram" and theirs.vendor == "amazon"
            if fair and ours.sandbox == theirs.sandbox and ours.wer is not None:
                found += _comparison(clips, runs, ours, theirs)
    return found


def _comparison(
    clips: Sequence[ClipRecord], runs: Sequence[Run], ours: Result, theirs: Result
) -> list[str]:
    if theirs.wer is None:
        return []
    chance = deepgram_better(clips, runs, ours, theirs)
    sure = f"; Deepgram has fewer with probability {chance:.2f}" if chance is not None else ""
    rates = f"Deepgram {_rate(ours)}, Amazon {_rate(theirs)}{sure}"
    if ours.sandbox:
        return [
            f"Word errors in the sandbox: {rates}. Both are PocketSphinx, so this compares the two "
            "ways through, not the vendors."
        ]
    return [f"Word errors: {rates}."]


def _rate(row: Result) -> str:
    text = f"{(row.wer or 0):.1%}"
    if row.wer_low is not None and row.wer_high is not None:
        text += f" [{row.wer_low:.1%}, {row.wer_high:.1%}]"
    return f"{text} on {row.scored} clip{'' if row.scored == 1 else 's'}"


def _latencies(live: Sequence[LiveResult]) -> list[str]:
    newest = {(row.vendor, row.sandbox): row for row in live}
    found: list[str] = []
    for sandbox in (False, True):
        parts = [
            f"{_NAMES.get(row.vendor, row.vendor)} {row.finalization_p50:.2f} s "
            f"(median of {row.finalization_n})"
            for row in newest.values()
            if row.sandbox is sandbox and row.finalization_p50 is not None
        ]
        if parts:
            found.append(
                "Live, on one clock, final text came this long after the last word of an "
                f"utterance: {', '.join(parts)}{_origin(sandbox)}."
            )
    return found


def _guide() -> list[str]:
    rows = newer_than_the_guide()
    return [f"{len(rows)} statements of the guide are out of date; the plan lists those it uses."]
