"""The truth about the samples, as ``make`` writes it: TOML that a person can read through."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from providers.sandbox.samples.mixing import MixedCall
from providers.sandbox.samples.script import plain
from providers.speech import Word


def truth_text(made: Iterable[tuple[MixedCall, str, int]], flite: str) -> str:
    """The truth file for calls with the hash and size of their files."""
    lines = [
        "# Written by `python -m providers.sandbox.samples.make`; not edited by hand.",
        "# words: channel, start and end in seconds, as written.",
        f"flite = {_quoted(flite)}",
    ]
    for call, sha256, size in made:
        lines += ["", *_call_lines(call, sha256, size)]
    return "\n".join(lines) + "\n"


def _call_lines(call: MixedCall, sha256: str, size: int) -> Iterator[str]:
    script = call.script
    yield "[[calls]]"
    yield f"id = {_quoted(script.id)}"
    yield f"title = {_quoted(script.title)}"
    yield f"file = {_quoted(script.id + '.wav')}"
    yield f"sha256 = {_quoted(sha256)}"
    yield f"size = {size}"
    yield f"rate = {script.rate}"
    yield f"channels = {call.channels}"
    yield f"duration = {call.duration:.4f}"
    yield f"speakers = [{', '.join(_quoted(s.name) for s in script.speakers)}]"
    yield "words = ["
    for word in call.words:
        yield f"  {_word(word)},"
    yield "]"
    for term in script.terms:
        yield ""
        yield "[[calls.terms]]"
        yield f"text = {_quoted(term)}"
        said = [word for word in call.words if word.text == plain(term)]
        yield f"said = [{', '.join(f'[{w.channel}, {w.start:.3f}, {w.end:.3f}]' for w in said)}]"


def _word(word: Word) -> str:
    return f"[{word.channel}, {word.start:.3f}, {word.end:.3f}, {_quoted(word.punctuated)}]"


def _quoted(text: str) -> str:
    # JSON's strings are TOML's basic strings.
    return json.dumps(text, ensure_ascii=False)
