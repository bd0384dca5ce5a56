"""Keeping the recommended set: what the plan will mean to send, and what that does to evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.board import short_name
from tui.keyword_lines import rate, rows_of
from tui.screens.keyword_send import ScrolledConfirm
from tui.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from checklists.plan_choices import Consequence
    from checklists.workspace import Workspace
    from tui.app import CrossfadeApp


@dataclass(frozen=True, slots=True)
class Kept:
    """What would be chosen: the model, and all options of the plan with the terms among them."""

    model: str
    options: Mapping[str, Any]
    terms: tuple[str, ...]
    rules: tuple[str, ...]


def to_keep(workspace: Workspace, result: Mapping[str, Any], rules: Sequence[str]) -> Kept:
    """The recommended set of an experiment among the options that are chosen already.

    ``rules`` are replace rules of an imported vocabulary.
    """
    found = result.get("kept")
    rows = rows_of(found, "set") if isinstance(found, Mapping) else []
    way = "keywords" if result.get("way") == "keywords" else "keyterm"
    terms = tuple(_written(row, way) for row in rows)
    choice = workspace.choices().get("deepgram")
    options = dict(choice.options) if choice else {}
    for name in ("keyterm", "keywords"):
        options.pop(name, None)
    if terms:
        options[way] = list(terms)
    if rules:
        options["replace"] = list(dict.fromkeys((*_listed(options.get("replace")), *rules)))
    return Kept(str(result.get("model", "")), options, terms, tuple(rules))


def _written(row: Mapping[str, Any], way: str) -> str:
    term, boost = str(row.get("term", "")), rate(row.get("boost"))
    return term if way == "keyterm" or boost in (None, 1.0) else f"{term}:{boost:g}"


def _listed(value: object) -> list[str]:
    """An option's values, of which a single one may stand alone."""
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


class KeepWindow(ScrolledConfirm):
    """Dismissed with True to keep the set."""

    def __init__(self, kept: Kept, touched: Sequence[Consequence], doubts: Sequence[str]) -> None:
        words = "\n".join(words_of(kept, touched, doubts))
        super().__init__("Keep the recommended set", words, "Keep")


def words_of(kept: Kept, touched: Sequence[Consequence], doubts: Sequence[str]) -> Iterator[str]:
    """What keeping does, in lines. ``doubts`` are reasons to wait."""
    terms = ", ".join(one_line(term) for term in kept.terms)
    yield f"The plan will mean to send {one_line(kept.model)} with {terms or 'no terms'}."
    if kept.rules:
        many = counted(len(kept.rules), "replace rule")
        yield f"And {many} of the vocabulary, which nothing has tested."
    yield from (f"! {one_line(doubt)}" for doubt in doubts)
    for one in touched:
        name = short_name(one.task.id)
        if one.stale:
            yield f"{name}: {counted(len(one.stale), 'run')} would be stale, made otherwise."
        if one.again:
            yield f"{name}: {counted(len(one.again), 'run')} would hold again."
    if not touched:
        yield "No evidence becomes stale by this."


def doubts_about(result: Mapping[str, Any], sandbox: bool) -> Iterator[str]:
    """Why this experiment is little to go by."""
    if sandbox:
        yield "Found in the sandbox: its recogniser is no vendor's, so try again live."
    if result.get("synthetic"):
        yield "Found on a machine's speech: try again on real recordings."
    clips = len(rows_of(result, "clips"))
    if result.get("form") == "quick":
        yield "Found by the quick form: three terms on one clip."
    elif clips < 2:
        yield "Found on one clip, which says nothing of the spread."


def ask_to_keep(
    program: CrossfadeApp,
    result: Mapping[str, Any],
    rules: Sequence[str],
    sandbox: bool,
    say: Callable[[str], None],
) -> None:
    """Say what keeping would do, and choose the set when told to; ``say`` gets what came of it."""
    from checklists.plan_choices import choose, consequences

    workspace = program.workspace
    kept = to_keep(workspace, result, rules)
    touched = consequences(workspace, "deepgram", kept.model, kept.options)

    def answered(agreed: bool | None) -> None:
        if not agreed:
            say("Nothing was kept.")
            return
        terms = ", ".join(one_line(term) for term in kept.terms)

        def carry_out() -> None:
            choose(workspace, "deepgram", kept.model, kept.options)
            say(f"Kept for the plan: {one_line(kept.model)} with {terms}.")

        program.change(carry_out)

    window = KeepWindow(kept, touched, tuple(doubts_about(result, sandbox)))
    program.push_screen(window, answered)
