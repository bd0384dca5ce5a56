"""How ``crossfade keywords`` tells what it will send, and what the terms did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checklists.before.keywords import LadderPlan
from checklists.vendors import Vendors
from tui.commands.output import say, say_wrapped
from tui.commands.sending_lines import audio_length, price_lines
from tui.text import counted


def plan_lines(plan: LadderPlan, vendors: Vendors) -> list[str]:
    """What will be sent and what not, before the first of it is."""
    lines: list[str] = []
    if plan.quick is not None:
        terms = zip(plan.quick.terms, plan.quick.why, strict=True)
        chosen = "; ".join(f"{term} ({why})" for term, why in terms)
        lines.append(f"Quick form: {plan.quick.clip.name} ({plan.quick.why_clip}) with {chosen}.")
    lines += _sent_lines(plan, vendors, "To send")
    if plan.full is not None:
        lines += _sent_lines(plan.full, vendors, "The full form would send")
    lines += [f"Note: {note}" for note in plan.notes]
    return lines


def _sent_lines(plan: LadderPlan, vendors: Vendors, what: str) -> list[str]:
    parts = [f"{counted(len(plan.to_send), 'request')} with {audio_length(plan.seconds)} of audio"]
    if plan.channel_seconds != plan.seconds:
        parts.append(f"{audio_length(plan.channel_seconds)} counted by channel")
    if plan.known:
        parts.append(f"{len(plan.known):,} of {len(plan.questions):,} on record already")
    if plan.further:
        aim = "the boosts and the smallest set" if plan.sweep else "the smallest set"
        parts.append(f"at most {plan.further:,} more to find {aim}")
    terms, clips = counted(len(plan.terms), "term"), counted(len(plan.clips), "clip")
    line = f"{what}: {terms} as {plan.way} on {clips}: " + "; ".join(parts) + "."
    certain = plan.sending(vendors)
    low = certain.cost.low if certain and certain.cost else 0.0
    return [line, *price_lines(plan.sending(vendors, at_most=True), low)]


def tell(document: Mapping[str, Any], label: str) -> None:
    """The verdicts, and the sets beside each other."""
    clips = document["clips"]
    for clip in clips:
        say(f"{clip['path']}  deepgram ({label})  model {document['model']}")
    if document["synthetic"]:
        say("  a machine's speech: no evidence of what people say")
    say(f"  without terms: {_numbers(document['baseline'])}")
    for term in document["terms"]:
        _tell_term(term)
    if len(document["terms"]) > 1:
        say(f"  all terms: {_numbers(document['all'])}")
    if document["kept"] and document["recommended"]:
        say(f"  recommended: {_numbers(document['kept'])}")
    for removed in document["removed"]:
        say_wrapped(f"{removed['term']} is left out. {removed['why']}", "  ", "    ")
    for failure in document["failures"]:
        terms = ", ".join(failure["terms"]) or "without terms"
        say_wrapped(f"not answered: {terms}: {failure['why']}", "  ", "    ")
    if document["stopped"]:
        say_wrapped(f"Stopped: {document['stopped']}")
    number = counted(len(clips), "clip")
    kept = document["kept"] or {"set": []}
    named = ", ".join(_named(one) for one in kept["set"]) or "none"
    say(f"  recommended on {number}: {named}")
    if len(clips) < 2:
        say("  no intervals: one clip says nothing of how much clips differ")
    _tell_requests(document["requests"])


def _tell_term(term: Mapping[str, Any]) -> None:
    counts = ", ".join(f"{len(term[kind])} {kind}" for kind in ("gained", "lost", "harmed"))
    change = _change(term["wer_change"])
    say(f"  {term['term']}: {term['verdict']}  {counts}  WER {_rate(term['wer'])}{change}")
    for kind in ("gained", "lost", "harmed"):
        for one in term[kind]:
            before, after = one["before"] or "nothing", one["after"] or "nothing"
            say(f"    {kind:<6}  {one['word']}: '{before}' became '{after}'")
    if term["invented"]:
        say(f"    put {counted(term['invented'], 'time')} where it was not said")
    for step in term["boosts"]:
        marks = " ".join(
            mark
            for mark, here in (
                ("recommended", term["verdict"] == "keep" and step["boost"] == term["boost"]),
                ("turning point", step["boost"] == term["turning_point"]),
            )
            if here
        )
        say(
            f"    boost {step['boost']:g}: {step['errors']} errors, {step['gained']} gained, "
            f"{step['lost'] + step['harmed']} lost or harmed, {step['invented']} invented"
            f"{'  ' + marks if marks else ''}"
        )


def _tell_requests(requests: Mapping[str, int]) -> None:
    parts = [f"{requests['sent']:,} sent"]
    if requests["on_record"]:
        parts.append(f"{requests['on_record']:,} on record")
    if requests["failed"]:
        parts.append(f"{requests['failed']:,} failed and will be sent again next time")
    say(f"  requests: {', '.join(parts)}")


def _named(one: Mapping[str, Any]) -> str:
    boost = one["boost"]
    return str(one["term"]) if boost == 1 else f"{one['term']}:{boost:g}"


def _numbers(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "not answered"
    return (
        f"WER {_rate(row['wer'])}{_limits(row['wer_interval'])}{_change(row['wer_change'])}, terms "
        f"heard {_rate(row['keyword_recall'])}{_limits(row['recall_interval'])}, rightly "
        f"{_rate(row['keyword_precision'])}"
    )


def _limits(interval: Mapping[str, Any] | None) -> str:
    return "" if interval is None else f" [{interval['low']:.1%}, {interval['high']:.1%}]"


def _change(change: Mapping[str, Any]) -> str:
    if not change["value"]:
        return ""
    span = "" if change["low"] is None else f" [{change['low']:+.1%}, {change['high']:+.1%}]"
    return f" ({change['value']:+.1%}{span})"


def _rate(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.1%}"
