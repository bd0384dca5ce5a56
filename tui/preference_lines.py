"""The blind choice in words: the question, the places, and, when asked for, who is ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from checklists.scoring.win_rate import FEWEST_DECIDED, Outcome, WinRate
from tui.compare_lines import channel_name, origin, percent
from tui.content import hanging
from tui.text import clock, counted, one_line, shortened
from tui.widgets.table import Cell, Column, Line

if TYPE_CHECKING:
    from checklists.before.preference.answers import Answer
    from checklists.before.preference.spans import Span, Wording
    from checklists.before.preference.trial import ByEar, PreferenceTrial
    from checklists.records import ClipRecord

TABLE = (
    Column("right", 6),
    Column("place", 8, right=True),
    Column("disputed", 10, grows=True),
    Column("clip", 8, grows=True, rank=3),
)
# Around the disputed words of a variant, so that no style is needed to see them.
OPENING, CLOSING = "«", "»"
LEGEND = f"{OPENING} {CLOSING} disputed"
_SAID: Mapping[str, str] = {"all": "all", "none": "none", "skipped": "skip"}
_OUTCOMES: Mapping[Outcome, str] = {
    "better": "shown better",
    "worse": "shown worse",
    "open": "not decided: the interval holds one half",
    "too few": "",
}
_VERDICTS: Mapping[ByEar, str] = {
    "keep": "keep", "harmful": "harmful", "no-effect": "no effect", "untested": "still open",
}  # fmt: skip


def place_of(span: Span) -> str:
    """Where it is: the channel, where channels are told apart, and when."""
    channel = "" if span.channel is None else f"{channel_name(span.channel)} "
    return f"{channel}{clock(span.disputed[0])}"


def answer_word(trial: PreferenceTrial, span: Span) -> str:
    """The answer in a word: a letter, "all", "none", "skip"; "-" while there is none."""
    answer = trial.answer_on(span)
    if answer is None:
        return "-"
    return trial.letter_on(span) or _SAID.get(answer.said, "-")


def answer_sentence(trial: PreferenceTrial, span: Span) -> str:
    """The answer as it is said after a key."""
    answer: Answer | None = trial.answer_on(span)
    if answer is None:
        return "not answered"
    if answer.said == "one":
        return f"{trial.letter_on(span)} is right"
    words = {"all": "all are right", "none": "none is right", "skipped": "skipped"}
    return words[answer.said]


def place_lines(trial: PreferenceTrial, clips: Mapping[str, ClipRecord]) -> Iterator[Line]:
    """A line for each place, in order. No line tells which variant stands under which letter."""
    for span in trial.spans:
        record = clips.get(span.clip)
        word = answer_word(trial, span)
        answer: Cell = (word, "bold" if word == "-" else "$text-success")
        yield Line(
            span.id,
            (
                answer,
                place_of(span),
                " / ".join(_disputed(wording) for _, wording in trial.choices(span)),
                one_line(record.name) if record else span.clip[:8],
            ),
        )


def _disputed(wording: Wording) -> str:
    return one_line(" ".join(wording.disputed)) or f"{OPENING} {CLOSING}"


def question(trial: PreferenceTrial, span: Span, width: int) -> Content:
    """The choices under each other, the disputed words between signs."""
    chosen, lines = trial.letter_on(span), []
    for letter, wording in trial.choices(span):
        head = Content.styled(f"{letter}  ", "bold" if letter != chosen else "bold $text-success")
        lines += hanging(head, _wording(wording), 3, width)
    return Content("\n").join(lines)


def _wording(wording: Wording) -> Content:
    before, disputed, after = (
        one_line(" ".join(part)) for part in (wording.before, wording.disputed, wording.after)
    )
    parts = (
        Content(before),
        Content.assemble(OPENING, (disputed or " ", "bold underline"), CLOSING),
        Content(after),
    )
    return Content(" ").join(part for part in parts if part)


def question_title(trial: PreferenceTrial, span: Span, record: ClipRecord | None) -> str:
    """Which place of how many, and where it is."""
    number = trial.spans.index(span) + 1
    name = one_line(record.name) if record else span.clip[:8]
    return f"Which is said? {number} of {len(trial.spans)} · {name} · {place_of(span)}"


def progress(trial: PreferenceTrial) -> str:
    """How much of it is answered; not who is ahead."""
    total, left = len(trial.spans), len(trial.open_spans)
    skipped = sum(1 for one in trial.spans if answer_word(trial, one) == "skip")
    spared = f", {skipped} of them skipped" if skipped else ""
    return f"{total - left} of {counted(total, 'place')} answered{spared}"


def whence(trial: PreferenceTrial) -> str:
    """Whose words these are, and of how much audio."""
    heard = [one for variant in trial.variants for one in variant.heard.values()]
    models = " and ".join(dict.fromkeys(shortened(one.model, 16) for one in heard))
    clips = len({span.clip for span in trial.spans})
    return f"{models}, {origin(trial.sandbox)} · {counted(clips, 'clip')}"


def figures(trial: PreferenceTrial, width: int) -> Content:
    """Progress and origin on one line; the origin is never left out."""
    total, left = len(trial.spans), len(trial.open_spans)
    short = f"{total - left} of {total} answered"
    forms = (f"{progress(trial)} · {whence(trial)}", f"{short} · {whence(trial)}")
    fitting = next((one for one in forms if cell_len(one) <= width), forms[-1])
    return Content(shortened(fitting, width))


# --- who is ahead -------------------------------------------------------------------------------


def result_sections(trial: PreferenceTrial) -> list[tuple[str, str]]:
    """Who won, for every pair of variants and every term, and on what that rests."""
    labels = [one_line(variant.label) for variant in trial.variants]
    pairs = [
        f"{labels[one.variant]} over {labels[one.other]}: {in_words(one.result)}"
        for one in trial.contests()
    ]
    sections = [("Who is right more often", "\n".join(pairs))]
    terms = [
        f"{one_line(one.term)} ({labels[one.contest.variant]} over {labels[one.contest.other]}): "
        f"{_VERDICTS[one.verdict]}; {one.answered} of {counted(one.spans, 'place')} answered, "
        f"{in_words(one.contest.result, brief=True)}"
        for one in trial.by_term()
    ]
    if terms:
        sections.append(("Term by term", "\n".join(terms)))
    return [*sections, ("What this rests on", "\n".join(_rests_on(trial)))]


def in_words(result: WinRate, *, brief: bool = False) -> str:
    """Wins, losses and ties; the rate with its interval where there is one."""
    tied = f", {counted(result.ties, 'tie')}" if result.ties else ""
    score = f"{result.wins} to {result.losses}{tied}"
    if result.rate is None and brief:
        return f"{score}, too few for a rate"
    if result.rate is None:
        return f"{score}; no rate under {FEWEST_DECIDED} decided places, {result.wanting} wanting"
    interval = f"{percent(result.low)} to {percent(result.high)}"
    return (
        f"{score}; right in {percent(result.rate)} of {result.decided} decided places, "
        f"{result.level:.0%} interval {interval}: {_OUTCOMES[result.outcome]}"
    )


def _rests_on(trial: PreferenceTrial) -> Iterator[str]:
    yield f"{progress(trial)}. {whence(trial)}."
    yield (
        "Chosen blind: the letters are dealt anew for every place. Ties (all right, none right) "
        "decide nothing; the interval is Wilson's."
    )
    if trial.unplayed:
        yield f"{counted(trial.unplayed, 'place was', 'places were')} judged without being played."
    if trial.looked_after:
        after = ", ".join(str(number) for number in trial.looked_after)
        yield f"Somebody looked who is ahead after {after} answers: the rest is less blind."
    if trial.sandbox:
        yield "From the sandbox: this says nothing about a vendor."


def kept_choices(trial: PreferenceTrial) -> Sequence[tuple[str, str]]:
    """The variants to keep, with how each fared, and none of them."""
    winner = trial.winner
    choices = [
        (
            one_line(variant.label) + (" · shown better than every other" if i == winner else ""),
            _fared(trial, i),
        )
        for i, variant in enumerate(trial.variants)
    ]
    return [*choices, ("None", "the choice is recorded, and no variant is kept")]


def _fared(trial: PreferenceTrial, number: int) -> str:
    contests = [one for one in trial.contests() if number in (one.variant, one.other)]
    seen = []
    for one in contests:
        turned = one.variant != number
        result = one.result.turned() if turned else one.result
        other = trial.variants[one.variant if turned else one.other].label
        seen.append(f"{result.wins} to {result.losses} against {one_line(other)}")
    return ", ".join(seen)
