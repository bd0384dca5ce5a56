"""The keyword ladder in the sandbox: the sample vocabulary on the four sample calls.

Prints how long it took, and the figures of none, all and the recommended set; the recogniser is
PocketSphinx, so they say nothing about a vendor. The second climb shows what starting again costs.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checklists.before.keywords import LadderResult, as_json, climb, plan_ladder
from checklists.before.samples import add_sample_call
from checklists.before.vocabulary import candidates, keyterms
from checklists.before.vocabulary.from_file import vocabulary_file
from checklists.vendors import ONLY_DEEPGRAM, Vendors, open_vendors
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.deepgram.options import DeepgramOptions
from providers.sandbox.samples import VOCABULARY_TABLE, sample_calls

CALLS = 4
# The keywords of older models, for the sweep of boosts: few, because each takes several steps.
SWEPT = 3


def measure() -> None:
    """Print the figures."""
    asyncio.run(_measure())


async def _measure() -> None:
    terms = keyterms(candidates(vocabulary_file(VOCABULARY_TABLE)))
    with (
        tempfile.TemporaryDirectory(prefix="crossfade-bench-") as name,
        Workspace.open(Path(name)) as workspace,
    ):
        async with open_vendors("sandbox", {}, needed=ONLY_DEEPGRAM) as vendors:
            first = await _climb(vendors, workspace, terms, "the first time")
            _figures(as_json(first))
            await _climb(vendors, workspace, terms, "started again")
            await _sweep(vendors, workspace, first.recommended[:SWEPT])


async def _climb(
    vendors: Vendors, workspace: Workspace, terms: tuple[str, ...], when: str
) -> LadderResult:
    calls = [call for call in sample_calls() if call.channels == 2][:CALLS]
    clips = [add_sample_call(workspace, call, probe(call.path)) for call in calls]
    plan = plan_ladder(clips, terms, sandbox=True, workspace=workspace)
    began = time.perf_counter()
    result = await climb(vendors, plan, workspace)
    took = time.perf_counter() - began
    state = result.state
    print(
        f"  {took:6.1f} s  {len(plan.terms)} terms on {len(clips)} calls, {when}: "
        f"{len(plan.questions)} requests foreseen and {state.total - len(plan.questions)} more for "
        f"the smallest set; {state.sent} sent, {state.on_record} on record"
    )
    return result


def _figures(document: Mapping[str, Any]) -> None:
    for name in ("baseline", "all", "kept"):
        row = document[name]
        print(
            f"  {name:<9} {len(row['set']):3d} terms  WER {row['wer']:.3f}  "
            f"recall {row['keyword_recall']:.2f} ({row['found']} of {row['said']})  "
            f"precision {row['keyword_precision'] or 0:.2f}"
        )
    verdicts = [term["verdict"] for term in document["terms"]]
    print("  " + ", ".join(f"{verdicts.count(one)} {one}" for one in dict.fromkeys(verdicts)))
    for term in document["terms"]:
        if term["verdict"] == "harmful":
            print(f"    harmful: {term['term']} ({term['why']})")
    print(f"  recommended: {', '.join(document['recommended'])}")


async def _sweep(vendors: Vendors, workspace: Workspace, terms: tuple[str, ...]) -> None:
    """The same terms as keywords of an older model, with rising boosts."""
    calls = [call for call in sample_calls() if call.channels == 2][:CALLS]
    clips = [add_sample_call(workspace, call, probe(call.path)) for call in calls]
    plan = plan_ladder(
        clips,
        [term for term in terms if " " not in term],
        sandbox=True,
        base=DeepgramOptions(model="nova-2"),
        sweep=True,
        workspace=workspace,
    )
    began = time.perf_counter()
    document = as_json(await climb(vendors, plan, workspace))
    print(f"  {time.perf_counter() - began:6.1f} s  boosts of {len(plan.terms)} keywords")
    for term in document["terms"]:
        steps = ", ".join(f"{one['boost']:g}: {one['errors']}" for one in term["boosts"])
        print(
            f"    {term['term']}: errors by boost {steps}; turning point "
            f"{term['turning_point']}, recommended {term['boost']:g}"
        )


if __name__ == "__main__":
    measure()
