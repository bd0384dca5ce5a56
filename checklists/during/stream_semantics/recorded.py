"""The sequences that live panes kept in the workspace."""

from __future__ import annotations

from checklists.before.live import storage
from checklists.before.live.recorded import RecordedPane, recorded_session
from checklists.during.stream_semantics.event import from_live
from checklists.during.stream_semantics.sequence import EventSequence, sequence_of
from checklists.records import Run
from checklists.workspace import Workspace


def recorded_sequences(workspace: Workspace, session: str) -> tuple[EventSequence, ...]:
    """The sequence of each pane of a session ("last", or the first letters of its id).

    Raises BadInput where there is no such session or its record is damaged.
    """
    found = recorded_session(workspace, session)
    on = f"{found.on:%Y-%m-%d %H:%M} UTC"
    return tuple(_of_pane(workspace.run(pane.run), pane, on) for pane in found.panes)


def _of_pane(run: Run, pane: RecordedPane, on: str) -> EventSequence:
    events = from_live(storage.events_of(run, 0.0, pane.pane.id), 0.0)
    return sequence_of(
        events,
        name=f"{pane.pane.id} {run.vendor.capitalize()} {pane.pane.model}",
        vendor=run.vendor,
        origin="sandbox" if pane.sandbox else "live",
        recorded=on,
    )
