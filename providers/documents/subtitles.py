"""SubRip and WebVTT files as Documents: cues are utterances, words have no times of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from providers.documents.fields import FieldTrouble
from providers.documents.labels import Speakers
from providers.documents.model import Channel, Document, Kind, Loss, Utterance

_STAMP = r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})[.,]([0-9]{1,3})"
_TIMING = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?", re.ASCII)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,100})>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]{0,200}>|\{\\an[0-9]\}")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u00a0"), ("&lrm;", ""), ("&rlm;", ""))
_NO_CUE = ("NOTE", "STYLE", "REGION")
_WHY = "subtitles have the times of their cues only"


def is_subtitles(text: str) -> bool:
    """Whether a text begins like WebVTT or SubRip."""
    if text.startswith("WEBVTT"):
        return True
    first = [line for line in text[:4000].splitlines() if line.strip()][:2]
    return any(_TIMING.fullmatch(line) for line in first)


def read_subtitles(text: str, source: str) -> Document:
    """The cues in order. Raises FieldTrouble that names a line."""
    kind: Kind = "vtt" if text.startswith("WEBVTT") else "srt"
    speakers = Speakers()
    cues = tuple(_cues(text, kind == "vtt", speakers))
    return Document(
        vendor=None,
        kind=kind,
        source=source,
        text="\n".join(cue.text for cue in cues if cue.text),
        channels=(Channel(0),),
        speakers=speakers.all(),
        utterances=cues,
        losses=(Loss("words", "the times of the words", _WHY),) if cues else (),
        raw=text,
    )


def _cues(text: str, vtt: bool, speakers: Speakers) -> Iterator[Utterance]:
    for number, block in _blocks(text):
        if vtt and block[0].startswith((*_NO_CUE, "WEBVTT")) and "-->" not in block[0]:
            continue
        at = next((place for place, line in enumerate(block[:2]) if "-->" in line), None)
        if at is None:
            raise FieldTrouble(f"line {number}", "is not a cue: it has no line of times (-->)")
        matched = _TIMING.fullmatch(block[at])
        if matched is None:
            raise FieldTrouble(f"line {number + at}", "does not give the times of a cue")
        parts = matched.groups()
        said = "\n".join(block[at + 1 :])
        voice = _VOICE.search(said)
        yield Utterance(
            _plain(said, vtt),
            _seconds(parts[:4]),
            _seconds(parts[4:]),
            speakers.index(voice[1].strip()) if voice else None,
            identity=block[0].strip() if at else None,
            path=f"line {number + at}",
        )


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines between empty ones, with the number of the first from 1."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        line = line.rstrip("\r")
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _seconds(parts: tuple[str | None, ...]) -> Decimal:
    hours, minutes, seconds, rest = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + Decimal(f"0.{rest}")


def _plain(said: str, vtt: bool) -> str:
    """A cue on one line, without marks of style."""
    text = _TAG.sub("", said)
    if vtt:
        for name, character in (*_ENTITIES, ("&amp;", "&")):
            text = text.replace(name, character)
    return " ".join(text.split())
