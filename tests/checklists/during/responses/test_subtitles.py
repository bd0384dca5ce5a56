"""SubRip and WebVTT: every word once and in order, lines that fit, times that hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.during.responses.subtitles import Style, cues, srt, vtt
from providers.documents.model import Channel, Document, DocumentWord, Utterance
from providers.documents.reading import read_document
from tests.checklists.during.responses.shapes import amazon, deepgram, written

CUE = re.compile(r"(\d{2,}):(\d\d):(\d\d)[,.](\d{3}) --> (\d{2,}):(\d\d):(\d\d)[,.](\d{3})")


def spoken(*texts: str, at: float = 0.0, step: float = 0.4, **more: Any) -> list[DocumentWord]:
    """Words one after the other."""
    return [
        DocumentWord(text, _second(at + n * step), _second(at + n * step + step * 0.9), **more)
        for n, text in enumerate(texts)
    ]


def _second(number: float) -> Decimal:
    return Decimal(f"{number:.3f}")


def said(words: Sequence[DocumentWord], **more: Any) -> Document:
    """A document of these words."""
    return Document(vendor="amazon", kind="amazon-batch", source="x", words=tuple(words), **more)


def moments(text: str) -> list[tuple[int, int]]:
    """Starts and ends in milliseconds."""
    found = []
    for match in CUE.finditer(text):
        h, m, s, ms, h2, m2, s2, ms2 = map(int, match.groups())
        found.append((((h * 60 + m) * 60 + s) * 1000 + ms, ((h2 * 60 + m2) * 60 + s2) * 1000 + ms2))
    return found


def test_two_lines_of_a_sentence() -> None:
    text = srt(
        said(
            spoken(
                *[
                    "Yeah,",
                    "it's",
                    "a",
                    "great",
                    "tool",
                    "to",
                    "emulate",
                    "all",
                    "of",
                    "the",
                    "cloud",
                    "services.",
                ]
            )
        )
    )
    assert text == (
        "1\n00:00:00,000 --> 00:00:04,760\nYeah, it's a great tool to\n"
        "emulate all of the cloud services.\n"
    )


def test_a_cue_ends_with_a_sentence_where_it_can() -> None:
    words = spoken(*("One two three four five six seven. " + "eight nine ten " * 6).split())
    first, *_ = cues(said(words))
    assert first.texts[-1] == "seven."


def test_speakers_are_named_where_they_change() -> None:
    words = [*spoken("Hello", "there.", speaker=0), *spoken("Hi.", at=2, speaker=1),
             *spoken("Fine?", at=6, speaker=1)]  # fmt: skip
    text = srt(said(words))
    assert "Speaker 0: Hello there." in text and "Speaker 1: Hi." in text
    assert "\nFine?\n" in text
    assert "<v Speaker 1>Fine?" in vtt(said(words))
    dashes = srt(said(words), Style(speakers="dashes"))
    assert "\n- Hi.\n" in dashes and "Speaker" not in dashes
    plain = vtt(said(words), Style(speakers="none"))
    assert "Speaker" not in plain and "- " not in plain.replace("-->", "")


def test_channels_speak_where_speakers_are_not_known() -> None:
    words = [*spoken("Hello."), *spoken("Hi.", at=0.2, channel=1)]
    text = vtt(said(words, channels=(Channel(0), Channel(1))))
    assert "<v Speaker 0>Hello." in text and "<v Speaker 1>Hi." in text


def test_hours() -> None:
    assert "27:46:40,500 --> 27:46:40,860" in srt(said(spoken("late", at=100000.5)))


def test_text_that_looks_like_syntax() -> None:
    words = spoken("a-->b", "<b>bold</b>", "R&D", "{\\an8}", "one\n\ntwo", "\u2028x")
    for text in (srt(said(words)), vtt(said(words))):
        assert len(moments(text)) == text.count("-->") == 1
        assert "<b>" not in text and "\u2028" not in text
        assert "\n\n" not in text.removeprefix("WEBVTT\n\n")
    assert "{\\" not in srt(said(words))
    assert "R&amp;D" in vtt(said(words)) and "a--&gt;b" in vtt(said(words))


def test_words_longer_than_a_line() -> None:
    text = srt(said(spoken("x" * 200)), Style(width=20))
    assert max(map(len, text.splitlines()[2:])) == 20 and text.count("x") == 200


def test_languages_without_spaces() -> None:
    text = srt(said(spoken(*"今日はとても良い天気ですね"), language="ja-JP"))
    assert "今日はとても良い天気ですね" in text
    wide = srt(said(spoken(*"日" * 60, step=0.05), language="ja-JP"))
    assert max(len(line) for line in wide.splitlines()) <= max(
        21, len("00:00:00,000 --> 00:00:01,000")
    )
    assert all(line.count("日") <= 21 for line in wide.splitlines())


def test_a_text_without_words() -> None:
    whole = Utterance("Hello there. " * 12, Decimal(1), Decimal(9))
    text = srt(Document(vendor=None, kind="srt", source="x", utterances=(whole,)))
    found = moments(text)
    assert found[0][0] == 1000 and found[-1][1] == 9000 and text.count("there.") == 12
    assert all(end <= start for (_, end), (start, _) in pairwise(found))


def test_silence() -> None:
    assert (srt(said(())), vtt(said(()))) == ("", "WEBVTT\n")


def test_words_that_no_utterance_holds_are_shown() -> None:
    words = spoken("one", "two", "three")
    held = Utterance("one", words[0].start, words[0].end, words=(words[0],))
    assert "two three" in srt(said(words, utterances=(held,)))


@pytest.mark.parametrize("first", [0, 1])
def test_the_first_number(first: int) -> None:
    assert srt(said(spoken("yes")), Style(first=first)).startswith(f"{first}\n")


@settings(max_examples=60)
@given(st.one_of(amazon(), deepgram()), st.integers(10, 60), st.integers(1, 9))
def test_every_word_once_in_lines_that_fit(drawn: dict[str, Any], width: int, seconds: int) -> None:
    document = read_document(written(drawn), source="x")
    style = Style(width=width, seconds=Decimal(seconds), speakers="none")
    shown = cues(document, style)
    for channel in range(len(document.channels)):
        mine = [cue for cue in shown if cue.channel == channel]
        words = [word for word in document.words if word.channel == channel]
        texts = [text for cue in mine for text in cue.texts]
        assert sorted(texts) == sorted(word.punctuated or word.text for word in words)
        assert all(a.end <= b.start or a.start == b.start for a, b in pairwise(mine))
    for text in (srt(document, style), vtt(document, style)):
        found = moments(text)
        assert all(end > start for start, end in found) and len(found) == len(shown)
        assert found == sorted(found, key=lambda moment: moment[0])
        lines = [line for line in text.splitlines() if line and not CUE.match(line)]
        assert all(len(line.replace("&amp;", "&")) <= width for line in lines if line != "WEBVTT")
