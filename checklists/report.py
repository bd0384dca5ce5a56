"""The report: one HTML file that needs nothing else, for people who were not there.

No script, no network (a content policy in the page forbids both), light and dark, fit to print.
Every number stands with its origin: sandbox or live, model, date, clips.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from checklists.before.recording_log import makings_among
from checklists.guide import GUIDE_TITLE
from checklists.plan_model import Plan, PlanTask
from checklists.records import Run
from checklists.report_html import (
    NOTHING,
    Html,
    bullets,
    chip,
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
from checklists.report_keywords import keyterms
from checklists.report_rollback import way_back
from checklists.report_samples import samples
from checklists.report_search import search_section
from checklists.report_words import differences, word_errors
from checklists.workspace import Workspace

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STATES = {
    "open": ("○", "open", ""),
    "evidence": ("●", "evidence", "good"),
    "stale": ("◐", "stale", "bad"),
    "asserted": ("◇", "asserted", "warn"),
    "not-needed": (NOTHING, "not needed", ""),
}


def render_report(plan: Plan, workspace: Workspace) -> str:
    """The report as an HTML document. Everything that came from outside is escaped."""
    runs = workspace.runs_without_searches()
    clips = workspace.clips()
    names = {record.sha256: record.name for record in clips}
    body = [
        _head(plan),
        _found(plan),
        _tasks(plan),
        samples(plan, clips, makings_among(runs)),
        word_errors(plan),
        differences(clips, runs),
        search_section(plan, workspace, names),
        keyterms(plan),
        _live(plan, names),
        way_back(plan.rollback, names),
        _facts(plan),
        _requests(runs, names),
        _foot(plan),
    ]
    style = files("checklists").joinpath("report.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>From Amazon Transcribe to Deepgram: {plan.created:%Y-%m-%d}</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _head(plan: Plan) -> Html:
    kind = "rehearsal in the sandbox" if plan.mode == "sandbox" else "live plan"
    parts = [
        tag("h1", text("From Amazon Transcribe to Deepgram")),
        paragraph(
            f"{kind.capitalize()}, {plan.created:%Y-%m-%d %H:%M %Z}, crossfade {plan.crossfade}",
            "soft",
        ),
    ]
    if plan.notice:
        whole = "SANDBOX" if plan.mode == "sandbox" else "PARTLY SANDBOX"
        parts.append(tag("div", tag("strong", text(whole)), text(f" {plan.notice}"), kind="banner"))
    return tag("header", *parts)


def _found(plan: Plan) -> Html:
    if not plan.findings:
        return section("What was found", paragraph("Nothing has been measured yet.", "soft"))
    return section("What was found", bullets(plan.findings, "findings"))


def _tasks(plan: Plan) -> Html:
    rows = [
        (
            text(task.number),
            text(task.phase),
            text(task.title),
            _state(task),
            _behind(task),
        )
        for task in plan.tasks
    ]
    return section(
        "The twelve tasks",
        paragraph(f"Closed: {plan.readiness}.", "soft"),
        table(("", "phase", "task", "state", "behind it"), rows, numeric=(0,), tight=(1, 3)),
    )


def _state(task: PlanTask) -> Html:
    symbol, word, kind = _STATES[task.state]
    state = chip(symbol, word, kind)
    return join([state, origin(True)], " ") if task.sandbox and task.runs else state


def _behind(task: PlanTask) -> Html:
    parts: list[Html] = []
    if task.by:
        parts.append(text(f"{task.by}: {task.reason or ''}"))
    if task.runs:
        number = len(task.runs)
        parts.append(text(f"{number} run{'' if number == 1 else 's'}, newest "))
        parts.append(mono(task.runs[-1]))
    if task.missing:
        parts.append(tag("span", text("; ".join(task.missing)), kind="soft"))
    return join(parts, " ")


def _live(plan: Plan, names: Mapping[str, str]) -> Html:
    if not plan.live:
        return section("Live", paragraph("Nothing has been streamed yet.", "soft"))
    rows = [
        (
            vendor(row.vendor),
            text(names.get(row.clip, row.clip[:12])),
            origin(row.sandbox),
            text(_seconds(row.first_interim)),
            text(_median(row.emission_p50, row.emission_n)),
            text(_median(row.finalization_p50, row.finalization_n)),
            text(_median(row.endpoint_p50, row.endpoint_n)),
            text(NOTHING if row.revision is None else f"{row.revision:.0%}"),
            text(_seconds(row.last_final)),
            text("true word times" if row.basis == "truth" else "the vendor's own word times"),
        )
        for row in plan.live
    ]
    heads = (
        "vendor",
        "clip",
        "from",
        "first interim",
        "word shown",
        "final after speech",
        "end of utterance",
        "words revised",
        "last final after audio",
        "measured by",
    )
    note = (
        "Medians with the number of samples. The same blocks went to both at the speed of speech, "
        "by absolute deadlines; connecting is not counted. Amazon marks no end of an utterance. "
        "The end of audio is Finalize and CloseStream for Deepgram, an empty frame for Amazon."
    )
    return section(
        "Live", table(heads, rows, numeric=(3, 4, 5, 6, 7, 8)), paragraph(note, "soft small")
    )


def _seconds(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f} s"


def _median(value: float | None, n: int) -> str:
    return NOTHING if value is None else f"{value:.2f} s (n {n})"


def _facts(plan: Plan) -> Html:
    rows = [
        (
            join([text(fact.says), tag("div", mono(fact.id), kind="soft")]),
            text(fact.guide_says or NOTHING),
            text(fact.source),
            text(fact.as_of or fact.read_on),
            chip("●", "documented")
            if fact.standing == "documented"
            else chip("!", fact.standing, "warn"),
        )
        for fact in plan.facts
    ]
    heads = ("today", "the guide says", "source", "as of", "standing")
    note = f"The guide is Deepgram's own, “{GUIDE_TITLE}”. Prices are list prices; check them."
    return section(
        "Facts the plan rests on", table(heads, rows, tight=(3, 4)), paragraph(note, "soft small")
    )


def _requests(runs: Sequence[Run], names: Mapping[str, str]) -> Html:
    asked = [run for run in runs if run.vendor and run.request]
    if not asked:
        return section("The exact requests", paragraph("None was sent yet.", "soft"))
    return section(
        "The exact requests",
        paragraph("Without keys: none is ever stored. Equal requests are shown once.", "soft"),
        *_grouped(asked, names),
    )


def _grouped(runs: Sequence[Run], names: Mapping[str, str]) -> list[Html]:
    groups: dict[tuple[str, str, bool, str], list[Run]] = {}
    for run in runs:
        # Sorted keys, so that equal requests look equal.
        # Thousands of calls are searched with one request: each has its own audio.
        shown = _readable(_without_audio(run.request) if run.kind == "search" else run.request)
        groups.setdefault((run.kind, run.vendor, run.sandbox, shown), []).append(run)
    blocks: list[Html] = []
    for (kind, name, sandbox, shown), members in groups.items():
        clips = dict.fromkeys(names.get(run.clip, run.clip[:12]) for run in members if run.clip)
        heading = tag(
            "h3", text(f"{kind} "), vendor(name), text(f" {members[-1].model} "), origin(sandbox)
        )
        what = join([text(_some(tuple(clips))), text(" "), mono(members[-1].id)])
        blocks += [heading, tag("p", what, kind="soft small"), tag("pre", text(shown))]
    return blocks


def _without_audio(request: Any) -> Any:
    if not isinstance(request, dict):
        return request
    return {name: value for name, value in request.items() if name != "audio"}


def _some(names: Sequence[str]) -> str:
    """The names, or the first of very many."""
    left = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {left} more" if left > 0 else "")


_NAMED = 40
_LINE = 90


def _readable(value: Any, indent: str = "") -> str:
    """JSON that breaks lines only where a line would be too long."""
    short = json.dumps(value, sort_keys=True, ensure_ascii=False)
    if len(short) + len(indent) <= _LINE or not isinstance(value, dict | list) or not value:
        return short
    inner = indent + "  "
    if isinstance(value, dict):
        lines = [
            f"{inner}{json.dumps(key, ensure_ascii=False)}: {_readable(value[key], inner)}"
            for key in sorted(value)
        ]
    else:
        lines = [inner + _readable(one, inner) for one in value]
    opened, closed = "{}" if isinstance(value, dict) else "[]"
    return f"{opened}\n" + ",\n".join(lines) + f"\n{indent}{closed}"


def _foot(plan: Plan) -> Html:
    sides = [
        f"{row.name} {row.model} ({row.endpoint}{', ' + row.region if row.region else ''})"
        for row in plan.vendors
    ]
    return tag("footer", paragraph(f"Who took part: {'; '.join(sides) or 'nobody yet'}."))
