"""Stabilization: a word that was marked stable stays, whatever the recogniser thinks later."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from providers.sandbox.amazon.live_request import read_request
from providers.sandbox.amazon.live_results import ResultMaker
from providers.sandbox.recognition import Heard, HeardWord

QUERY = {
    "language-code": "en-US",
    "media-encoding": "pcm",
    "sample-rate": "16000",
    "enable-partial-results-stabilization": "true",
}


def heard(text: str, kind: Any = "partial") -> Heard:
    words = tuple(HeardWord(word, float(n), n + 0.9, 0.8) for n, word in enumerate(text.split()))
    return Heard(kind, 0.0, float(len(words)), words)


def said(result: dict[str, Any] | None) -> list[tuple[str, bool]]:
    assert result is not None
    items = result["Alternatives"][0]["Items"]
    return [(i["Content"].lower(), i["Stable"]) for i in items if i["Type"] == "pronunciation"]


def test_a_stable_word_is_kept_against_a_better_guess() -> None:
    maker = ResultMaker(read_request(QUERY), (), None, 0)
    assert said(maker.result(heard("for tea"))) == [("for", False), ("tea", False)]
    assert said(maker.result(heard("for tea two"))) == [
        ("for", True),
        ("tea", True),
        ("two", False),
    ]
    assert said(maker.result(heard("forty two please", "final"))) == [
        ("for", True),
        ("tea", True),
        ("please", True),
    ]


def test_without_stabilization_nothing_is_stable_and_nothing_kept() -> None:
    maker = ResultMaker(
        read_request({k: v for k, v in QUERY.items() if "stabil" not in k}), (), None, 0
    )
    maker.result(heard("for tea"))
    maker.result(heard("for tea two"))
    final = maker.result(heard("forty two", "final"))
    assert final is not None
    assert [i["Content"] for i in final["Alternatives"][0]["Items"]] == ["Forty", "two", "."]
    assert all("Stable" not in item for item in final["Alternatives"][0]["Items"])


WORDS = st.lists(st.sampled_from(["one", "two", "three"]), min_size=1, max_size=6).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(["low", "medium", "high"]))
def test_no_stable_word_ever_changes(guesses: list[str], level: str) -> None:
    maker = ResultMaker(read_request(QUERY | {"partial-results-stability": level}), (), None, 0)
    promised: list[str] = []
    kinds = ["partial"] * (len(guesses) - 1) + ["final"]
    for guess, kind in zip(guesses, kinds, strict=True):
        result = maker.result(heard(guess, kind))
        if result is None:
            continue
        words = said(result)
        assert [word for word, _ in words[: len(promised)]] == promised
        promised = [word for word, stable in words if stable]
        assert promised == [word for word, _ in words[: len(promised)]]
