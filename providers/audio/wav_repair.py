"""Recordings that were cut off: by a crash, a kill, a full disk or a power cut.

What was being recorded is called ``TIME.part.wav`` and its header may promise a little less than
is there. Repair brings the header up to date and gives the file its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from providers.audio.naming import shown
from providers.audio.pacing import PcmFormat
from providers.audio.part_file import PART, Kept, lock, name_of, span
from providers.audio.wav import CutHeader, header, read_layout
from providers.errors import BadInput


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of a recording that was cut off. ``sentence`` is for the user.

    ``kept`` is None where nothing had been recorded yet (the file is gone then) or where it could
    not be repaired (the file is as it was, at ``part``).
    """

    part: Path
    kept: Kept | None
    sentence: str


def repair_recordings(folder: Path) -> tuple[Repaired, ...]:
    """Repair every recording in ``folder`` that is unfinished and that no process is writing.

    For the start of the program; quick where there is none. Never raises for a single file, and
    an absent folder holds none.
    """
    return tuple(found for part in _parts(folder) if (found := _repaired(part)) is not None)


def _parts(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(path for path in folder.iterdir() if path.name.endswith(PART))
    except OSError:
        return


def _repaired(part: Path) -> Repaired | None:
    try:
        if part.is_symlink() or not part.is_file():
            return None
        with part.open("rb+", buffering=0) as stream:
            if not lock(stream.fileno()):
                # Somebody is recording into it right now.
                return None
            return _repaired_open(part, stream)
    except BadInput as error:
        return Repaired(part, None, f"{error} It is left as it is.")
    except OSError as error:
        return Repaired(
            part,
            None,
            f"The recording {shown(part)} was cut off and could not be repaired "
            f"({error.strerror}); it is left as it is.",
        )


def _repaired_open(part: Path, stream: BinaryIO) -> Repaired | None:
    size = os.fstat(stream.fileno()).st_size
    begun = shown(part.name.removesuffix(PART))
    empty = Repaired(part, None, f"The recording {begun} was cut off before anything was recorded.")
    try:
        layout = read_layout(stream, size, part)
    except CutHeader:
        if size >= len(header(0, PcmFormat("linear16", 8000, 1))):
            raise
        part.unlink()
        return empty
    form = PcmFormat("linear16", layout.rate, layout.channels)
    start = len(header(0, form))
    if layout.codec != "linear16" or layout.data_start != start:
        raise BadInput(f"{shown(part)} is not a recording of this program.")
    data_bytes = (size - start) // form.frame_bytes * form.frame_bytes
    if data_bytes == 0:
        part.unlink()
        return empty
    stream.truncate(start + data_bytes)
    stream.seek(0)
    stream.write(header(data_bytes, form))
    os.fsync(stream.fileno())
    kept = name_of(part, data_bytes / form.byte_rate)
    return Repaired(
        part,
        kept,
        f"A recording was cut off; its {span(kept.seconds)} are repaired and kept in "
        f"{shown(kept.path)}.",
    )
