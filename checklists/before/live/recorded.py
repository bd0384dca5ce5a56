"""The live sessions that a workspace holds, as a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from checklists.before.live import storage
from checklists.before.live.pane import LivePane
from checklists.records import Run
from checklists.workspace import Workspace
from providers.errors import BadInput


@dataclass(frozen=True, slots=True)
class RecordedPane:
    """One pane of a recorded session and the run that keeps it."""

    pane: LivePane
    sandbox: bool
    run: str


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """A session in a workspace. ``id`` is the session's, or the run's where it has none.

    ``title`` is the sample's name; ``duration`` in seconds; ``channels`` of the sample; ``clip``
    the hash of the audio.
    """

    id: str
    on: datetime
    title: str
    duration: float
    channels: int
    rate: int
    clip: str
    panes: tuple[RecordedPane, ...]

    @property
    def sandbox(self) -> bool:
        """Whether all of it came from the sandbox."""
        return all(pane.sandbox for pane in self.panes)


def sessions(workspace: Workspace) -> list[RecordedSession]:
    """All recorded sessions, the newest first; reads no events."""
    grouped: dict[str, list[Run]] = {}
    for run in workspace.run_heads(storage.KIND):
        grouped.setdefault(storage.session_of(run) or run.id, []).append(run)
    clips = {record.sha256: record for record in workspace.clips()}
    found = []
    for name, runs in grouped.items():
        record = clips.get(runs[0].clip)
        found.append(
            RecordedSession(
                id=name,
                on=runs[0].started_at,
                title=record.name if record else storage.source_of(runs[0]) or "a removed sample",
                duration=runs[0].seconds,
                channels=record.clip.channels if record else _channels(runs[0]),
                rate=record.clip.rate if record else 16000,
                clip=runs[0].clip,
                panes=_panes(runs),
            )
        )
    return sorted(found, key=lambda session: (session.on, session.id), reverse=True)


def recorded_session(workspace: Workspace, name: str) -> RecordedSession:
    """The session of this id, of which the first letters are enough; "last" is the newest.

    Raises BadInput where there is none, or several begin so.
    """
    every = sessions(workspace)
    if name == "last" and every:
        return every[0]
    found = [one for one in every if one.id == name] or [
        one for one in every if name and one.id.startswith(name)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput(
            f"{len(found)} recorded sessions begin with {name!r:.60}: give more of its name."
        )
    known = ", ".join(one.id for one in every[:3])
    raise BadInput(
        f"There is no recorded live session {name!r:.60} in {workspace.directory}: "
        + (f"the newest are {known}." if known else "record one with crossfade live --workspace.")
    )


def _panes(runs: Sequence[Run]) -> tuple[RecordedPane, ...]:
    made = [
        RecordedPane(storage.pane_of(run, str(number)), run.sandbox, run.id)
        for number, run in enumerate(runs, 1)
    ]
    return tuple(sorted(made, key=lambda one: one.pane.id))


def _channels(run: Run) -> int:
    options = run.options
    return 2 if options.get("multichannel") or options.get("channel_identification") else 1
