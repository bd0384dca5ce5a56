"""The user's migration on disk: clips, runs, evidence, hand-made assertions, the audit trail.

A workspace is a directory with ``crossfade.db`` (SQLite, WAL) and ``audio/``. Every method is one
transaction: it is recorded as a whole or not at all. Use it from one thread (one asyncio loop is
one thread); several processes may have the same workspace open, writers wait for each other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from checklists import rows
from checklists.basis import basis_of
from checklists.evidence import Situation, TaskState, states
from checklists.guide import task as guide_task
from checklists.records import (
    Assertion,
    AuditEntry,
    Choice,
    ClipRecord,
    Evidence,
    Run,
    to_json,
    transcript_of,
    transcript_result,
)
from checklists.schema import DATABASE, open_database, said_plainly
from checklists.store import now, user
from checklists.stored_words import KINDS
from checklists.workspace_stores import WorkspaceStores
from providers.errors import BadInput

if TYPE_CHECKING:
    from providers.speech import Transcript


class Workspace(WorkspaceStores):
    """One migration. Make it with ``open``; it is a context manager."""

    @classmethod
    def open(cls, directory: Path, *, create: bool = True) -> Workspace:
        """Open the workspace in ``directory``, made (mode 0700) where it is not there.

        With ``create`` false a directory without a workspace is left as it is. Raises BadInput:
        not writable, a file, not a workspace, a damaged or newer database.
        """
        directory = Path(directory)
        if directory.exists() and not directory.is_dir():
            raise BadInput(f"{directory} is a file: a workspace is a directory; choose another.")
        if not create and not (directory / DATABASE).is_file():
            raise BadInput(
                f"There is no workspace in {directory}: start one with 'crossfade {directory}', "
                "or name another with --workspace."
            )
        with said_plainly(directory):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            (directory / "audio").mkdir(mode=0o700, exist_ok=True)
        return cls(directory, open_database(directory))

    def close(self) -> None:
        """Close the database. Nothing is pending: every method has committed."""
        if "text_index" in self.__dict__:
            self.text_index.close()
        self._database.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- runs --------------------------------------------------------------------------------

    def record_run(
        self,
        kind: str,
        *,
        sandbox: bool,
        vendor: str = "",
        model: str = "",
        clip: str = "",
        request: object = None,
        response: object = None,
        result: object = None,
        numbers: Mapping[str, object] | None = None,
        started_at: datetime | None = None,
        seconds: float = 0.0,
    ) -> Run:
        """Record what was done: the exact request, the raw response, our shape of it, the numbers.

        ``clip`` is the hash of the audio. Values may be dataclasses, paths and times as well as
        JSON. Signatures of presigned addresses are taken out; anything else that looks like a
        credential raises BadInput, as does what has no JSON form.
        """
        from checklists.recording import new_run

        run = new_run(
            kind,
            sandbox=sandbox,
            vendor=vendor,
            model=model,
            clip=clip,
            request=request,
            response=response,
            result=result,
            numbers=numbers,
            started_at=started_at,
            seconds=seconds,
        )
        marks = ", ".join("?" * 15)
        with self._writing("run recorded", run.id, f"{vendor or 'no vendor'} {model}".strip()):
            self._run_sql(
                f"INSERT INTO runs ({rows.RUN_COLUMNS}) VALUES ({marks})", rows.run_values(run)
            )
            if kind == "search":
                self.search_hits.insert(run)
        self._index(run)
        return run

    def record_transcript(
        self,
        transcript: Transcript,
        clip: str,
        *,
        kind: str = "transcribe",
        numbers: Mapping[str, object] | None = None,
        started_at: datetime | None = None,
    ) -> Run:
        """Record a transcript as a run; ``transcript(run.id)`` gives it back."""
        return self.record_run(
            kind,
            sandbox=transcript.sandbox,
            vendor=transcript.vendor,
            model=transcript.model,
            clip=clip,
            request=transcript.request,
            response=transcript.raw,
            result=transcript_result(transcript),
            numbers=numbers,
            started_at=started_at,
            seconds=transcript.elapsed,
        )

    def run(self, run_id: str) -> Run:
        """One run. Raises BadInput where there is none."""
        found = self._runs(rows.RUN_COLUMNS, "id = ?", (run_id,))
        if not found:
            raise BadInput(f"There is no run {run_id} in {self.directory}.")
        return found[0]

    def runs(
        self, kind: str | None = None, vendor: str | None = None, clip: str | None = None
    ) -> tuple[Run, ...]:
        """Runs from the oldest to the newest, all or those of one kind, vendor or clip."""
        return self._runs(
            rows.RUN_COLUMNS,
            "(?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR vendor = ?2) "
            "AND (?3 IS NULL OR clip = ?3)",
            (kind, vendor, clip),
        )

    def run_heads(self, kind: str, clip: str | None = None) -> tuple[Run, ...]:
        """As ``runs``, without responses and results, which can be large."""
        return self._runs(rows.RUN_HEADS, "kind = ?1 AND (?2 IS NULL OR clip = ?2)", (kind, clip))

    def word_counts(self) -> Mapping[str, int]:
        """How many words each recorded transcript has, by run; without reading the transcripts."""
        found = self._all(
            "SELECT id, json_array_length(result, '$.words') AS words FROM runs "
            "WHERE kind = 'transcribe'"
        )
        return {row["id"]: row["words"] or 0 for row in found}

    def run_figures(self) -> tuple[Run, ...]:
        """Every run as ``runs`` gives it, but without responses, transcripts, streams and searches.

        What a plan is made of: all that is left out is large, and none of it is counted.
        """
        return self._runs(rows.RUN_FIGURES)

    def runs_without_searches(self) -> tuple[Run, ...]:
        """Every run as ``runs`` gives it, but of searches, which may be thousands, only the heads:
        what they found is in ``search_hits``."""
        return self._runs(rows.RUN_WITHOUT_SEARCHES)

    def newest_run(self) -> Run | None:
        """The run recorded last, or None."""
        found = self._runs(rows.RUN_COLUMNS, "rowid = (SELECT max(rowid) FROM runs)")
        return found[0] if found else None

    def transcript(self, run_id: str) -> Transcript:
        """The transcript recorded in a run. Raises BadInput."""
        return transcript_of(self.run(run_id))

    # --- evidence ----------------------------------------------------------------------------

    def attach_evidence(self, task_id: str, run_id: str, note: str = "") -> Evidence:
        """Let a run stand as evidence for a task; again, to renew what it rests on.

        Raises BadInput for an unknown task or run, or a kind of run the task does not accept.
        """
        task = guide_task(task_id)
        run = self.run(run_id)
        if run.kind not in task.accepts:
            raise BadInput(
                f"A {run.kind} run is no evidence for {task_id}, which takes "
                f"{' or '.join(task.accepts)}."
            )
        self._refuse_keys(note, "the note")
        clip, current = self._clip_or_none(run.clip), self._is_current(run.clip)
        basis = basis_of(run, task, clip, current, self._steps_back())
        evidence = Evidence(task_id, run_id, note, now(), basis)
        with self._writing("evidence attached", task_id, run_id):
            self._run_sql(
                "INSERT OR REPLACE INTO evidence (task, run, note, at, basis) "
                "VALUES (?, ?, ?, ?, ?)",
                (
                    task_id,
                    run_id,
                    rows.stored_text(note),
                    rows.stored_time(evidence.at),
                    to_json(basis),
                ),
            )
        return evidence

    def evidence(self, task_id: str | None = None) -> tuple[Evidence, ...]:
        """Evidence in the order it was attached, all or one task's."""
        found = self._all(
            "SELECT * FROM evidence WHERE ?1 IS NULL OR task = ?1 ORDER BY at, rowid", (task_id,)
        )
        return tuple(rows.evidence_from(row) for row in found)

    def evidence_count(self) -> int:
        """How many pieces of evidence there are, without reading one."""
        count: int = self._all("SELECT count(*) AS pieces FROM evidence")[0]["pieces"]
        return count

    def assert_task(self, task_id: str, name: str, reason: str) -> Assertion:
        """Tick a task by hand. It stays marked as asserted, with the name and the reason."""
        return self._assert(task_id, "asserted", name, reason)

    def not_needed(self, task_id: str, reason: str, name: str = "") -> Assertion:
        """Say that a task does not apply here, and why."""
        return self._assert(task_id, "not-needed", name or user(), reason)

    def withdraw(self, task_id: str) -> None:
        """Take back what was said by hand of a task. The trail keeps that it was said."""
        guide_task(task_id)
        with self._writing("assertion withdrawn", task_id, ""):
            self._withdraw(task_id, now())

    def assertions(self) -> tuple[Assertion, ...]:
        """Everything that was ever said by hand, withdrawn or not, oldest first."""
        found = self._all("SELECT * FROM assertions ORDER BY number")
        return tuple(rows.assertion_from(row) for row in found)

    def choose(self, vendor: str, model: str, options: Mapping[str, object] | None = None) -> None:
        """Say which model and options are meant to be used; evidence made otherwise is stale."""
        from checklists.recording import storable

        stored = storable(options or {}, "the options")
        with self._writing("choice made", vendor, model):
            self._run_sql(
                "INSERT OR REPLACE INTO choices VALUES (?, ?, ?, ?)",
                (vendor, model, to_json(stored), rows.stored_time(now())),
            )

    def choices(self) -> Mapping[str, Choice]:
        """The chosen model and options by vendor, where there is a choice."""
        found = self._all("SELECT * FROM choices ORDER BY vendor")
        return {row["vendor"]: rows.choice_from(row) for row in found}

    def task_states(
        self,
        choices: Mapping[str, Choice] | None = None,
        runs: Mapping[str, Run] | None = None,
    ) -> tuple[TaskState, ...]:
        """Where each of the twelve tasks stands, in the guide's order.

        With ``choices``: where it would stand if those were made. ``runs`` are those of
        ``evidence_runs``, where the caller has read them already.
        """
        attached = self.evidence()
        runs = self.evidence_runs() if runs is None else runs
        return states(
            Situation(
                evidence=attached,
                runs=runs,
                assertions=self.assertions(),
                choices=self.choices() if choices is None else choices,
                bases=self._bases(attached, runs),
            )
        )

    def evidence_runs(self) -> Mapping[str, Run]:
        """The runs behind evidence by id, without what came back: responses can be large."""
        found = self._runs(rows.RUN_HEADS, "id IN (SELECT run FROM evidence)")
        return {run.id: run for run in found}

    def audit(self) -> tuple[AuditEntry, ...]:
        """The trail of everything that was ever recorded, oldest first."""
        found = self._all("SELECT * FROM audit ORDER BY number")
        return tuple(rows.audit_from(row) for row in found)

    # --- inside ------------------------------------------------------------------------------

    def _index(self, run: Run) -> None:
        """Take a transcript into the text index; where that cannot be, a search catches up."""
        if run.kind in KINDS:
            with suppress(BadInput):
                self.text_index.add(run)

    def _runs(
        self, columns: str, condition: str = "true", values: tuple[object, ...] = ()
    ) -> tuple[Run, ...]:
        """The runs for which a condition holds, oldest first, with these columns of them."""
        found = self._all(
            f"SELECT {columns} FROM runs WHERE {condition} ORDER BY started_at, rowid", values
        )
        return tuple(rows.run_from(row) for row in found)

    def _bases(
        self, attached: Sequence[Evidence], runs: Mapping[str, Run]
    ) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The fingerprint of each piece of evidence now; each clip is looked at once."""
        known: dict[str, tuple[ClipRecord | None, bool]] = {}
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        steps = self._steps_back() if attached else ()
        for evidence in attached:
            run = runs[evidence.run]
            if run.clip not in known:
                known[run.clip] = (self._clip_or_none(run.clip), self._is_current(run.clip))
            found[evidence.task, evidence.run] = basis_of(
                run, guide_task(evidence.task), *known[run.clip], steps
            )
        return found

    def _steps_back(self) -> Sequence[str]:
        """The steps of the way back as it was last kept."""
        from checklists.before.way_back import KIND, step_texts

        newest = self._all(
            "SELECT result FROM runs WHERE kind = ? ORDER BY started_at DESC, rowid DESC LIMIT 1",
            (KIND,),
        )
        return step_texts(json.loads(newest[0]["result"])) if newest else ()

    def _assert(
        self, task_id: str, kind: Literal["asserted", "not-needed"], name: str, reason: str
    ) -> Assertion:
        guide_task(task_id)
        name, reason = rows.stored_text(name).strip(), rows.stored_text(reason).strip()
        if not name or not reason:
            raise BadInput(f"Ticking {task_id} by hand needs a name and a reason.")
        self._refuse_keys([name, reason], "the reason")
        assertion = Assertion(task_id, kind, name, reason, now())
        with self._writing(kind, task_id, f"{name}: {reason}"):
            self._withdraw(task_id, assertion.at)
            self._run_sql(
                "INSERT INTO assertions (task, kind, name, reason, at) VALUES (?, ?, ?, ?, ?)",
                (task_id, kind, name, reason, rows.stored_time(assertion.at)),
            )
        return assertion

    def _withdraw(self, task_id: str, at: datetime) -> None:
        self._run_sql(
            "UPDATE assertions SET withdrawn_at = ? WHERE task = ? AND withdrawn_at IS NULL",
            (rows.stored_time(at), task_id),
        )
