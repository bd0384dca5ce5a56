"""An account inventory in sections of plain words: for the window, the export and the command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checklists.before.account_inventory import NO_STREAMS, Inventory, Jobs
from checklists.before.account_usage import Pattern
from checklists.before.cost import Bill
from tui.cost_lines import bill_sections
from tui.text import clean, counted, one_line

Sections = list[tuple[str, str]]
_NOTHING = "No job, vocabulary, filter, model or category is there."


def inventory_sections(found: Inventory, bills: Sequence[Bill] = ()) -> Sections:
    """Everything that was found, as headings and texts: what could not be read, the hours and what
    they cost come first."""
    origin = "sandbox" if found.sandbox else "LIVE"
    period = f"{found.since[:10]} to {found.until[:10]}"
    sections = [("Account", clean(f"{origin}, region {found.region}, {period}"))]
    if found.gaps:
        gaps = "\n".join(one_line(f"{one.what}: {one.why}") for one in found.gaps)
        sections.append(("Not read", gaps))
    sections += [("Hours a month", hours_words(found)), *bill_sections(bills)]
    for jobs in found.jobs:
        sections.append((jobs.words.capitalize(), "\n".join(_jobs(jobs))))
        if jobs.settings:
            sections.append((f"Settings, {jobs.words}", "\n".join(_settings(jobs))))
    if found.resources:
        sections.append(("Resources", "\n".join(_resources(found))))
    if found.buckets:
        sections.append(("Buckets", "\n".join(_buckets(found))))
    if found.watchers:
        sections.append(("Who is told", "\n".join(_watchers(found))))
    if not (found.jobs or found.resources):
        sections.append(("Found", _NOTHING))
    return [*sections, ("Streams", NO_STREAMS)]


def hours_words(found: Inventory) -> str:
    """A month's audio, and what that rests on."""
    if found.hours is None:
        return "Not known: no result gave its length."
    lines = [f"{_hours(found.hours)}, reckoned from {_measured(found.patterns)}"]
    lines += [pattern_words(one) for one in found.patterns]
    return "\n".join(lines)


def pattern_words(one: Pattern) -> str:
    """One pattern of use in a line."""
    what = {"standard": "standard", "call-analytics": "Call Analytics", "medical": "medical"}
    extras = {
        "several languages": one.several_languages,
        "redaction": one.redaction,
        "diarization": one.diarization,
        "custom vocabulary": one.vocabulary,
        "custom model": one.custom_model,
    }
    told = [what[one.kind], counted(one.channels, "channel"), *(k for k, v in extras.items() if v)]
    length = "length not known" if one.seconds is None else _hours(one.seconds / 3600)
    return f"{', '.join(told)}: {length}, about {counted(max(1, round(one.jobs)), 'job')}"


def _hours(hours: float) -> str:
    return f"{hours:,.1f} h" if hours >= 1 else f"{hours * 60:.1f} min"


def _measured(patterns: tuple[Pattern, ...]) -> str:
    measured = sum(one.measured for one in patterns)
    looked_at = sum(one.looked_at for one in patterns)
    return f"{counted(measured, 'result')} of {counted(looked_at, 'job')} looked at"


def _jobs(jobs: Jobs) -> Iterator[str]:
    more = " and more that were not listed" if jobs.more else ""
    failed = f", {jobs.failed:,} failed" if jobs.failed else ""
    yield f"{counted(jobs.jobs, 'job')}{more}{failed}; {jobs.looked_at:,} looked at"
    for heading, values in (
        ("by month", jobs.months),
        ("languages", jobs.languages),
        ("formats", jobs.formats),
        ("channels", jobs.channels),
        ("names", jobs.names),
    ):
        if values:
            yield one_line(f"{heading}: {_told(values)}")


def _told(values: Mapping[str, int]) -> str:
    return ", ".join(f"{value} ({number:,})" for value, number in values.items())


def _settings(jobs: Jobs) -> Iterator[str]:
    for one in jobs.settings:
        yield one_line(f"{one.member} = {one.value}: {one.jobs:,} of {jobs.looked_at:,}")


def _resources(found: Inventory) -> Iterator[str]:
    for one in found.resources:
        about = ", ".join(filter(None, (one.language, one.state)))
        used = f"used by {counted(one.jobs, 'job')} looked at" if one.jobs else ""
        told = "; ".join(filter(None, (about, used)))
        yield one_line(f"{one.words}: {one.name}{f' ({told})' if told else ''}")


def _buckets(found: Inventory) -> Iterator[str]:
    for one in found.buckets:
        parts = []
        if one.reads:
            parts.append(f"read by {counted(one.reads, 'job')}")
        if one.writes:
            parts.append(f"written by {counted(one.writes, 'job')}")
        yield one_line(f"{one.name}: {', '.join(parts)}")


def _watchers(found: Inventory) -> Iterator[str]:
    for one in found.watchers:
        off = "" if one.enabled else ", switched off"
        told = ", ".join(one.told) or "no target known"
        yield one_line(f"{one.kind} {one.name}{off}: {one.what}; tells {told}")
