"""Clips whose every word is known, and a vendor that hears what a table says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from checklists.before.keywords import (
    LadderPlan,
    LadderResult,
    LadderState,
    LadderStep,
    climb,
    plan_ladder,
)
from checklists.records import ClipRecord
from checklists.vendors import Options, Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from providers.speech import Vendor
from tests.checklists.furnished import clip_file
from tests.tui.batch_vendors import BatchVendors

TERMS = ("zyxel", "router", "suppose", "card reader")
REFERENCES = {
    "call.wav": {0: "thank you for calling zyxel support", 1: "my zyxel router drops the card"},
    "other.wav": {0: "zyxel support hello", 1: "the router is on my desk"},
}
# Without any term: sigh, cycle and psycho are what stands for zyxel.
HEARD: Mapping[str, tuple[str, str]] = {
    "call.wav": ("thank you for calling sigh support", "my cycle router drops the card"),
    "other.wav": ("psycho support hello", "the router is on my desk"),
}
Change = Callable[[str], str]


def _zyxel(text: str) -> str:
    return text.replace("sigh", "zyxel").replace("cycle", "zyxel").replace("psycho", "zyxel")


def _suppose(text: str) -> str:
    return text.replace("support", "suppose")


CHANGES: Mapping[str, Change] = {"zyxel": _zyxel, "suppose": _suppose}


def heard(name: str, terms: Sequence[str]) -> tuple[str, ...]:
    """What is heard in a clip with these terms: zyxel is gained, suppose harms."""
    texts = HEARD[name]
    for term in terms:
        if term in CHANGES:
            texts = (CHANGES[term](texts[0]), CHANGES[term](texts[1]))
    return texts


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    """A script for ``BatchVendors``."""
    assert isinstance(options, DeepgramOptions)
    return heard(clip.path.name, options.keyterm or [term for term, _ in options.keywords])


def records(
    workspace: Workspace, folder: Path, names: Sequence[str] = ("call.wav", "other.wav")
) -> list[ClipRecord]:
    """The clips, in the workspace."""
    return [
        workspace.add_clip(
            clip_file(folder, name, f"RIFF {name}".encode()),
            references=REFERENCES[name],
            synthetic=True,
        )
        for name in names
    ]


def plan_of(
    clips: Sequence[ClipRecord],
    terms: Sequence[str] = TERMS,
    *,
    workspace: Workspace | None = None,
    model: str = "nova-3",
    sweep: bool = False,
    quick: bool = False,
    again: bool = False,
) -> LadderPlan:
    """A plan for the sandbox."""
    return plan_ladder(
        clips,
        terms,
        sandbox=True,
        base=DeepgramOptions(model=model),
        sweep=sweep,
        quick=quick,
        workspace=workspace,
        again=again,
    )


async def climbed(
    plan: LadderPlan,
    vendors: BatchVendors,
    workspace: Workspace | None = None,
    *,
    steps: list[LadderStep] | None = None,
    states: list[LadderState] | None = None,
    grace: float = 10.0,
) -> LadderResult:
    """Climb with scripted vendors, without waiting between attempts."""
    return await climb(
        cast(Vendors, vendors),
        plan,
        workspace,
        on_step=(steps if steps is not None else []).append,
        on_state=(states if states is not None else []).append,
        first_wait=0.0,
        grace=grace,
    )
