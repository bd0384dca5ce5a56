"""What was said in a clip: found beside the audio, given, typed, or drafted and then confirmed.

A reference that somebody wrote is taken at their word. A transcript that a recogniser made is a
*draft*: it stays unverified until somebody has listened and confirmed it, and nothing is scored
against it as if it were the truth (``ClipRecord.unverified``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any

from checklists.before.reference_formats import Said, read_ctm, read_cues, read_stm, read_text
from checklists.before.reference_json import read_json, said_by
from checklists.records import ClipRecord, ReferenceOrigin, Run, transcript_of
from checklists.scoring.words import WordScore
from checklists.workspace import Workspace
from providers.audio.naming import shown
from providers.errors import BadInput
from providers.speech import Word

# In the order of trust: with times first, then per channel, then plain; a draft last.
SUFFIXES = (".ctm", ".stm", ".txt", ".srt", ".vtt", ".json")
MOST_BYTES = 20 * 1000**2


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference text ready to be attached.

    ``texts`` by channel (a single one is for the whole clip); ``words`` are words with times that
    somebody vouches for, never a recogniser's. ``notes`` are sentences for the user.
    """

    texts: Mapping[int, str]
    words: tuple[Word, ...]
    origin: ReferenceOrigin
    notes: tuple[str, ...] = ()


def beside(audio: Path, folder: Path | None = None) -> tuple[Path, ...]:
    """The files beside an audio file that may be its reference, the most telling first.

    The same stem, or the whole name, with one of ``SUFFIXES`` in either case; in ``folder`` where
    the references are kept apart. A directory of thousands is not read for it.
    """
    place = folder or audio.parent
    wanted = [
        place / f"{stem}{written}"
        for suffix in SUFFIXES
        for stem in (audio.stem, audio.name)
        for written in (suffix, suffix.upper())
    ]
    return tuple(path for path in wanted if path != audio and _is_file(path))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_reference(path: Path, clip: ClipRecord) -> Reference:
    """The reference in a file, for this clip. Raises BadInput with one sentence.

    Refused: no such file, an unknown form, not UTF-8 (or UTF-16 with its mark), nothing said in
    it, another clip's, or a channel that the clip does not have.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(
            f"{shown(path)} is no reference that is known here: give {', '.join(SUFFIXES)}."
        )
    text = _decoded(path)
    if not text.strip():
        raise BadInput(f"{shown(path)} is empty: write down what is said, or attach another file.")
    stem = clip.clip.path.stem
    try:
        reference = _read(text, suffix, path, stem)
        return _checked(reference, clip)
    except BadInput as trouble:
        if shown(path) in str(trouble):
            raise
        raise BadInput(f"{shown(path)} cannot be the reference: {trouble}.") from None


def typed(texts: Mapping[int, str], clip: ClipRecord) -> Reference:
    """What somebody typed while listening, by channel. Raises BadInput for a channel too many."""
    kept = {channel: " ".join(text.split()) for channel, text in texts.items() if text.strip()}
    reference = Reference(kept, (), ReferenceOrigin("typed"))
    try:
        return _checked(reference, clip)
    except BadInput as trouble:
        raise BadInput(f"This cannot be the reference: {trouble}.") from None


def draft_of(run: Run) -> Reference:
    """A vendor's transcript as a draft, unverified. Raises BadInput for a run without one."""
    transcript = transcript_of(run)
    source = f"draft of {run.id}"
    if not transcript.text.strip():
        raise BadInput(f"The run {run.id} heard nothing, so there is nothing to start from.")
    return _draft(said_by(transcript), source)


def attach(workspace: Workspace, sha256: str, reference: Reference) -> ClipRecord:
    """Put a reference in the place of what the clip had. Raises BadInput."""
    return workspace.set_references(sha256, reference.texts, reference.origin, reference.words)


def edited(workspace: Workspace, sha256: str, texts: Mapping[int, str]) -> ClipRecord:
    """Keep what was typed into a clip's reference.

    A draft stays a draft while it is being corrected: only ``confirm`` says that somebody has
    listened. Times are dropped where the words changed. Raises BadInput.
    """
    clip = workspace.clip(sha256)
    reference = typed(texts, clip)
    same = dict(reference.texts) == dict(clip.references)
    origin = clip.reference_origin
    if origin is None or not origin.draft:
        origin = origin if same and origin is not None else ReferenceOrigin("typed")
    elif not same:
        origin = replace(origin, verified_by="", verified_at=None)
    return workspace.set_references(sha256, reference.texts, origin, clip.truth if same else ())


def confirm(workspace: Workspace, sha256: str, by: str = "") -> ClipRecord:
    """Somebody has listened to the whole clip and the references are what was said.

    ``by`` is their name, else the user of this machine. Raises BadInput where there is none.
    """
    clip = workspace.clip(sha256)
    if not clip.references:
        raise BadInput(f"{shown(clip.name)} has no reference text to confirm: write one first.")
    origin = replace(
        clip.reference_origin or ReferenceOrigin("typed"),
        verified_by=by.strip() or _user(),
        verified_at=datetime.now(UTC),
    )
    return workspace.set_references(sha256, clip.references, origin, clip.truth)


def standing_in_words(clip: ClipRecord) -> str:
    """Where the reference comes from and whether it was confirmed; "no reference" without one."""
    if not clip.references:
        return "no reference"
    origin = clip.reference_origin
    if origin is None:
        return "reference of unrecorded origin"
    if origin.verified_by and origin.verified_at is not None:
        return (
            f"{origin.source}, confirmed by {origin.verified_by} on {origin.verified_at:%Y-%m-%d}"
        )
    return f"{origin.source}, unverified" if origin.unverified else origin.source


def numbers_against(clip: ClipRecord, score: WordScore | None) -> dict[str, Any] | None:
    """A score against the clip's references as a run keeps it; None where there is none.

    Against an unverified draft it stands under "against_draft", with where the draft comes from
    under "reference": nothing that pools or shows scores takes it for one against the truth.
    """
    if score is None:
        return None
    if clip.unverified:
        return {"against_draft": score.numbers(), "reference": standing_in_words(clip)}
    return score.numbers()


def refuse_draft(origin: ReferenceOrigin | None, name: str) -> None:
    """Nothing is judged against what a recogniser wrote: that would judge in its favour.

    ``name`` is the clip's. Raises BadInput while nobody has confirmed the draft by ear.
    """
    if origin is not None and origin.unverified:
        raise BadInput(
            f"The reference of {shown(name)} is a draft that nobody has confirmed by ear: confirm "
            "it first, or give another with --reference FILE."
        )


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError):
        return "unknown"


def _decoded(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadInput(
                f"{shown(path)} is {size / 1000**2:.0f} MB, too large for a reference text: "
                "give that of one clip."
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a possible name"
        raise BadInput(f"{shown(path)} cannot be read ({reason}): check the name.") from None
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{shown(path)} is not UTF-8 (byte {error.start}): save it as UTF-8, for example "
            "iconv -f WINDOWS-1252 -t UTF-8."
        ) from None
    if "\0" in text:
        raise BadInput(f"{shown(path)} is not text: give a reference in one of its known forms.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read(text: str, suffix: str, path: Path, stem: str) -> Reference:
    if suffix == ".json":
        said, heard = read_json(text, path)
        return _draft(said, f"file {path.name}") if heard else _of_file(said, path)
    readers = {".stm": read_stm, ".ctm": read_ctm}
    if suffix in readers:
        said = readers[suffix](text, stem)
    else:
        said = read_text(text) if suffix == ".txt" else read_cues(text)
    return _of_file(said, path)


def _of_file(said: Said, path: Path) -> Reference:
    return Reference(said.texts, said.words, ReferenceOrigin(f"file {path.name}"), said.notes)


def _checked(reference: Reference, clip: ClipRecord) -> Reference:
    if not any(text.strip() for text in reference.texts.values()):
        raise BadInput("nothing is said in it")
    highest, channels = max(reference.texts), clip.clip.channels
    if highest >= channels:
        raise BadInput(f"it speaks of channel {highest + 1}, and the clip has {channels}")
    late = max((word.end for word in reference.words), default=0.0)
    if late > clip.clip.duration + 1:
        note = f"Its last word ends at {late:.1f} s, after the clip ({clip.clip.duration:.1f} s)."
        return replace(reference, words=(), notes=(*reference.notes, note))
    return reference


def _draft(said: Said, source: str) -> Reference:
    notes = (*said.notes, "A recogniser wrote this: it stays unverified until it is confirmed.")
    return Reference(said.texts, (), ReferenceOrigin(source, draft=True), notes)
