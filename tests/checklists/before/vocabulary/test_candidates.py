"""What becomes of entries: keyterms in their display form, rules, nothing; what is folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.vocabulary import (
    Candidate,
    candidates,
    keyterms,
    read_filter,
    read_vocabulary,
    rules,
)
from checklists.before.vocabulary.limits import load_of
from checklists.before.vocabulary.names import spoken, written
from tests.checklists.before.vocabulary.test_entries import GUIDE, HEADER


def of(text: str) -> tuple[Candidate, ...]:
    return candidates(read_vocabulary(text.encode(), "words.txt"))


def row(phrase: str, display: str = "", sounds: str = "", ipa: str = "") -> Candidate:
    (one,) = of(f"{HEADER}{phrase}\t{sounds}\t{ipa}\t{display}\n")
    return one


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("firmware", "firmware"),
        ("Los-Angeles", "Los Angeles"),
        ("Andorra-la-Vella", "Andorra la Vella"),
        ("Eva-Maria", "Eva-Maria"),
        ("e-mail-address", "e-mail address"),
        ("X-ray", "X-ray"),
        ("pay-as-you-go", "pay-as-you-go"),
        ("twenty-one", "twenty-one"),
        ("C.L.I.", "CLI"),
        ("c.l.i.", "CLI"),
        ("C.L.I", "CLI"),
        ("A.B.C.-s", "ABCs"),
        ("C.E.O.-'s", "CEO's"),
        ("Dynamo-D.B.", "DynamoDB"),
        ("customer-I.D.", "customer ID"),
        ("A.W.S.-Lambda", "AWS Lambda"),
        ("vitamin-D.", "vitamin D"),
        ("V.X.-zero-two-Q.", "VX02Q"),
        ("H.B.A.-one-C.", "HBA1C"),
        ("M.P.-three", "MP3"),
        ("five-G.", "5G"),
        ("seven-eleven", "seven eleven"),
        ("Ph.D.", "Ph.D."),
    ],
)
def test_how_a_phrase_is_written(phrase: str, text: str) -> None:
    assert written(phrase).text == text
    one = row(phrase)
    assert (one.keyterm, one.replace, one.verdict) == (text, "", "untested")


def test_how_a_phrase_is_said() -> None:
    assert spoken("C.-plus-plus") == "c plus plus"
    assert spoken("I.O.T.-Hub") == "iot hub"


@pytest.mark.parametrize(
    ("phrase", "display", "keyterm", "replace"),
    [
        ("Zyxel", "ZyXEL", "ZyXEL", ""),
        ("H.B.A.-one-C.", "HbA1c", "HbA1c", ""),
        ("wifi", "Wi-Fi", "Wi-Fi", ""),
        ("A.T.-and-T.", "AT&T", "AT&T", ""),
        ("my-crow-tick", "MikroTik", "MikroTik", ""),
        ("Zyxel", "ZyXEL\u2122", "ZyXEL", "zyxel:ZyXEL\u2122"),
        ("Yahoo", "Yahoo!", "Yahoo", "yahoo:Yahoo!"),
        ("C.-plus-plus", "C++", "", "c plus plus:C++"),
        ("twenty-four-seven", "24/7", "", "twenty four seven:24/7"),
        ("Amazon-dot-com", "Amazon.com", "", "amazon dot com:Amazon.com"),
        ("new-york-city", "NYC", "", "new york city:NYC"),
        ("I.O.T.", "Internet of Things", "", "iot:Internet of Things"),
        ("R.", "R", "", ""),
        ("a", "", "", ""),
    ],
)
def test_what_display_as_makes_of_it(phrase: str, display: str, keyterm: str, replace: str) -> None:
    one = row(phrase, display)
    assert (one.keyterm, one.replace) == (keyterm, replace)
    expected = "keyterm" if keyterm else "replace" if replace else "nothing"
    assert one.becomes == expected and one.why
    if not keyterm and not replace:
        assert "single letter" in one.why and one.tokens == 0


def test_hints_of_the_sound_are_dropped_with_a_note() -> None:
    assert row("Zyxel", sounds="zy-xel").note.startswith("SoundsLike dropped")
    assert row("Zyxel", ipa="z i k s").note.startswith("IPA dropped")
    assert row("Zyxel").note == ""
    assert "period after the last letter" in row("C.L.I").note
    assert "everyday word" in row("please").note


def test_the_guides_table() -> None:
    found = of(GUIDE)
    assert keyterms(found) == (
        "Los Angeles", "Eva-Maria", "ABCs", "CLI", "Andorra la Vella", "DynamoDB", "VX02Q",
    )  # fmt: skip
    assert rules(found) == ("amazon dot com:Amazon.com",)


def folds(text: str) -> dict[str, list[str]]:
    return {one.phrase: [folded.entry.phrase for folded in one.folded] for one in of(text)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Zyxel,ZYXEL,zyxel", {"Zyxel": ["ZYXEL", "zyxel"]}),
        ("Wi-Fi,wifi", {"Wi-Fi": ["wifi"]}),
        ("chargebacks,chargeback", {"chargeback": ["chargebacks"]}),
        ("A.B.C.-s,A.B.C.", {"A.B.C.": ["A.B.C.-s"]}),
        ("atorvastatin,atorvastattin", {"atorvastatin": ["atorvastattin"]}),
        ("Keflavik,Keeflavik", {"Keflavik": ["Keeflavik"]}),
        # Another name, another medicine, another number: nothing to fold.
        ("William,Williams", {"William": [], "Williams": []}),
        ("prednisone,prednisolone", {"prednisone": [], "prednisolone": []}),
        ("cefotaxime,cefoxitime", {"cefotaxime": [], "cefoxitime": []}),
        ("gas,ga", {"gas": [], "ga": []}),
        ("I.P.-four-gateway,I.P.-six-gateway", {"I.P.-four-gateway": [], "I.P.-six-gateway": []}),
    ],
)
def test_what_is_folded(words: str, expected: dict[str, list[str]]) -> None:
    assert folds(words) == expected


def test_the_entry_with_a_display_form_stays_and_says_why_the_other_went() -> None:
    (one,) = of(f"{HEADER}zyxel\t\t\t\nZyxel\t\t\tZyXEL\n")
    assert (one.keyterm, one.entry.line) == ("ZyXEL", 3)
    assert str(one.folded[0]) == "zyxel (line 2: the same but for capitals and marks)"


def test_rules_that_look_for_the_same_are_folded() -> None:
    text = f"{HEADER}C.-plus-plus\t\t\tC++\nc.-plus-plus\t\t\tC++\nC.-plus-plus\t\t\tC ++\n"
    (one,) = of(text)
    assert one.replace == "c plus plus:C++"
    assert [folded.why for folded in one.folded] == ["the same rule", "looks for the same"]


@given(st.lists(st.text("abs", min_size=1, max_size=12), max_size=30))
def test_what_is_kept_is_never_folded_and_folding_again_changes_nothing(words: list[str]) -> None:
    found = of("\n".join(words) or "x")
    kept = [one.phrase for one in found]
    assert folds("\n".join(kept)) == {phrase: [] for phrase in kept}


@pytest.mark.parametrize(
    ("method", "replace"), [("mask", "heck:***"), ("remove", "heck:"), ("tag", "")]
)
def test_what_becomes_of_a_filter(method: str, replace: str) -> None:
    vocabulary = read_filter(b"Heck\nHECK\ntwo words\n", "filter.txt", method=method)  # type: ignore[arg-type]
    assert vocabulary.form == "filter"
    assert [(fault.line, fault.entry) for fault in vocabulary.faults] == [(3, 2)]
    found = candidates(vocabulary)
    assert {(one.keyterm, one.replace) for one in found} == {("", replace)}
    assert all(method in one.why and one.verdict == "untested" for one in found)
    if method != "tag":
        assert [folded.entry.phrase for folded in found[0].folded] == ["HECK"]


def test_the_limits_of_a_request_by_model() -> None:
    found = of(GUIDE)
    load = load_of(found)
    assert (load.way, load.terms, load.rules, load.fits) == ("keyterm", 7, 1, True)
    assert load.tokens == sum(one.tokens for one in found)
    assert load.sentence == (
        "nova-3: 7 keyterms of the 100 advised, about 17 tokens of 500; 1 replace rule."
    )
    many = of("\n".join(f"{a}{b}ndlewickshire" for a in "bcdfghjklmnp" for b in "aeiouyqwrtz"))
    over = load_of(many)
    assert not over.fits and "tokens" in over.problems[0].why
    old = load_of(many, "nova-2")
    assert (old.way, old.fits) == ("keywords", False) and "132 keywords of 100" in old.sentence
    phrases = [one.why for one in load_of(found, "nova-2").problems]
    assert any("'Los Angeles' is a phrase" in why for why in phrases)
    assert load_of(found, "whisper-large").way == ""
