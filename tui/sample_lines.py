"""The samples in words: a line of the list, everything about one, and what would be recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from checklists.before.recording_log import (
    impaired_word,
    impairments,
    made_in_words,
    pauses,
)
from checklists.before.references import standing_in_words
from checklists.before.sample_facts import SampleFacts, channels_in_words, sound_in_words
from checklists.before.sample_limits import breaches, in_words
from checklists.before.sample_marks import level_word, reference_word, wrong
from tui.content import hanging
from tui.text import clean, clock, counted, one_line, shown_path
from tui.widgets.table import Cell, Column, Line

if TYPE_CHECKING:
    from checklists.before.recording_log import Making
    from checklists.before.representative import Proposal
    from checklists.records import ClipRecord

TABLE = (
    Column("Clip", 12, grows=True),
    Column("Length", 7, right=True),
    Column("kHz", 5, right=True, rank=4),
    Column("Ch", 2, right=True, rank=3),
    Column("Level", 6, rank=2),
    Column("Sound", 9),
    Column("Text", 8),
)
LABEL = 10
# A set of more gaps than this is told in numbers before it is recorded.
_GAPS = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """What was measured of a clip, or the sentence why it could not be."""

    facts: SampleFacts | None
    trouble: str = ""


NOTHING_HEARD = Heard(None)


def length(seconds: float) -> str:
    """A length in at most seven cells: ``0:59.5``, ``1:02 h``."""
    if seconds < 3599.95:
        return clock(seconds)
    return f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d} h"


def amount(size: float) -> str:
    """A size as people read it: ``1.9 MB``."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return counted(int(size), "byte")


def clip_line(record: ClipRecord, heard: Heard | None, making: Making | None = None) -> Line:
    """One clip in the list; ``heard`` is None where it was not measured yet.

    ``making`` is how it was recorded, where that was here.
    """
    seen = heard or NOTHING_HEARD
    seen_then = filter(None, (impaired_word(making),))
    found = (*wrong(record, seen.facts, seen.trouble), *seen_then)
    sound: Cell = ("…", "dim") if heard is None else "ok"
    if found:
        more = f"+{len(found) - 1}" if len(found) > 1 else ""
        sound = (f"{found[0]}{more}", "$warning")
    word = reference_word(record)
    styles = {"none": "dim", "draft": "$warning"}
    clip = record.clip
    return Line(
        record.sha256,
        (
            record.name,
            length(clip.duration),
            f"{clip.rate / 1000:.4g}",
            str(clip.channels),
            level_word(seen.facts),
            sound,
            (word, styles.get(word, "")),
        ),
    )


# --- everything about one clip ---------------------------------------------------------------


def about(
    record: ClipRecord, heard: Heard | None, width: int, making: Making | None = None
) -> Iterator[Content]:
    """Everything that is known of a clip, ``width`` cells wide."""
    yield from hanging(Content(""), Content.styled(one_line(record.name), "bold"), 0, width)
    if record.synthetic:
        yield Content.styled("A machine spoke it: nobody's real audio.", "dim")
    rows = [
        *_of_the_file(record, heard),
        *_limits(record),
        *_of_the_sound(record, heard),
        *_of_its_making(making),
    ]
    for label, words in rows:
        yield from hanging(Content.styled(label, "$text-muted"), words, LABEL, width)
    yield Content("")
    yield from _reference(record, width)


def _of_the_file(record: ClipRecord, heard: Heard | None) -> Iterator[tuple[str, Content]]:
    clip = record.clip
    yield "File", Content(shown_path(clip.path))
    codec = f", {clip.codec}" if clip.codec != clip.container else ""
    yield "Format", Content(one_line(f"{clip.container}{codec}"))
    yield (
        "Sound",
        Content(f"{clip.rate / 1000:g} kHz, {counted(clip.channels, 'channel')}"),
    )
    yield "Length", Content(f"{length(clip.duration)}, {amount(clip.size)}")
    note = heard.facts.clip.note if heard and heard.facts else ""
    if note:
        yield "Note", Content.styled(f"! {clean(note)}", "$warning")


def _of_the_sound(record: ClipRecord, heard: Heard | None) -> Iterator[tuple[str, Content]]:
    if heard is None:
        yield "Level", Content.styled("being measured …", "dim")
        return
    facts = heard.facts
    if facts is None or facts.levels is None:
        sentence = heard.trouble or (facts.trouble if facts else "") or "nothing was heard"
        yield "Level", Content.styled(f"! {clean(sentence)}", "$warning")
        return
    if facts.clip.sha256 != record.sha256:
        words = "! The file holds other bytes than when it was added: add it again."
        yield "Changed", Content.styled(words, "$warning")
    levels = facts.levels
    for number, one in enumerate(levels.channels, 1):
        which = f"{number}: " if len(levels.channels) > 1 else ""
        label = "Level" if number == 1 else ""
        yield label, Content(f"{which}{one.rms:.0f} dBFS, peak {one.peak:.0f}")
    clipped = [
        f"{number}: {one.clipped:.2%}"
        for number, one in enumerate(levels.channels, 1)
        if one.clipped
    ]
    yield "Clipping", Content(f"{', '.join(clipped)} of samples" if clipped else "none")
    yield "Silence", Content(f"{levels.silence:.0%} of the time")
    together = channels_in_words(levels)
    if len(levels.channels) > 2:
        together = f"1 and 2: {together}"
    if levels.correlation is not None:
        together += f" (correlation {levels.correlation:+.2f})"
    yield "Channels", Content(together)
    for number, remark in enumerate(sound_in_words(facts)):
        yield "" if number else "Wrong", Content.styled(f"! {clean(remark)}", "$warning")


def _of_its_making(making: Making | None) -> Iterator[tuple[str, Content]]:
    if making is None:
        return
    yield "Recorded", Content(one_line(made_in_words(making)))
    for sentence in impairments(making):
        yield "", Content.styled(f"! {clean(sentence)}", "$warning")
    if sentence := pauses(making):
        yield "", Content(clean(sentence))


def _limits(record: ClipRecord) -> Iterator[tuple[str, Content]]:
    found = breaches(record.clip)
    if not found:
        yield "Limits", Content("breaks none of either vendor's")
    for number, breach in enumerate(found):
        style = "$error" if breach.refused else "$text"
        mark = "✗" if breach.refused else "-"
        words = Content.styled(f"{mark} {one_line(in_words(breach))}", style)
        yield "" if number else "Limits", words
        yield "", Content.styled(one_line(breach.source), "dim")


def _reference(record: ClipRecord, width: int) -> Iterator[Content]:
    yield Content.styled("Reference: what is said", "$accent")
    standing = standing_in_words(record)
    if not record.references:
        yield Content("None yet.")
        return
    yield from hanging(Content(""), Content(_sentence(one_line(standing))), 0, width)
    if record.unverified:
        words = "! A recogniser wrote it: no score against it counts until it is confirmed by ear."
        yield from hanging(Content(""), Content.styled(words, "$warning"), 0, width)
    several = len(record.references) > 1
    for channel, text in sorted(record.references.items()):
        label = Content.styled(f"{channel + 1}" if several else "", "$accent")
        yield from hanging(label, Content(clean(text)), 3 if several else 0, width)


# --- before something is done ----------------------------------------------------------------


def nothing_yet(keys: Mapping[str, str], audio: str) -> str:
    """The empty list: what to press. ``audio`` is where the audio was said to be, or ""."""
    ways = (
        ("add", "adds audio: a file, a directory,\n   a pattern, or s3://bucket/prefix"),
        ("survey", "looks over a large directory\n   and proposes a few of its files"),
        ("calls", "adds the five sample calls,\n   synthesised, with references"),
    )
    words = ["No sample yet.", ""]
    words += [f"{keys[name]}  {way}" for name, way in ways]
    words += ["", "Files stay where they are unless you say otherwise."]
    if audio:
        words += ["", f"You said the audio is in {one_line(audio)}: both begin there."]
    return "\n".join(words)


def will_record(
    records: Sequence[ClipRecord], proposal: Proposal | None, unheard: int
) -> Iterator[str]:
    """What the record of the choice would say, in lines."""
    seconds = sum(one.clip.duration for one in records)
    with_text = sum(1 for one in records if one.references)
    drafts = sum(1 for one in records if one.unverified)
    unverified = f", {drafts} of them an unverified draft" if drafts else ""
    yield (
        f"{counted(len(records), 'clip')}, {length(seconds)} of audio; {with_text} with a "
        f"reference{unverified}. Each with its hash, format, level and limits."
    )
    if unheard:
        yield f"{counted(unheard, 'clip')} not measured yet: recorded without levels."
    if proposal is not None:
        yield (
            f"Proposed from {counted(proposal.population, 'file')} with seed {proposal.seed}; "
            + _gaps(proposal)
        )
    made = [one for one in records if one.synthetic]
    if len(made) == len(records):
        yield "All of it is synthesised speech: a rehearsal, which closes no task of a live plan."
    elif made:
        yield f"{counted(len(made), 'clip')} of it synthesised speech."
    yield "Nothing is sent."


def _gaps(proposal: Proposal) -> str:
    if not proposal.gaps:
        return "nothing there is left uncovered."
    named = [f"{gap.feature} {gap.value}" for gap in proposal.gaps[:_GAPS]]
    more = f" and {len(proposal.gaps) - _GAPS} more" if len(proposal.gaps) > _GAPS else ""
    return f"not covered: {one_line(', '.join(named))}{more}."


def left_out_sections(left_out: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was left out by reason, the commonest first: headings and names."""
    by_reason: dict[str, list[str]] = {}
    for name, why in left_out:
        shown = one_line(name) if name.startswith("s3://") else shown_path(Path(name))
        by_reason.setdefault(one_line(why), []).append(shown)
    ranked = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    return [
        (counted(len(names), "file"), "\n".join([_sentence(why), *(f"  {one}" for one in names)]))
        for why, names in ranked
    ]


def _sentence(words: str) -> str:
    end = "" if words.endswith(".") else "."
    return f"{words[:1].upper()}{words[1:]}{end}"
