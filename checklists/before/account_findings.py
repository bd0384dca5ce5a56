"""What an account uses, told as a scan tells what code uses, so that both can be added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checklists.before.account_inventory import MODES, SHAPES, Inventory
from checklists.facts.parameter_book import OPERATIONS as REQUESTS
from checklists.scan.finding import NO_ARGUMENTS, Finding, Kind, Mode
from providers.amazon.result_watchers import Watcher


def as_findings(found: Inventory) -> tuple[Finding, ...]:
    """What the jobs ask for, as a scan tells what code asks for: one finding a setting; and one
    for each that is told of results, or categorises calls."""
    about = _Findings(f"the account, {found.region}")
    written = {one.name for one in found.buckets if one.writes}
    settings = [
        about.one(
            "call",
            MODES[jobs.kind],
            f"{REQUESTS[SHAPES[jobs.kind]]} in {one.jobs:,} of {jobs.looked_at:,} jobs",
            {one.member: one.value},
        )
        for jobs in found.jobs
        for one in jobs.settings
    ]
    told = [
        about.one("event", _mode_told(one), f"{one.kind} {one.name}, told of {one.what}")
        for one in found.watchers
        if one.kind == "rule" or one.name in written
    ]
    rules = [
        about.one("call", "call-analytics", f"CallAnalyticsCategory {one.name}")
        for one in found.resources
        if one.kind == "categories"
    ]
    return (*settings, *told, *rules)


@dataclass(frozen=True, slots=True)
class _Findings:
    path: str

    def one(
        self,
        kind: Kind,
        mode: Mode,
        what: str,
        arguments: Mapping[str, str] = NO_ARGUMENTS,
    ) -> Finding:
        return Finding(
            path=self.path,
            line=1,
            kind=kind,
            mode=mode,
            what=what,
            deepgram="",
            confidence="high",
            id="account-job",
            arguments=arguments,
        )


def _mode_told(one: Watcher) -> Mode:
    calls = one.kind == "rule" and "Call Analytics" in one.what and "Transcribe Job" not in one.what
    return "call-analytics" if calls else "batch"
