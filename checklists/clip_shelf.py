"""The samples of a workspace: what was said in them, where that is known from, and which stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checklists import rows
from checklists.keeping import kept_copy
from checklists.records import ClipRecord, ReferenceOrigin, to_json
from checklists.schema import said_plainly
from checklists.store import Store, now
from providers.errors import BadInput

if TYPE_CHECKING:
    from providers.audio.clips import Clip
    from providers.speech import Word


class ClipShelf(Store):
    """The part of a workspace that holds the clips."""

    @property
    def audio(self) -> Path:
        """Where recordings and imported clips are kept, named by content."""
        return self.directory / "audio"

    def add_clip(
        self,
        clip: Clip,
        *,
        name: str = "",
        tags: Sequence[str] = (),
        references: Mapping[int, str] | None = None,
        truth: Sequence[Word] = (),
        synthetic: bool = False,
        keep: bool = False,
        origin: ReferenceOrigin | None = None,
    ) -> ClipRecord:
        """Add a sample, or replace what is known of it (same content, same record).

        ``origin`` is that of the references given. References and truth that are not given stay as
        they were. Another file at the same path
        retires the clip that was there: its runs stay, its evidence is stale. ``keep`` copies the
        file into ``audio/``. Raises BadInput.
        """
        known = self._clip_or_none(clip.sha256)
        with said_plainly(clip.path):
            clip = replace(clip, path=clip.path.absolute())
            if keep:
                clip = replace(clip, path=kept_copy(self.audio, clip))
        record = ClipRecord(
            clip=clip,
            name=name or (known.name if known else clip.path.name),
            added_at=known.added_at if known else now(),
            tags=tuple(tags) or (known.tags if known else ()),
            references=references or (known.references if known else {}),
            truth=tuple(truth) or (known.truth if known else ()),
            synthetic=synthetic or (known.synthetic if known else False),
            reference_origin=origin if references or not known else known.reference_origin,
        )
        self._refuse_keys([record.name, list(record.tags), record.references], "the clip")
        values = rows.clip_values(record)
        marks = ", ".join("?" * len(values))
        with self._writing("clip added", clip.sha256, record.name):
            self._run_sql("UPDATE clips SET current = 0 WHERE path = ?", (values[2],))
            self._run_sql(
                f"INSERT OR REPLACE INTO clips ({rows.CLIP_COLUMNS}) VALUES ({marks})", values
            )
        return record

    def know_clip(self, clip: Clip) -> None:
        """Know a recording without making it a sample: its runs have a name and a place.

        A sample stays one. What is known of a recording stays as it was, but for its place where
        that is gone.
        """
        known = self._clip_or_none(clip.sha256)
        path = clip.path.absolute()
        if known is not None and (known.clip.path == path or known.clip.path.exists()):
            return
        record = ClipRecord(replace(clip, path=path), path.name, now())
        self._refuse_keys(record.name, "the name of the recording")
        values = list(rows.clip_values(record))
        values[rows.CLIP_COLUMNS.split(", ").index("current")] = 0
        marks = ", ".join("?" * len(values))
        with self._writing("recording known", clip.sha256, record.name):
            self._run_sql(
                f"INSERT INTO clips ({rows.CLIP_COLUMNS}) VALUES ({marks}) "
                "ON CONFLICT (sha256) DO UPDATE SET path = excluded.path",
                values,
            )

    def clips_of(self, hashes: Sequence[str]) -> tuple[ClipRecord, ...]:
        """These recordings, whether they are samples or not; those that are unknown are left out,
        and the order is that in which they were added."""
        found = self._all(
            "SELECT * FROM clips WHERE sha256 IN (SELECT value FROM json_each(?)) "
            "ORDER BY added_at, rowid",
            (to_json(list(hashes)),),
        )
        return tuple(rows.clip_from(row) for row in found)

    def set_references(
        self,
        sha256: str,
        references: Mapping[int, str],
        origin: ReferenceOrigin,
        truth: Sequence[Word] = (),
    ) -> ClipRecord:
        """Put these references in the place of what a clip had, with their origin and its times.

        None given takes them away. Raises BadInput where there is no such clip.
        """
        known = self.clip(sha256)
        record = replace(
            known, references=dict(references), truth=tuple(truth), reference_origin=origin
        )
        self._refuse_keys([record.references, origin.source], "the reference")
        what = "reference set"
        if origin.draft:
            what = f"reference {'drafted' if origin.unverified else 'confirmed by ear'}"
        with self._writing(what, sha256, f"{record.name}: {origin.source}"):
            self._run_sql(
                "UPDATE clips SET reference_texts = ?, truth = ?, reference_origin = ? "
                "WHERE sha256 = ?",
                (*rows.reference_values(record), sha256),
            )
        return record

    def retire_clip(self, sha256: str) -> ClipRecord:
        """Take a sample out of the set. Its file, its runs and their evidence stay.

        Added again it is what it was, references and all. Raises BadInput where there is none.
        """
        record = self.clip(sha256)
        with self._writing("clip retired", sha256, record.name):
            self._run_sql("UPDATE clips SET current = 0 WHERE sha256 = ?", (sha256,))
        return record

    def clips(self) -> tuple[ClipRecord, ...]:
        """The samples in the order they were added, without retired ones."""
        found = self._all("SELECT * FROM clips WHERE current = 1 ORDER BY added_at, rowid")
        return tuple(rows.clip_from(row) for row in found)

    def clip(self, sha256: str) -> ClipRecord:
        """One sample by its hash, retired ones too. Raises BadInput where there is none."""
        record = self._clip_or_none(sha256)
        if record is None:
            raise BadInput(f"There is no clip {sha256[:12]} in {self.directory}: add it first.")
        return record

    def _clip_or_none(self, sha256: str) -> ClipRecord | None:
        found = self._all("SELECT * FROM clips WHERE sha256 = ?", (sha256,))
        return rows.clip_from(found[0]) if found else None

    def _is_current(self, sha256: str) -> bool:
        return bool(self._all("SELECT 1 FROM clips WHERE sha256 = ? AND current", (sha256,)))
