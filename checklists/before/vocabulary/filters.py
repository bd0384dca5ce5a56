"""Amazon's vocabulary filters: unwanted words, which find-and-replace masks or deletes.

One word a line, whatever its case, only where the whole word stands; the method (mask, remove or
tag) is the job's, not the filter's (Amazon Transcribe Developer Guide, page
vocabulary-filter-create, read 2023-05). ``replace=word:***`` masks, ``replace=word:`` deletes, and
nothing tags (Deepgram docs, find-and-replace page, read 2026-11).
"""

from __future__ import annotations

from checklists.before.vocabulary.characters import checked
from checklists.before.vocabulary.counterparts import Counterpart
from checklists.before.vocabulary.entries import Entry, Method, Vocabulary
from checklists.before.vocabulary.lines import lines_of
from checklists.before.vocabulary.phrases import Reading

MASK = "***"


def read_filter(
    data: bytes, name: str, *, method: Method = "mask", language: str = "en-US"
) -> Vocabulary:
    """The filter in the bytes of a file. Raises BadInput where nothing can be read."""
    lines, faults = lines_of(data, name)
    reading = Reading(language, faults)
    for line in lines:
        word = line.text.strip()
        if line.broken:
            reading.leave_out(line.number, word, line.broken, "Save the file as UTF-8.")
        elif "," in word or " " in word:
            why = "A line of a filter has one word, without spaces and commas."
            reading.leave_out(line.number, word, why, "Put each word on a line of its own.")
        else:
            reading.take(line.number, word)
    return Vocabulary(
        form="filter",
        entries=tuple(reading.entries),
        faults=tuple(sorted(reading.faults, key=lambda fault: fault.line)),
        name=name,
        language=language,
        checked=checked(language),
        method=method,
    )


def filter_counterpart(entry: Entry, method: Method) -> Counterpart:
    """What becomes of a word of a filter."""
    word = entry.phrase.lower()
    if method == "tag":
        why = "The method tag only marks the word in Amazon's answer, and Deepgram marks none."
        return Counterpart(why=why, notes=("look for it in the transcript on your side",))
    if ":" in word:
        return Counterpart(why="The word has a colon, which a replace rule cannot look for.")
    if method == "remove":
        why = "The method remove drops the word: a rule without a replacement deletes it."
        return Counterpart(replace=f"{word}:", why=why)
    why = f"The method mask writes {MASK} for the word, and so does the rule."
    return Counterpart(replace=f"{word}:{MASK}", why=why)
