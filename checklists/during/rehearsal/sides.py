"""The two responses to hold against each other: from what is on record of a clip, or from files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from checklists.records import ClipRecord, Run
from checklists.workspace import Workspace
from providers.audio.naming import shown
from providers.documents.model import Document
from providers.documents.reading import read_document, read_json
from providers.errors import BadInput

Origin = Literal["sandbox", "live", "file"]
# A response of a long call has some ten million bytes.
LARGEST = 200_000_000


@dataclass(frozen=True, slots=True)
class Side:
    """One response and where it is from. ``name`` is the clip's or the file's; ``run`` and ``at``
    are of the record it was taken from, ``path`` of the file."""

    document: Document
    name: str
    origin: Origin
    model: str = ""
    run: str = ""
    path: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClipPair:
    """The newest transcripts of one clip by both, of one origin, without their text."""

    clip: ClipRecord
    amazon: Run
    deepgram: Run

    @property
    def at(self) -> datetime:
        """When the later of the two was made."""
        return max(self.amazon.started_at, self.deepgram.started_at)


def pairs_on_record(workspace: Workspace) -> tuple[ClipPair, ...]:
    """The clips that both vendors have heard, the newest pair first; live before sandbox."""
    newest: dict[tuple[str, bool, str], Run] = {}
    for run in workspace.run_heads("transcribe"):
        newest[(run.clip, run.sandbox, run.vendor)] = run
    found: list[ClipPair] = []
    for clip in workspace.clips():
        for sandbox in (False, True):
            amazon = newest.get((clip.sha256, sandbox, "amazon"))
            deepgram = newest.get((clip.sha256, sandbox, "deepgram"))
            if amazon and deepgram:
                found.append(ClipPair(clip, amazon, deepgram))
                break
    return tuple(sorted(found, key=lambda pair: (pair.amazon.sandbox, -pair.at.timestamp())))


def side_from(run: Run, name: str) -> Side:
    """The response that a run holds; touches no database. Raises BadInput."""
    vendor = "Deepgram" if run.vendor == "deepgram" else "Amazon"
    document = read_json(run.response, source=f"{vendor}'s response to {name}")
    origin: Origin = "sandbox" if run.sandbox else "live"
    return Side(document, name, origin, run.model, run.id, "", run.started_at)


def side_of_file(path: Path) -> Side:
    """The response in a file. Raises BadInput in a sentence that names it."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(
                f"{shown(path)} is larger than {LARGEST // 1_000_000} MB: that is no response."
            )
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"{shown(path)} cannot be read ({(error.strerror or 'no such file').lower()}): give "
            "the JSON of a response."
        ) from None
    except ValueError:
        raise BadInput(f"{shown(path)} is no path that can be used.") from None
    document = read_document(data, source=path.name)
    return Side(document, path.name, "file", document.model, "", str(path))


def about(sides: Sequence[Side]) -> str:
    """Where the values are from, in a line: "support.wav · sandbox · nova-3"."""
    names = list(dict.fromkeys(side.name for side in sides))
    origins = list(dict.fromkeys(side.origin for side in sides))
    models = [side.model for side in sides if side.document.vendor == "deepgram" and side.model]
    words = {"file": "files", "sandbox": "sandbox", "live": "live"}
    said = [" and ".join(names), " and ".join(words[one] for one in origins), *models]
    if whens := [side.at for side in sides if side.at]:
        said.append(f"{max(whens):%Y-%m-%d %H:%M}")
    return " · ".join(said)


def plain_json(raw: Any) -> Any:
    """A document's JSON with floats instead of Decimals, as a record can hold it."""
    from decimal import Decimal

    if isinstance(raw, Decimal):
        return float(raw)
    if isinstance(raw, Mapping):
        return {str(key): plain_json(value) for key, value in raw.items()}
    return [plain_json(value) for value in raw] if isinstance(raw, list | tuple) else raw
