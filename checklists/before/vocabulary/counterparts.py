"""What one entry becomes at Deepgram: a keyterm, a replace rule, or nothing.

A keyterm makes a word easier to hear and keeps its capitals; find-and-replace changes the writing
afterwards, and looks for lower case (Deepgram docs, keyterm and find-and-replace pages, read
2026-11). So an entry whose DisplayAs is only another way to write what is said becomes a rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from checklists.before.vocabulary.entries import Entry
from checklists.before.vocabulary.names import spoken, unfinished, written
from providers.deepgram.search_rules import is_common

# Under this likeness DisplayAs has other words than Phrase, above it Phrase only spells its sound.
# Chosen by trying pairs of both kinds: "my-crow-tick", MikroTik has 67; "new-york-city", NYC 43.
_LIKE = 50.0
_ORDINARY = " -'\u2019"
_RULE_NOTE = (
    "the rule only acts where Deepgram writes the words as they stand in it: see what stands there "
    "without the rule first"
)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """``keyterm`` in its display form and ``replace`` as "find:replacement", "" where there is
    none; ``why`` a sentence, ``notes`` what else should be known."""

    keyterm: str = ""
    replace: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()


def counterpart(entry: Entry) -> Counterpart:
    """What becomes of an entry of a vocabulary."""
    found = _with_display(entry) if entry.display_as else _plain(entry)
    notes = [*found.notes]
    hints = [name for name, hint in (("SoundsLike", entry.sounds_like), ("IPA", entry.ipa)) if hint]
    if hints:
        notes.append(f"{' and '.join(hints)} dropped: Deepgram takes no hints of the sound")
    if is_common(found.keyterm):
        notes.append("an everyday word: it is likely heard already, and as a keyterm may do harm")
    if unfinished(entry.phrase):
        notes.append("Amazon wants a period after the last letter too")
    return Counterpart(found.keyterm, found.replace, found.why, tuple(notes))


def _plain(entry: Entry) -> Counterpart:
    name = written(entry.phrase)
    if _letters(name.text) < 2:
        return Counterpart(why=_TOO_SHORT)
    why = (
        "Phrase as it stands."
        if name.text == entry.phrase
        else f"Phrase {entry.phrase!r}, written as {name.text!r}."
    )
    return Counterpart(keyterm=name.text, why=why, notes=name.notes)


_TOO_SHORT = "A single letter is in almost every word: as a keyterm it would be heard everywhere."


def _with_display(entry: Entry) -> Counterpart:
    display = " ".join(entry.display_as.split())
    name = written(entry.phrase).text
    if _key(display) == _key(name):
        return _same_words(entry, display)
    symbols = [one for one in display if not one.isalpha() and one not in _ORDINARY]
    if symbols:
        return _rule(entry, display, "DisplayAs only changes the writing of what is said.")
    if _alike(entry.phrase, display):
        why = f"DisplayAs; Phrase {entry.phrase!r} only spells how it sounds."
        return Counterpart(keyterm=display, why=why)
    return _rule(entry, display, "DisplayAs has other words than are said.")


def _same_words(entry: Entry, display: str) -> Counterpart:
    """DisplayAs has the letters and digits of Phrase: its way to write them is the keyterm's."""
    heard = " ".join("".join(one for one in display if _said(one)).split())
    if _letters(heard) < 2:
        return Counterpart(why=_TOO_SHORT)
    if heard == display:
        return Counterpart(keyterm=display, why="DisplayAs, as it is to be written.")
    rule = _rule(entry, display, "")
    why = f"DisplayAs without what nobody says; the rule writes {display!r} again."
    return Counterpart(heard, rule.replace, why, rule.notes)


def _rule(entry: Entry, display: str, why: str) -> Counterpart:
    find = spoken(entry.phrase)
    if ":" in find:
        return Counterpart(why="Phrase has a colon, which a replace rule cannot look for.")
    return Counterpart(replace=f"{find}:{display}", why=why, notes=(_RULE_NOTE,))


def _said(character: str) -> bool:
    return character.isalnum() or character in _ORDINARY or character in ".&"


def _key(text: str) -> str:
    """Letters and digits: what is said, whatever the writing."""
    return "".join(one for one in text.casefold().replace("&", "and") if one.isalnum())


def _letters(text: str) -> int:
    return sum(one.isalnum() for one in text)


def _alike(phrase: str, display: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(_key(phrase), _key(display)) >= _LIKE
