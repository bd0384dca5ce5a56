"""Responses with something removed, retyped, nested, huge or doubled: a sentence or a conversion.

What the reader lets through, every writer has to take: no traceback from any of them, whatever
times, labels and numbers mean.
"""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from checklists.during.responses.converting import Manner, convert
from checklists.during.responses.fields import TARGETS
from checklists.during.responses.generations import GENERATIONS
from providers.documents.reading import read_document
from providers.errors import BadInput
from tests.checklists.during.responses.test_losses import objects_in
from tests.checklists.during.responses.test_pairs import PAIRS, section

STRANGE: tuple[Any, ...] = (
    None, True, "", "x", "-1", "1e9", "NaN", "\x00", "\ud800", "spk_999999", "ch_7", 0, -1, -0.5,
    1e308, 10**40, 0.1, [], {}, [[]], [None], {"a": 1}, "9" * 400, "\u202e-->\n\n1\n", [1, "a"],
)  # fmt: skip
TIMES = 60


def mutated(document: Any, draw: random.Random) -> Any:
    """The document with one to four things wrong in it."""
    changed = copy.deepcopy(document)
    for _ in range(draw.randint(1, 4)):
        places = [one for one in objects_in(changed) if one]
        if not places:
            break
        holder = draw.choice(places)
        key = draw.choice(list(holder))
        way = draw.randrange(6)
        if way == 0:
            del holder[key]
        elif way == 1:
            holder[key] = {"inside": holder[key]}
        elif way == 2 and isinstance(holder[key], list):
            holder[key] = holder[key] * draw.randint(2, 3)
        elif way == 3 and isinstance(holder[key], list):
            draw.shuffle(holder[key])
        elif way == 4:
            holder[draw.choice(["speaker", "words", "channel", "items", "start"])] = holder[key]
        else:
            holder[key] = draw.choice(STRANGE)
    return changed


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_mutated(path: Path) -> None:
    convert_mutated(path, random.Random(path.stem), TIMES)


def convert_mutated(path: Path, draw: random.Random, times: int) -> int:
    """Mutate that many times and convert each to all shapes; how many could be read."""
    document = json.loads(section(path, "source"))
    read = 0
    for _ in range(times):
        data = json.dumps(mutated(document, draw)).encode()
        try:
            source = read_document(data, source="call.json")
        except BadInput as problem:
            assert "\n" not in str(problem)
            continue
        read += 1
        for target in TARGETS:
            for generation in GENERATIONS if target == "amazon" else (None,):
                try:
                    made = convert(source, target, Manner(generation)).content()
                except BadInput as problem:
                    assert "call.json" in str(problem) and "\n" not in str(problem)
                    continue
                if target in ("deepgram", "amazon", "transcript") and made != b"":
                    read_document(made, source="made.json")
    return read
