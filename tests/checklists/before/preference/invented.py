"""Transcripts made by hand: words so many seconds apart, as a vendor would give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checklists.before.preference.spans import Variant
from providers.speech import Transcript, Vendor, Word

EACH, PAUSE = 0.4, 0.8


def words_of(text: str, *, start: float = 0.0, channel: int = 0) -> tuple[Word, ...]:
    """Each word takes ``EACH`` seconds, and as much more for a "~" after it; a "|" is a pause."""
    found: list[Word] = []
    at = start
    for word in text.split():
        end = at + (PAUSE if word == "|" else EACH)
        if word == "~":
            found[-1] = replace(found[-1], end=end)
        elif word != "|":
            said = word.casefold().strip(".,?!")
            found.append(Word(said, at, end, 0.9, word, None, channel))
        at = end
    return tuple(found)


def transcript(
    words: Sequence[Word], *, channels: int = 1, vendor: Vendor = "deepgram", sandbox: bool = True
) -> Transcript:
    """What one vendor heard; ``words`` in any order."""
    ordered = tuple(sorted(words, key=lambda word: word.start))
    return Transcript(
        vendor=vendor,
        model="nova-3",
        language="en-US",
        duration=max((word.end for word in ordered), default=0.0),
        text=" ".join(word.punctuated for word in ordered),
        words=ordered,
        channels=channels,
        sandbox=sandbox,
        request={"parameters": [["model", "nova-3"]]},
    )


def variant(label: str, clip: str, text: str, terms: tuple[str, ...] = ()) -> Variant:
    """One variant of one clip, spoken on one channel."""
    return Variant(label, {clip: transcript(words_of(text))}, terms)


# Eight places on which the two disagree, and a ninth where only the spelling differs.
WITHOUT = (
    "so the sick cell is down again | and my zeal box shows nothing at all today | please send "
    "the inverse to me as soon as you can | I paid twenty five dollars last week for | the "
    "sims card that you sent me | then I asked for a puck code and got none | we use "
    "vpn every day at home here | my router is a six sell from two years ago | thank you "
    "for the health here"
)
WITH_ALL = (
    "so the Zyxel ~ is down again | and my Zyxel box shows nothing at all today | please send "
    "the invoice to me as soon as you can | I paid $25 ~ ~ last week for | the "
    "SIM card that you sent me | then I asked for a PUK code and got none | we use "
    "PUK every day at home here | my router is a Zyxel ~ from two years ago | thank you "
    "for the help here"
)
TERMS = ("Zyxel", "invoice", "SIM", "PUK")


def pair(clip: str) -> tuple[Variant, Variant]:
    """The two variants of a call."""
    return (
        variant("without terms", clip, WITHOUT),
        Variant("all terms", {clip: transcript(words_of(WITH_ALL))}, TERMS),
    )


def without_sandbox(one: Variant) -> Variant:
    """The same, as if a vendor had heard it."""
    heard = {clip: replace(text, sandbox=False) for clip, text in one.heard.items()}
    return replace(one, heard=heard)
