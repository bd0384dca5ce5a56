"""How words are said, with and without flite."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.sandbox.recogniser import dictionary, letters, pronunciation
from providers.sandbox.recogniser.pronunciation import pronunciations


def ways(term: str) -> list[str]:
    return [" ".join(way) for way in pronunciations(term)]


@pytest.mark.parametrize(
    ("term", "way"),
    [
        ("account", "AH K AW N T"),
        ("leisure", "L IY ZH ER"),
        ("cold-hearted", "K OW L D HH AA R T AH D"),
        ("APR", "EY P IY AA R"),
        ("vpn", "V IY P IY EH N"),
        ("G7", "JH IY S EH V AH N"),
        ("42", "F AO R T IY T UW"),
        ("2024", "T W EH N T IY T W EH N T IY F AO R"),
        ("007", "Z IH R OW Z IH R OW S EH V AH N"),
        ("bank's", "B AE NG K S"),
        ("Caf\u00e9", "K AH F EY"),
    ],
)
def test_known_words_initials_and_numbers(term: str, way: str) -> None:
    assert way in ways(term)


def test_initials_that_are_also_a_word_are_said_both_ways() -> None:
    assert ways("NASA") == ["N AE S AH", "EH N EY EH S EY"]


@pytest.mark.parametrize("term", ["", "  ", "--", "\u65e5\u672c", "\u0664\u0662", "'"])
def test_what_has_no_sound_has_no_pronunciation(term: str) -> None:
    assert pronunciations(term) == ()


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF), max_size=12))
def test_any_text_gives_phones_of_the_model_or_nothing(term: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pronunciation, "_by_flite", lambda word: ())
        patch.setattr(letters, "_kept_table", lambda: {"<a>": "AE", "<t>": "T"})
        pronunciation._piece.cache_clear()
        for way in pronunciations(term):
            assert way and set(way) <= pronunciation._MODEL_PHONES
        pronunciation._piece.cache_clear()


def test_a_name_is_also_read_with_less_of_its_surroundings() -> None:
    table = {
        "<e>": "EH",
        "<v>": "V",
        "ev<i>an": "IY",
        "v<i>a": "IH",
        "<i>a": "AY",
        "<i>": "IH",
        "<a>": "AH",
        "<n>": "N",
    }
    found = letters.ways("evian", table)
    assert found[0] == letters.spoken("evian", table) == ("EH", "V", "IY", "AH", "N")
    assert ("EH", "V", "IH", "AH", "N") in found and ("EH", "V", "AY", "AH", "N") in found
    assert len(found) == len(set(found)) == 3
    assert letters.ways("", table) == letters.ways("zzz", table) == ()


def test_flite_never_gets_more_than_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def answer(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, "pau z ay k s ax l pau\n", "")

    monkeypatch.setattr("shutil.which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr("subprocess.run", answer)
    pronunciation._piece.cache_clear()
    assert ways("-o/tmp/zyxel;zyxel")[-1].endswith("Z AY K S AH L Z AY K S AH L")
    assert all(command[3].isalpha() for command in asked)
    pronunciation._piece.cache_clear()


@pytest.mark.parametrize(
    "failure", [OSError(), subprocess.TimeoutExpired("flite", 5), "pau zz9 pau"]
)
def test_without_flite_letters_are_read_by_rules_learnt_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, failure: Exception | str
) -> None:
    def fail(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        if isinstance(failure, str):
            return subprocess.CompletedProcess(command, 0, failure, "")
        raise failure

    kept = tmp_path / "crossfade" / "table.json"
    kept.parent.mkdir()
    kept.write_text(json.dumps({"<z>": "Z", "<y>": "IH", "<x>": "K S", "<e>": "EH", "<l>": "L"}))
    monkeypatch.setattr("shutil.which", lambda name: name)
    monkeypatch.setattr("subprocess.run", fail)
    monkeypatch.setattr(letters, "_cache_path", lambda: kept)
    letters._kept_table.cache_clear()
    pronunciation._piece.cache_clear()
    assert ways("Zyxel") == ["Z IH K S EH L"]
    letters._kept_table.cache_clear()
    pronunciation._piece.cache_clear()


def test_a_look_up_finds_what_the_whole_dictionary_holds() -> None:
    known = dictionary.entries()
    for word in [*list(known)[::9000], "leisure", "a.", "zywicki"]:
        assert dictionary.lookup(word) == known[word]
    assert dictionary.lookup("") == dictionary.lookup("zyxel") == dictionary.lookup("a b") == ()


def test_the_table_is_learnt_kept_and_read_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    few = {word: dictionary.lookup(word)[0] for word in ("cat", "cats", "ship", "shop", "chip")}
    path = tmp_path / "cache" / "table.json"
    monkeypatch.setattr(letters, "_cache_path", lambda: path)
    monkeypatch.setattr(letters, "lessons", lambda: few)
    letters._kept_table.cache_clear()
    learnt = letters._kept_table()
    monkeypatch.setattr(letters, "lessons", dict)
    letters._kept_table.cache_clear()
    assert letters._kept_table() == learnt
    letters._kept_table.cache_clear()
    path.write_text("{broken")
    assert letters._kept_table() == letters.learn({})
    letters._kept_table.cache_clear()


def test_rules_carry_over_to_words_that_were_not_learnt() -> None:
    words = letters.lessons(held_out=20)
    table = letters.learn(words)
    unseen = [word for word in list(letters.lessons())[::40] if word not in words]
    known = dictionary.entries()
    right = sum(letters.spoken(word, table) in known[word] for word in unseen)
    assert right / len(unseen) > 0.25
