"""The linter's rules about keyterm and keywords."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.deepgram.catalogue import MODELS
from providers.deepgram.linting import estimated_tokens, problems, way_of
from providers.deepgram.options import DeepgramOptions, options_from
from providers.deepgram.problem import Problem
from providers.sandbox.deepgram.models import find_model
from providers.sandbox.deepgram.query import parse
from providers.sandbox.deepgram.refusals import Refused
from providers.sandbox.deepgram.rules import plan


def of_keyterms(*terms: str, model: str = "nova-3") -> list[Problem]:
    found = problems(DeepgramOptions(model=model, keyterm=terms), live=False)
    return [one for one in found if one.option == "keyterm"]


def of_keywords(*pairs: tuple[str, float], model: str = "nova-2") -> list[Problem]:
    found = problems(DeepgramOptions(model=model, keywords=pairs), live=False)
    return [one for one in found if one.option == "keywords"]


def of_extra(name: str, model: str) -> Problem:
    (found,) = problems(options_from([("model", model), (name, "Zyxel")]), live=False)
    return found


@pytest.mark.parametrize(
    ("model", "way"),
    [
        ("nova-3", "keyterm"),
        ("nova-3-medical", "keyterm"),
        ("flux-general-en", "keyterm"),
        ("4899aa60-f723-4517-9815-2042acc12a82", "keyterm"),
        ("nova-2-phonecall", "keywords"),
        ("nova", "keywords"),
        ("enhanced-finance", "keywords"),
        ("general", "keywords"),
        ("", "keywords"),
        ("whisper-large", ""),
    ],
)
def test_the_model_decides_between_keyterm_and_keywords(model: str, way: str) -> None:
    assert way_of(model) == way


@pytest.mark.parametrize("model", [one for one in MODELS if find_model(one) is not None])
def test_the_linter_refuses_what_the_stand_in_refuses(model: str) -> None:
    """The stand-in was written from the documentation by itself: neither knows the other."""
    for options in (
        DeepgramOptions(model=model, keyterm=("Zyxel",)),
        DeepgramOptions(model=model, keywords=(("Zyxel", 1.5),)),
    ):
        refused = any(one.severity == "error" for one in problems(options, live=False))
        try:
            plan(parse(options.batch_parameters()), live=False)
        except Refused:
            assert refused
        else:
            assert not refused or model.startswith("whisper")


@pytest.mark.parametrize(
    ("term", "severity", "says", "fix"),
    [
        ("Zyxel", "", "", ""),
        ("SIM card", "", "", ""),
        ("Dr. Smith", "", "", ""),
        ("iPhone", "", "", ""),
        ("C++", "", "", ""),
        ("AT&T", "", "", ""),
        ("the 10:30 train", "", "", ""),
        ("7:45", "", "", ""),
        ("Zyxel:1.5", "warning", "no weights", "Write 'Zyxel'."),
        ("card number:2", "warning", "no weights", "Write 'card number'."),
        ("Zyxel:-3", "warning", "no weights", "Write 'Zyxel'."),
        ("Zyxel:.5", "warning", "no weights", "Write 'Zyxel'."),
        ("Zyxel:2.", "warning", "no weights", "Write 'Zyxel'."),
        ("Zyxel:+1", "warning", "no weights", "Write 'Zyxel'."),
        ("Zyxel, Openreach", "warning", "looks like a list", "Repeat keyterm"),
        ("Zyxel;Openreach", "warning", "looks like a list", "Repeat keyterm"),
        ("Zyxel|Openreach", "warning", "looks like a list", "Repeat keyterm"),
        ("Zyxel\nOpenreach", "warning", "looks like a list", "Repeat keyterm"),
        ("['Zyxel']", "warning", "looks like a list", "Repeat keyterm"),
        ("card%20number", "warning", "encoded already", "plain spaces"),
        ("card+number", "warning", "encoded already", "plain spaces"),
        ("card_number", "warning", "underscore", "'card number'"),
        ("a", "warning", "single letter", "Leave it out"),
        ("B.", "warning", "single letter", "Leave it out"),
        ("...", "warning", "no word", "Leave it out"),
        (" ", "warning", "no word", "Leave it out"),
        ("Card", "warning", "common word", "phrase around it"),
        ("V.P.N.", "note", "as Amazon wants it", "Write 'VPN'."),
        ("A.B.C.-s", "note", "as Amazon wants it", "Write 'ABCs'."),
        ("ACCOUNT", "note", "capitals", "lower case"),
        ("the REFUND desk", "note", "capitals", "lower case"),
        ("IBAN", "", "", ""),
    ],
)
def test_one_keyterm(term: str, severity: str, says: str, fix: str) -> None:
    found = of_keyterms(term)
    assert [one.severity for one in found] == ([severity] if severity else [])
    assert all(says in one.why and fix in one.fix for one in found)


@pytest.mark.parametrize(
    ("word", "boost", "severity", "says"),
    [
        ("Zyxel", 1.5, "", ""),
        ("Zyxel", 3.0, "", ""),
        ("Zyxel", 3.1, "warning", "exponential"),
        ("Zyxel", 0.0, "warning", "as if absent"),
        ("Zyxel", -1.0, "warning", "only Base"),
        ("card number", 1.0, "warning", "phrase"),
        ("Zyxel,Openreach", 1.0, "warning", "looks like a list"),
        ("Zyxel:2", 3.0, "warning", "still has a weight"),
        ("web3", 1.0, "warning", "figures"),
        ("card%20number", 1.0, "warning", "encoded already"),
        ("x", 1.0, "warning", "single letter"),
        ("the", 1.0, "warning", "common word"),
        ("OPENREACH", 1.0, "note", "capitals"),
    ],
)
def test_one_keyword(word: str, boost: float, severity: str, says: str) -> None:
    found = [one for one in of_keywords((word, boost)) if says in one.why]
    assert [one.severity for one in found] == ([severity] if severity else [])
    assert all(one.fix for one in found)


def test_only_base_models_take_negative_boosts() -> None:
    assert not of_keywords(("Zyxel", -2.0), model="base-general")
    assert not of_keywords(("Zyxel", -2.0), model="")
    assert of_keywords(("Zyxel", -2.0), model="enhanced")


def test_a_sequence_of_weights_read_from_a_url_is_told() -> None:
    options = options_from([("model", "nova-2"), ("keywords", "Zyxel:2,Openreach:3")])
    assert options.keywords == (("Zyxel:2,Openreach", 3.0),)
    assert any("looks like a list" in one.why for one in problems(options, live=False))


def test_capitals_do_not_make_another_term() -> None:
    (found,) = of_keyterms("Openreach", "openreach", "chargeback")
    assert found.severity == "warning" and "only show in the transcript" in found.why
    (found,) = of_keyterms("Openreach", "Openreach", "Openreach")
    assert "3 times" in found.why
    (found,) = of_keywords(("Openreach", 1.0), ("OpenReach", 2.0))
    assert "'Openreach' and 'OpenReach'" in found.why


@pytest.mark.parametrize(
    ("number", "letters", "severities"),
    [
        (100, "ab", []),
        (101, "ab", ["warning"]),
        (80, "abcdefghijklmnopqrs", []),
        (81, "abcdefghijklmnopqrs", ["warning"]),
        (100, "abcdefghijklmnopqrs", ["warning"]),
        (101, "abcdefghijklmnopqrs", ["error"]),
    ],
)
def test_how_many_keyterms(number: int, letters: str, severities: list[str]) -> None:
    terms = [f"{letters}{chr(0x4E00 + one)}" for one in range(number)]
    found = of_keyterms(*terms)
    assert sorted({one.severity for one in found}) == severities
    if "error" in severities:
        assert f"About {estimated_tokens(terms)} tokens" in found[0].why


def test_how_many_keywords() -> None:
    pairs = [(f"word{chr(0x4E00 + one)}", 1.0) for one in range(101)]
    assert of_keywords(*pairs[:100]) == []
    (found,) = of_keywords(*pairs)
    assert found.severity == "error" and "101 keywords" in found.why


@pytest.mark.parametrize(
    "name",
    ["keyterms", "keyterms[]", "keyterm[]", "keyterm[0]", "key-term", "keyword", "KeyTerm",
     "keywords[]", "VocabularyName", "word_boost", "custom_vocabulary"],
)  # fmt: skip
def test_names_that_deepgram_does_not_have(name: str) -> None:
    new, old = of_extra(name, "nova-3"), of_extra(name, "nova-2")
    assert new.severity == old.severity == "warning"
    assert "ignores it" in new.why and new.option == name
    assert new.fix.startswith("Did you mean keyterm?") and "each term" in new.fix
    assert old.fix.startswith("Did you mean keywords?") and "word:1.5" in old.fix


def test_whisper_models_take_neither() -> None:
    assert "neither" in of_extra("keyterms", "whisper").fix
    assert [one.severity for one in of_keywords(("Zyxel", 1.0), model="whisper")] == ["warning"]
    (found,) = of_keyterms("Zyxel", model="whisper")
    assert found.severity == "error" and "keywords" not in found.fix


def test_the_old_switch_between_two_ways_of_boosting() -> None:
    assert "do not name it" in of_extra("keyword_boost", "nova-2").why


def test_a_url_that_is_too_long_is_put_down_to_what_fills_it() -> None:
    long = DeepgramOptions(model="nova-2", keywords=(("supercalifragilistic" * 10, 1.0),) * 45)
    assert any("414" in one.why for one in problems(long, live=False) if one.option == "keywords")
    words = tuple(f"{'expialidocious' * 8} {one}" for one in "abcdefghij" * 8)
    long = DeepgramOptions(keyterm=words, search=("account number",))
    assert any("414" in one.why for one in problems(long, live=False) if one.option == "keyterm")


def test_a_replacement_needs_something_to_look_for() -> None:
    (found,) = problems(DeepgramOptions(replace=(":Zyxel",)), live=False)
    assert found.option == "replace" and "nothing to look for" in found.why


@given(st.lists(st.text(), max_size=6), st.floats(), st.sampled_from(["", *MODELS, "own"]))
def test_any_term_is_judged_without_a_crash(terms: list[str], boost: float, model: str) -> None:
    options = DeepgramOptions(
        model=model, keyterm=tuple(terms), keywords=tuple((term, boost) for term in terms)
    )
    for one in problems(options, live=False):
        assert one.why and one.fix and one.severity in ("error", "warning", "note")
