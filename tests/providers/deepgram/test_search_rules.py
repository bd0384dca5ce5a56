"""The linter's rules about search terms."""

from __future__ import annotations

import pytest

from providers.audio.pacing import PcmFormat
from providers.deepgram.options import DeepgramOptions, problems
from providers.deepgram.problem import Problem
from providers.deepgram.search_rules import syllables

STREAM = PcmFormat("linear16", 16000, 1)


def found(*terms: str, model: str = "nova-3", live: bool = False) -> list[Problem]:
    options = DeepgramOptions(model=model, search=terms, endpointing=300 if live else None)
    all_of_them = problems(options, live=live, form=STREAM if live else None)
    return [one for one in all_of_them if one.option == "search"]


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize(
    ("number", "severity"), [(25, ""), (26, "warning"), (50, "warning"), (51, "error")]
)
def test_how_many_terms_either_transport_takes(number: int, severity: str, live: bool) -> None:
    said = found(*(f"account number {'n' * (n + 1)}" for n in range(number)), live=live)
    assert [one.severity for one in said if "terms" in one.why] == ([severity] if severity else [])
    if severity == "warning":
        assert "25" in said[0].why and "50" in said[0].why and "2026-11" in said[0].why


def test_flux_has_none() -> None:
    assert found("epistemology", model="flux-general-en")[0].severity == "error"
    assert found("epistemology", model="nova-2") == []


@pytest.mark.parametrize(
    ("term", "severity", "says"),
    [
        ("yes", "warning", "common short word"),
        ("Card", "warning", "common short word"),
        ("Klarna", "", ""),
        ("plaque", "note", "short"),
        ("spyre", "note", "short"),
        ("ont", "note", "short"),
        ("the card number", "", ""),
        ("refund, cancel", "warning", "looks like a list"),
        ("refund;cancel", "warning", "looks like a list"),
        ("refund:2.5", "warning", "no weights"),
        ("refund*", "warning", "text search"),
        ('"late fee"', "warning", "text search"),
        ("4G router", "note", "figures"),
        ("VPN", "note", "letter by letter"),
        ("my PIN number", "note", "letter by letter"),
        ("...", "error", "no word"),
        ("", "error", "no word"),
    ],
)
def test_one_term(term: str, severity: str, says: str) -> None:
    said = found(term)
    assert [one.severity for one in said] == ([severity] if severity else [])
    assert all(says in one.why and one.fix for one in said)


def test_capitals_do_not_make_another_sound() -> None:
    (said,) = found("Openreach", "openreach", "chargeback")
    assert said.severity == "warning" and "sound the same" in said.why


@pytest.mark.parametrize(
    ("word", "number"),
    [("epistemology", 6), ("invoice", 2), ("table", 2), ("fee", 1), ("Zyxel", 2), ("plaque", 1),
     ("ssh", 3)],
)  # fmt: skip
def test_syllables(word: str, number: int) -> None:
    assert syllables(word) == number
