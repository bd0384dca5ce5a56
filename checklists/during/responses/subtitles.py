"""SRT and WebVTT from what was said: cues of at most two lines that can be read in time.

42 characters a line, two lines and seven seconds are the usual limits of subtitling guides; they
are settings. A cue never runs into the next one of its channel, and never holds two speakers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from checklists.during.responses.spelling import displayed
from checklists.during.responses.stretches import spoken_stretches
from providers.documents.model import Document, DocumentWord, Utterance
from providers.documents.spacing import glue

SpeakerStyle = Literal["none", "names", "dashes"]
_SENTENCE_END = tuple(".!?\u2026\u3002\uff01\uff1f\u061f\u0964")
_CLAUSE_END = tuple(",;:\u3001\uff0c\uff1b\uff1a\u060c")
_MILLISECOND = Decimal("0.001")
# A subtitle that is gone before it is seen: said in no time, it stays this long where it can.
_SHORTEST = Decimal("0.2")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_TIME = Decimal(10**9)


@dataclass(frozen=True, slots=True)
class Style:
    """How subtitles are cut and who is named. ``seconds`` is the longest that one is shown;
    ``first`` the number of the first one in SRT."""

    width: int = 42
    lines: int = 2
    seconds: Decimal = Decimal(7)
    speakers: SpeakerStyle = "names"
    first: int = 1


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle: seconds, its words as they are shown, who speaks, and where."""

    start: Decimal
    end: Decimal
    texts: tuple[str, ...]
    speaker: int | None = None
    channel: int = 0


def srt(document: Document, style: Style | None = None) -> str:
    """The response as SubRip. Text that looks like its syntax is made harmless; a speaker is
    named where another one begins."""
    style = style or Style()
    blocks, last = [], None
    for number, cue in enumerate(cues(document, style), style.first):
        name = () if cue.speaker == last else _name(cue.speaker, style)
        last = cue.speaker
        lines = _balanced((*name, *cue.texts), style, glue(document.language))
        times = f"{_time(cue.start, ',')} --> {_time(cue.end, ',')}"
        blocks.append("\n".join((str(number), times, *map(_plain, lines))) + "\n")
    return "\n".join(blocks)


def vtt(document: Document, style: Style | None = None) -> str:
    """The response as WebVTT, escaped; speakers are voice spans, which players may show."""
    style = style or Style()
    blocks, last = ["WEBVTT\n"], None
    for cue in cues(document, style):
        voiced = cue.speaker is not None and style.speakers == "names"
        name = () if voiced or cue.speaker == last else _name(cue.speaker, style)
        last = cue.speaker
        lines = _balanced((*name, *cue.texts), style, glue(document.language))
        lines = [_escaped(line) for line in lines]
        if voiced:
            lines[0] = f"<v Speaker {cue.speaker}>{lines[0]}"
        times = f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}"
        blocks.append("\n".join((times, *lines)) + "\n")
    return "\n".join(blocks)


def cues(document: Document, style: Style | None = None) -> list[Cue]:
    """What is shown when, by start; on several channels without speakers the channel speaks."""
    style = style or Style()
    between = glue(document.language)
    found = [cue for one in spoken_stretches(document) for cue in _cues(one, style, between)]
    found.sort(key=lambda cue: (cue.start, cue.channel))
    found = _apart(found)
    if len(document.channels) > 1 and all(cue.speaker is None for cue in found):
        found = [replace(cue, speaker=cue.channel) for cue in found]
    return found


def _name(speaker: int | None, style: Style) -> tuple[str, ...]:
    """What stands before the words of a speaker."""
    if speaker is None or style.speakers == "none":
        return ()
    return (f"Speaker {speaker}:",) if style.speakers == "names" else ("-",)


def _cues(one: Utterance, style: Style, between: str) -> Iterator[Cue]:
    if not one.words:
        yield from _without_words(one, style)
        return
    for words in _pieces(one.words, style, between):
        texts = tuple(text for word in words if (text := _clean(displayed(word))))
        if texts:
            end = max(word.end for word in words)
            yield Cue(words[0].start, end, texts, words[0].speaker, words[0].channel)


def _without_words(one: Utterance, style: Style) -> Iterator[Cue]:
    """A text without words: its time in parts as long as their text."""
    lines = _wrapped(_clean(one.text).split(), style.width, " ")
    total = sum(map(len, lines))
    said, length = 0, one.end - one.start
    for begin in range(0, len(lines), style.lines):
        part = lines[begin : begin + style.lines]
        start = one.start + length * said / total
        said += sum(map(len, part))
        texts = tuple(" ".join(part).split())
        yield Cue(start, one.start + length * said / total, texts, one.speaker, one.channel)


def _pieces(
    words: Sequence[DocumentWord], style: Style, between: str
) -> Iterator[Sequence[DocumentWord]]:
    """Words that fit one subtitle, cut by preference after a sentence, a clause, a pause."""
    begin = 0
    while begin < len(words):
        end = _fitting(words, begin, style, between)
        if end < len(words):
            end = _best_cut(words, begin, end)
        yield words[begin:end]
        begin = end


def _fitting(words: Sequence[DocumentWord], begin: int, style: Style, between: str) -> int:
    """The word after the last that still fits: by lines, by seconds, by speaker."""
    gap = len(between)
    first = words[begin]
    # The name may have to stand before the words: only the cues before this one tell.
    line = sum(map(_cells, _name(first.speaker or 0, style)))
    rows = 1 if line else 0
    for place in range(begin, len(words)):
        word = words[place]
        if place > begin and (
            word.end - first.start > style.seconds or word.speaker != first.speaker
        ):
            return place
        width = _cells(_clean(displayed(word)))
        if rows == 0 or line + gap + width > style.width:
            # A word longer than a line takes as many as it needs.
            rows += max(1, -(-width // style.width))
            line = width if width <= style.width else width % style.width or style.width
            if rows > style.lines and place > begin:
                return place
        else:
            line += gap + width
    return len(words)


def _best_cut(words: Sequence[DocumentWord], begin: int, end: int) -> int:
    """Where to end a subtitle that cannot hold all: not before its second half."""
    earliest = begin + max(1, (end - begin) // 2)
    for marks in (_SENTENCE_END, _CLAUSE_END):
        for cut in range(end, earliest - 1, -1):
            if displayed(words[cut - 1]).endswith(marks):
                return cut
    return end


def _balanced(texts: Sequence[str], style: Style, between: str) -> list[str]:
    """Lines of about the same length, where the text needs two."""
    lines = _wrapped(texts, style.width, between)
    if len(lines) != 2:
        return lines
    gap = len(between)
    widths = list(map(_cells, texts))
    whole = sum(widths) + gap * (len(texts) - 1)
    best, first, cut = style.width + 1, -gap, 0
    for place, width in enumerate(widths[:-1], 1):
        first += gap + width
        longer = max(first, whole - first - gap)
        if longer < best:
            best, cut = longer, place
    # A word longer than a line was cut: it stays as it fell.
    return [between.join(texts[:cut]), between.join(texts[cut:])] if cut else lines


def _wrapped(texts: Iterable[str], width: int, between: str) -> list[str]:
    lines: list[str] = []
    for text in texts:
        if lines and _cells(lines[-1]) + len(between) + _cells(text) <= width:
            lines[-1] += between + text
            continue
        while _cells(text) > width:
            cut = _cut_at(text, width)
            lines.append(text[:cut])
            text = text[cut:]
        lines.append(text)
    return lines


def _cut_at(text: str, width: int) -> int:
    cells = 0
    for place, character in enumerate(text):
        cells += _cells(character)
        if cells > width:
            return max(1, place)
    return len(text)


def _apart(found: Sequence[Cue]) -> list[Cue]:
    """Each cue ends before the next of its channel begins, and lasts a moment."""
    following: dict[int, Decimal] = {}
    ended = []
    for cue in reversed(found):
        end = max(cue.end, cue.start + _SHORTEST)
        limit = following.get(cue.channel)
        if limit is not None and end > limit:
            end = max(limit, cue.start + _MILLISECOND)
        following[cue.channel] = cue.start
        ended.append(replace(cue, end=end))
    return ended[::-1]


def _time(seconds: Decimal, point: str) -> str:
    """Hours, minutes, seconds and milliseconds; a time before the start is the start."""
    whole = int(min(max(seconds, Decimal(0)), _LONGEST_TIME).scaleb(3).to_integral_value())
    rest, thousandths = divmod(whole, 1000)
    rest, second = divmod(rest, 60)
    hours, minute = divmod(rest, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}{point}{thousandths:03d}"


def _clean(text: str) -> str:
    """Text on one line: an empty line would end the subtitle."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _BLANKS.sub(" ", text).strip()


def _plain(line: str) -> str:
    """A line that SubRip does not take for its times, nor a player for its tags."""
    line = line.replace("-->", "--\u203a")
    return line.replace("<", "\u2039").replace(">", "\u203a").replace("{\\", "{")


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cells(text: str) -> int:
    """Width on a screen: letters of Chinese, Japanese and Korean take two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )
