"""What a Deepgram account says of itself: projects, models, what is left, and its limits.

Nothing here proves a key wrong: a key of the role Default may transcribe and see none of this.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from checklists.before.checks import Check
from checklists.facts.book import fact
from providers.credentials import DeepgramAccess
from providers.deepgram.account import Balance, ModelInfo, Project, balances, models, projects
from providers.errors import Trouble

T = TypeVar("T")
_NAMED = 3
_FAMILY = "nova-3"


async def account_details(access: DeepgramAccess) -> list[Check]:
    """Projects, models, balance and limits, each as far as this key may know.

    Never raises for trouble with Deepgram: it becomes a warning of its line.
    """
    listed = await _told("deepgram project", lambda: _projects(access))
    found, check = listed if isinstance(listed, tuple) else ((), listed)
    project = found[0].project_id if found else ""
    lines = await asyncio.gather(
        _told("deepgram models", lambda: _models(access, project)),
        _told("deepgram balance", lambda: _balance(access, found[0] if found else None)),
    )
    return [check, *lines, _limits()]


async def _told(name: str, ask: Callable[[], Awaitable[T]]) -> T | Check:
    try:
        return await ask()
    except Trouble as trouble:
        return Check(name, "warning", str(trouble), "transcribing may work all the same: try it")


async def _projects(access: DeepgramAccess) -> tuple[Sequence[Project], Check]:
    found = await projects(access)
    if found is None:
        says = "this key may not list projects, as a key of the role Default"
        return (), Check("deepgram project", "skipped", says)
    if not found:
        return (), Check("deepgram project", "skipped", "the key lists no project")
    names = ", ".join(project.name or project.project_id for project in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return found, Check("deepgram project", "ok", f"{names}{more}")


async def _models(access: DeepgramAccess, project: str) -> Check:
    found = await models(access, project)
    whose = "this project may use" if project else "are listed for everybody"
    families = Counter(model.architecture for model in found)
    said = ", ".join(f"{name} {count}" for name, count in sorted(families.items(), reverse=True))
    streams = sum(model.streaming for model in found)
    detail = f"{len(found)} speech-to-text models {whose}, {streams} of them for streams ({said})"
    return _with_nova_3(found, detail)


def _with_nova_3(found: Sequence[ModelInfo], detail: str) -> Check:
    if any(model.architecture == _FAMILY for model in found):
        return Check("deepgram models", "ok", detail)
    return Check(
        "deepgram models", "warning", f"{detail}; no Nova-3", "name another model in every request"
    )


async def _balance(access: DeepgramAccess, project: Project | None) -> Check:
    found = await balances(access, project.project_id) if project else None
    if project is None or found is None:
        says = "not told to this key: it needs billing:read, which an administrator's key has"
        return Check("deepgram balance", "skipped", says)
    if not found:
        return Check("deepgram balance", "skipped", f"{project.name} has none: it is billed later")
    said = ", ".join(_amount(balance) for balance in found)
    if all(balance.amount <= 0 for balance in found):
        return Check(
            "deepgram balance",
            "warning",
            f"{said} left in {project.name}: requests are refused with 402",
            "add credit in Deepgram's console",
        )
    return Check("deepgram balance", "ok", f"{said} left in {project.name}")


def _amount(balance: Balance) -> str:
    if balance.units == "usd":
        return f"{balance.amount:,.2f} USD"
    return f"{balance.amount:,.2f} {balance.units or 'of an unnamed unit'}"


def _limits() -> Check:
    """The API has no question for this, so it is what the documentation says."""
    row = fact("deepgram-concurrency")
    return Check(
        "deepgram limits",
        "skipped",
        f"concurrent requests are not told by the API. {row.says} (as of {row.dated})",
    )
