from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scoring.sound_alike import inner_code, run_code, sound_code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("zyxel",), ("zicksel",)),
        (("deepgram",), ("deep", "graham")),
        (("dashwood",), ("dash", "wood")),
        (("invoice",), ("in", "voice")),
        (("account",), ("a", "count")),
        (("envoys",), ("invoice",)),
    ],
)
def test_what_sounds_alike_has_one_code(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert run_code(one) == run_code(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("broadband", "abroad"), ("invoice", "invite"), ("zyxel", "excel")]
)
def test_other_words_have_other_codes(one: str, other: str) -> None:
    assert sound_code(one) != sound_code(other)


def test_what_letters_do_not_tell_has_no_sound() -> None:
    assert [sound_code(word) for word in ("25", "o2", "", "'", "日本")] == [""] * 5
    assert run_code(("deepgram", "25")) == "" and run_code(("deepgram", "a")) == ""
    assert run_code(("a", "count")) == "AKNT"


@given(st.lists(st.text(alphabet="abcdeghikrstuwxz'", min_size=1, max_size=8), min_size=1))
def test_a_run_is_made_of_its_words(words: list[str]) -> None:
    code = run_code(words)
    codes = [sound_code(words[0]), *map(inner_code, words[1:])]
    assert code == ("".join(codes) if all(codes) else "")
    assert not set(code[1:]) & set("AEIOUH")
