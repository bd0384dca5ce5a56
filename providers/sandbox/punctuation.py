"""Display forms from pauses: capitals, full stops, question marks; and where sentences end.

The recogniser hears words and pauses, nothing else; so a sentence is what lies between two
pauses, and a question what begins like one.
"""

from __future__ import annotations

from collections.abc import Sequence

from providers.sandbox.recognition import HeardWord

STOP_PAUSE = 0.6
SENTENCE_PAUSE = 0.8

_ASKING = frozenset({"who", "whose", "what", "when", "where", "why", "which", "how"})
_AUXILIARY = frozenset(
    {
        *("am", "is", "are", "was", "were", "do", "does", "did", "have", "has", "had"),
        *("can", "could", "will", "would", "shall", "should", "may", "might"),
        *("aren't", "isn't", "don't", "doesn't", "didn't", "can't", "couldn't", "won't"),
    }
)
_SUBJECTS = frozenset(
    {"i", "you", "he", "she", "it", "we", "they", "there", "that", "this", "your", "my", "the"}
)
_FIRST_PERSON = {"i": "I", "i'm": "I'm", "i'll": "I'll", "i've": "I've", "i'd": "I'd"}


def punctuated(words: Sequence[HeardWord]) -> tuple[str, ...]:
    """The display form of each word, in order.

    A sentence ends with the last word, and where more than 0.6 s pass before the next. It is
    taken for a question when it begins with a question word followed by an auxiliary, or with an
    auxiliary followed by a subject; anything less sure gets a full stop. A term keeps its
    spelling, save that a wholly lower-case one is capitalised at the beginning of a sentence.
    """
    shown: list[str] = []
    for first, beyond in sentences(words, STOP_PAUSE):
        texts = [word.text for word in words[first:beyond]]
        forms = [_FIRST_PERSON.get(text, text) for text in texts]
        forms[0] = forms[0][:1].upper() + forms[0][1:] if texts[0].islower() else forms[0]
        forms[-1] = _stopped(forms[-1], asked=_is_question(texts))
        shown += forms
    return tuple(shown)


def sentences(
    words: Sequence[HeardWord], pause: float = SENTENCE_PAUSE
) -> tuple[tuple[int, int], ...]:
    """Runs of words without a longer pause: (first index, index after the last) of each.

    ``pause`` in seconds. Together the runs cover every word, in order.
    """
    bounds = [
        n for n in range(1, len(words)) if round(words[n].start - words[n - 1].end, 3) > pause
    ]
    starts = [0, *bounds] if words else []
    return tuple(zip(starts, [*bounds, len(words)], strict=False))


def _stopped(form: str, *, asked: bool) -> str:
    """A word with its sentence's mark; an abbreviation such as "a." has its own full stop."""
    if asked:
        return form + "?"
    return form if form.endswith(".") else form + "."


def _is_question(texts: Sequence[str]) -> bool:
    if len(texts) < 3:
        return False
    first, second = texts[0].lower(), texts[1].lower()
    if first in _ASKING:
        return second in _AUXILIARY
    return first in _AUXILIARY and second in _SUBJECTS
