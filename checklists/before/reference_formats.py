"""Reference transcripts in the forms they are kept in: txt, stm, ctm, srt, vtt.

Each reader takes the text of a file and gives what was said, by channel where the form says it and
with times where it has them. Words are kept as they are written. STM and CTM as NIST's sclite
reads them; SubRip and WebVTT by their cues.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from providers.errors import BadInput
from providers.speech import Word


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says was said. ``notes`` name what was read past.

    ``texts`` by channel; a single text under channel 0 is for the whole clip. ``words`` have
    times, in seconds, or there are none.
    """

    texts: Mapping[int, str]
    words: tuple[Word, ...] = ()
    notes: tuple[str, ...] = ()


_CHANNELS = {"a": 0, "b": 1, "l": 0, "r": 1, "left": 0, "right": 1}
# sclite: a segment that is not scored, whatever stands in it.
_IGNORED = "ignore_time_segment_in_scoring"
_ALTERNATIVES = re.compile(r"\{([^{}]*)\}")
_CUE_TIME = re.compile(r"(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}")
_TAG = re.compile(r"</?(?:[biuv]|c|font|lang|ruby|rt)\b[^<>\n]{0,200}>|<(?:\d+:)?\d\d:\d\d\.\d{3}>")
_POSITION = re.compile(r"\{\\an?\d\}")


def channel_of(text: str) -> int | None:
    """A channel as files name it: "1" and "A" are the first, "2" and "B" the second, or None."""
    if text.isdecimal():
        return max(0, int(text[:6]) - 1)
    return _CHANNELS.get(text.lower())


def read_text(text: str) -> Said:
    """Plain text: everything that was said, on whatever channel."""
    return Said({0: " ".join(text.split())})


def read_stm(text: str, stem: str) -> Said:
    """STM lines ``file channel speaker begin end [<label>] words``, those of this clip.

    Raises BadInput naming the line that is none, and where no line is about ``stem``.
    """
    pieces: list[tuple[float, int, str]] = []
    notes: dict[str, None] = {}
    others: set[str] = set()
    for number, line in _lines(text, ";;"):
        fields = line.split(None, 5)
        times = _times(fields[3:5])
        channel = channel_of(fields[1]) if len(fields) > 1 else None
        if times is None or channel is None:
            raise BadInput(
                f"line {number} is not 'file channel speaker begin end words', as STM wants it"
            )
        if not _about(fields[0], stem):
            others.add(fields[0])
            continue
        said = re.sub(r"^<[^<>]*>(?:\s+|$)", "", fields[5] if len(fields) > 5 else "")
        if said.strip().lower() == _IGNORED:
            notes["segments that are marked as not to be scored are left out"] = None
            continue
        if _ALTERNATIVES.search(said):
            notes["of alternatives in braces the first was taken"] = None
        pieces.append((times[0], channel, _first_alternatives(said)))
    return Said(_joined(_none_about(pieces, stem, others)), notes=tuple(notes))


def read_ctm(text: str, stem: str) -> Said:
    """CTM lines ``file channel begin duration word [confidence]``, those of this clip.

    Raises BadInput as ``read_stm`` does.
    """
    words: list[Word] = []
    others: set[str] = set()
    skipping = alternatives = False
    for number, line in _lines(text, ";;"):
        fields = line.split()
        if len(fields) >= 5 and fields[4].upper() in ("<ALT_BEGIN>", "<ALT>", "<ALT_END>"):
            alternatives = True
            skipping = fields[4].upper() == "<ALT>"
            continue
        times = _times(fields[2:4])
        channel = channel_of(fields[1]) if len(fields) > 1 else None
        if times is None or channel is None or len(fields) < 5:
            raise BadInput(
                f"line {number} is not 'file channel begin duration word', as CTM wants it"
            )
        if not _about(fields[0], stem):
            others.add(fields[0])
        elif not skipping:
            begin, duration = times
            written = fields[4]
            words.append(Word(written, begin, begin + duration, None, written, None, channel))
    words.sort(key=lambda word: word.start)
    pieces = [(word.start, word.channel, word.text) for word in words]
    notes = ("of alternatives the first was taken",) if alternatives else ()
    return Said(_joined(_none_about(pieces, stem, others)), tuple(words), notes)


def read_cues(text: str) -> Said:
    """SubRip or WebVTT: the text of every cue, without its number, times and styling.

    Raises BadInput where there is not one cue.
    """
    said: list[str] = []
    found = False
    for block in re.split(r"\n[ \t]*\n", text):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        at = next((n for n, line in enumerate(lines) if _is_cue_time(line)), None)
        if at is None:
            continue
        found = True
        said += (_unstyled(line) for line in lines[at + 1 :])
    if not found:
        raise BadInput("it has no cue ('00:00:01,000 --> 00:00:02,000', then text)")
    return Said({0: " ".join(" ".join(said).split())}, notes=("cues have no channel",))


def _is_cue_time(line: str) -> bool:
    begin, arrow, end = line.partition("-->")
    return bool(arrow and _CUE_TIME.search(begin) and _CUE_TIME.search(end))


def _unstyled(line: str) -> str:
    return html.unescape(_TAG.sub("", _POSITION.sub("", line)))


def _lines(text: str, comment: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if line and not line.startswith(comment):
            yield number, line


def _times(fields: list[str]) -> tuple[float, float] | None:
    """Two times in seconds; None where they are none."""
    try:
        first, second = (float(field) for field in fields)
    except ValueError:
        return None
    return (first, second) if 0 <= first < 1e7 and 0 <= second < 1e7 else None


def _about(name: str, stem: str) -> bool:
    """Whether a file's column means this clip: by its stem, whatever folder and suffix."""
    last = name.replace("\\", "/").rpartition("/")[2].lower()
    wanted = stem.lower()
    return last == wanted or last.rpartition(".")[0] == wanted


def _none_about(
    pieces: list[tuple[float, int, str]], stem: str, others: set[str]
) -> list[tuple[float, int, str]]:
    if not pieces and others:
        named = ", ".join(sorted(others)[:3])
        raise BadInput(f"it is about {named}{', ...' if len(others) > 3 else ''}, not {stem}")
    return pieces


def _joined(pieces: list[tuple[float, int, str]]) -> dict[int, str]:
    texts: dict[int, list[str]] = {}
    for _, channel, said in sorted(pieces, key=lambda piece: piece[0]):
        texts.setdefault(channel, []).append(said)
    joined = {channel: " ".join(" ".join(parts).split()) for channel, parts in texts.items()}
    return {channel: joined[channel] for channel in sorted(joined) if joined[channel]}


def _first_alternatives(said: str) -> str:
    """``{ uh / um }`` is its first; ``@`` there is nothing at all."""

    def first(match: re.Match[str]) -> str:
        taken = match[1].split("/")[0].strip()
        return "" if taken == "@" else f" {taken} "

    return " ".join(_ALTERNATIVES.sub(first, said).split())
