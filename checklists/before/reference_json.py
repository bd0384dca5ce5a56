"""Transcripts as JSON: crossfade's own, a result of Amazon Transcribe, a response of Deepgram.

A document with a vendor's name, or in a vendor's shape, is what a recogniser heard. One with only
``words`` (``text``, ``start``, ``end`` in seconds, ``channel`` from 0) is somebody's own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from checklists.before.reference_formats import Said
from checklists.scoring.words import channel_text
from providers.errors import BadInput, Trouble
from providers.speech import Transcript, Word


def read_json(text: str, path: Path) -> tuple[Said, bool]:
    """What the document says was said, and whether a recogniser says so.

    ``path`` names the clip by its stem, where the document holds several transcripts. Raises
    BadInput that says what is missing.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput("it is not JSON") from None
    if not isinstance(document, dict):
        raise BadInput("it is not an object, as every transcript here is")
    listed = document.get("transcripts")
    if isinstance(listed, list):
        document = _one_of(listed, path.stem)
    if "results" in document:
        return said_by(_vendor_transcript(document, path)), True
    if isinstance(document.get("words"), list):
        words, texts = _own_words(document["words"]), document.get("text")
        said = Said(_by_channel(words) or {0: texts if isinstance(texts, str) else ""}, words)
        return said, bool(document.get("vendor"))
    raise BadInput("it is no transcript of crossfade, Amazon Transcribe or Deepgram")


def _one_of(listed: list[Any], stem: str) -> dict[str, Any]:
    """The transcript of this clip among those of a ``transcribe --json``."""
    fitting = [
        one
        for one in listed
        if isinstance(one, dict) and Path(str(one.get("path", ""))).stem == stem
    ]
    found: Any = fitting[0] if fitting else listed[0] if len(listed) == 1 else None
    if not isinstance(found, dict):
        raise BadInput(f"it holds {len(listed)} transcripts, and none is of {stem}")
    return found


def _vendor_transcript(document: dict[str, Any], path: Path) -> Transcript:
    from providers.amazon.parsing import parse_batch
    from providers.deepgram.parsing import transcript_from_document

    results = document["results"]
    try:
        if isinstance(results, dict) and "channels" in results:
            return transcript_from_document(document, source=str(path))
        return parse_batch(document)
    except Trouble:
        raise
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
        raise BadInput("it is no transcript of Amazon Transcribe or Deepgram") from None


def _own_words(rows: list[Any]) -> tuple[Word, ...]:
    words: list[Word] = []
    for number, row in enumerate(rows, 1):
        try:
            written = str(row.get("punctuated") or row["text"])
            start, end = float(row["start"]), float(row["end"])
            channel = int(row.get("channel") or 0)
            if not 0 <= start <= end < 1e7 or not 0 <= channel < 1000:
                raise ValueError
        except (AttributeError, LookupError, TypeError, ValueError, OverflowError):
            raise BadInput(f"its word {number} has not text, start and end (seconds)") from None
        words.append(Word(str(row["text"]), start, end, None, written, None, channel))
    return tuple(sorted(words, key=lambda word: word.start))


def _by_channel(words: tuple[Word, ...]) -> dict[int, str]:
    texts: dict[int, list[str]] = {}
    for word in words:
        texts.setdefault(word.channel, []).append(word.punctuated or word.text)
    return {channel: " ".join(texts[channel]) for channel in sorted(texts)}


def said_by(transcript: Transcript) -> Said:
    """What a recogniser heard, by channel. Its times are its own, so they are not given."""
    apart = {n: channel_text(transcript, n) for n in range(transcript.channels)}
    texts = {n: text for n, text in apart.items() if text}
    if transcript.channels == 1 or not texts:
        texts = {0: transcript.text}
    return Said(texts)
