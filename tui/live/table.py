"""What the latency table of a running comparison is made of: its figures now, and what is fair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from checklists.before.fairness import Circumstances, fairness_notes
from checklists.before.live.panes import label
from tui.live.latency_lines import PaneFigures
from tui.live.model import Comparison
from tui.live.pane_lines import NAMES
from tui.text import counted

if TYPE_CHECKING:
    from checklists.before.live.sessions import Playing
    from checklists.workspace import Workspace


def table_now(
    comparison: Comparison,
    playing: Playing | None,
    origins: Mapping[str, str],
    workspace: Workspace,
) -> tuple[tuple[PaneFigures, ...], tuple[str, ...]]:
    """A column for each pane and the notes beside them. ``origins`` as the panes' titles say."""
    panes = tuple(side.pane for side in comparison.sides.values())
    figures = tuple(
        PaneFigures(
            pane.id,
            NAMES[pane.vendor],
            label(pane),
            origins.get(pane.id, ""),
            side.tracker.figures() if side.tracker else None,
            connect_seconds(playing, pane.id, workspace),
            comparison.differs(pane.id),
        )
        for pane, side in zip(panes, comparison.sides.values(), strict=True)
    )
    truth = any(one.latency is not None and one.latency.basis == "truth" for one in figures)
    known = Circumstances(
        sandbox={pane.id: playing.sandboxed(pane.id) for pane in panes} if playing else {},
        basis="truth" if truth else "vendor",
        stamp=playing.stamp if playing else "",
        pauses=len(comparison.clock.pauses) if comparison.clock else 0,
        upsets=dict(_upsets(playing)) if playing else {},
    )
    return figures, fairness_notes(panes, known)


def connect_seconds(playing: Playing | None, pane: str, workspace: Workspace) -> float | None:
    """What connecting took, also of a session that is replayed; None where nobody knows."""
    from checklists.before.live.replay import Replay
    from checklists.before.live.sessions import LiveSession

    if isinstance(playing, LiveSession):
        return (playing.side(pane).connect_seconds or None) if playing.begun else None
    if isinstance(playing, Replay):
        run = next((one.run for one in playing.session.panes if one.pane.id == pane), "")
        found = workspace.run(run).numbers.get("connect_seconds") if run else None
        return found if isinstance(found, float) else None
    return None


def _upsets(playing: Playing) -> Iterator[tuple[str, str]]:
    """What happened to a pane that has to be known beside its figures."""
    for pane in playing.panes:
        kept = playing.kept_up(pane.id)
        said = []
        if (again := int(kept.get("connections", 0)) - 1) > 0:
            said.append(f"connected again {counted(again, 'time')}")
        if gaps := int(kept.get("gaps", 0)):
            said.append(f"{counted(gaps, 'gap')} of {kept.get('gap_seconds', 0.0):.1f} s together")
        if unknown := int(kept.get("unknown_messages", 0)):
            said.append(f"{counted(unknown, 'message')} of an unknown kind")
        if said:
            yield pane.id, ", ".join(said)
