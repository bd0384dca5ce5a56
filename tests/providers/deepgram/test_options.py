"""Options on the wire, byte for byte, and what the linter finds in them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.audio.pacing import PcmFormat
from providers.deepgram.linting import estimated_tokens
from providers.deepgram.options import DeepgramOptions, options_from, problems
from providers.errors import BadInput

TELEPHONE = PcmFormat("mulaw", 8000, 2)


def test_the_pairs_of_a_recording_in_order() -> None:
    options = DeepgramOptions(
        smart_format=True,
        multichannel=True,
        utt_split=1.5,
        utterances=True,
        search=("account number", "zyxel"),
        keyterm=("Zyxel", "SIM card"),
        endpointing=300,
        extra=(("new_thing", "1"), ("version", "latest"), ("search", "late")),
    )
    assert options.batch_parameters() == (
        ("keyterm", "Zyxel"),
        ("keyterm", "SIM card"),
        ("language", "en"),
        ("model", "nova-3"),
        ("multichannel", "true"),
        ("punctuate", "true"),
        ("search", "account number"),
        ("search", "zyxel"),
        ("search", "late"),
        ("smart_format", "true"),
        ("utterances", "true"),
        ("utt_split", "1.5"),
        ("version", "latest"),
        ("new_thing", "1"),
    )
    assert options.url("http://127.0.0.1:1") == (
        "http://127.0.0.1:1/v1/listen?keyterm=Zyxel&keyterm=SIM+card&language=en&model=nova-3"
        "&multichannel=true&punctuate=true&search=account+number&search=zyxel&search=late"
        "&smart_format=true&utterances=true&utt_split=1.5&version=latest&new_thing=1"
    )


def test_the_pairs_of_a_stream_have_the_audio_among_them() -> None:
    options = DeepgramOptions(
        model="nova-2",
        keywords=(("Zyxel", 2.5), ("SIM", 1.0), ("PUK", 0.0)),
        interim_results=True,
        endpointing=False,
        utterance_end_ms=1000,
        utterances=True,
    )
    assert options.live_parameters(TELEPHONE) == (
        ("channels", "2"),
        ("encoding", "mulaw"),
        ("endpointing", "false"),
        ("interim_results", "true"),
        ("keywords", "Zyxel:2.5"),
        ("keywords", "SIM"),
        ("keywords", "PUK:0"),
        ("language", "en"),
        ("model", "nova-2"),
        ("punctuate", "true"),
        ("sample_rate", "8000"),
        ("utterance_end_ms", "1000"),
    )
    assert options.url(form=TELEPHONE).startswith("wss://api.deepgram.com/v1/listen?channels=2&")


@pytest.mark.parametrize(("value", "sent"), [(None, []), (False, ["false"]), (0, ["0"])])
def test_endpointing_is_left_out_switched_off_or_set(value: Any, sent: list[str]) -> None:
    pairs = DeepgramOptions(endpointing=value).live_parameters(TELEPHONE)
    assert [value for name, value in pairs if name == "endpointing"] == sent


@pytest.mark.parametrize(
    ("options", "live", "option", "severity"),
    [
        ({"keywords": (("Zyxel", 2.0),)}, False, "keywords", "error"),
        ({"model": "nova-2", "keyterm": ("Zyxel",)}, False, "keyterm", "error"),
        ({"keyterm": ("Zyxel:1.5",)}, False, "keyterm", "warning"),
        ({"keyterm": ("Zyxel,Router",)}, False, "keyterm", "warning"),
        ({"keyterm": ("antidisestablishment",) * 101}, False, "keyterm", "error"),
        ({"keyterm": ("SIM",) * 101}, False, "keyterm", "warning"),
        ({"search": ("account number",) * 26}, False, "search", "warning"),
        ({"search": ("account number",) * 51}, False, "search", "error"),
        ({"search": ("a b; c d",)}, False, "search", "warning"),
        ({"search": ("SIM",)}, False, "search", "note"),
        ({"model": "nova-2", "keywords": (("a", 1.0),) * 101}, False, "keywords", "error"),
        ({"model": "nova-2", "keywords": (("two words", 1.0),)}, False, "keywords", "warning"),
        ({"model": "nova-2", "keywords": (("a", -1.0),)}, False, "keywords", "warning"),
        ({"model": "flux-general-en"}, True, "model", "error"),
        ({"model": "flux-general-en", "search": ("x",)}, True, "search", "error"),
        ({"model": "whisper-large"}, True, "model", "error"),
        ({"model": ""}, False, "model", "warning"),
        ({"utterance_end_ms": 999, "interim_results": True}, True, "utterance_end_ms", "error"),
        ({"utterance_end_ms": 1000}, True, "utterance_end_ms", "error"),
        ({"utterance_end_ms": 1000}, False, "utterance_end_ms", "warning"),
        ({"language": "english"}, False, "language", "error"),
        ({"language": "en_US"}, False, "language", "error"),
        ({"language": "multi", "model": "enhanced"}, False, "language", "error"),
        ({"language": "es", "summarize": "v2"}, False, "summarize", "error"),
        ({"language": "es", "model": "nova-2-finance"}, False, "model", "error"),
        ({"language_hint": ("es",)}, False, "language_hint", "warning"),
        ({"summarize": "true"}, False, "summarize", "warning"),
        ({"filler_words": True}, True, "filler_words", "warning"),
        ({"utterances": True}, True, "utterances", "warning"),
        ({"diarize_model": "v2"}, True, "diarize_model", "error"),
        ({"diarize_model": "v3"}, False, "diarize_model", "error"),
        ({"redact": ("ordinal",)}, False, "redact", "error"),
        ({"replace": ("Zyxel:router",)}, False, "replace", "warning"),
        ({"dictation": True, "punctuate": False}, False, "dictation", "warning"),
        ({"utt_split": 1.0}, False, "utt_split", "warning"),
        ({"multichannel": True}, False, "multichannel", "note"),
        ({"tag": ("x" * 129,)}, False, "tag", "error"),
        ({"extra": (("encoding", "linear16"),)}, False, "encoding", "warning"),
        ({"extra": (("encoding", "linear16"),)}, True, "encoding", "error"),
        ({"extra": (("keyterms", "a"),)}, False, "keyterms", "warning"),
        ({"extra": (("diarize", "true"),)}, False, "diarize", "warning"),
        ({"extra": (("tier", "enhanced"),)}, False, "tier", "warning"),
        ({"extra": (("keepalive", "true"),)}, True, "keepalive", "warning"),
        ({"search": ("account number " * 40,) * 20}, False, "search", "warning"),
    ],
)
def test_the_linter_finds(options: Any, live: bool, option: str, severity: str) -> None:
    found = problems(DeepgramOptions(**options), live=live)
    assert (option, severity) in {(problem.option, problem.severity) for problem in found}
    assert all(problem.why and problem.fix for problem in found)
    assert [p.severity for p in found] == sorted(
        (p.severity for p in found), key=("error", "warning", "note").index
    )


@pytest.mark.parametrize(
    "options",
    [
        DeepgramOptions(),
        DeepgramOptions(model="nova-2", keywords=(("Zyxel", 1.5),)),
        DeepgramOptions(keyterm=("Zyxel", "SIM card"), search=("account number",)),
        DeepgramOptions(language="es-419", model="nova-3-general", diarize_model="latest"),
        DeepgramOptions(extra=(("callback", "https://example.com/"), ("extra", "a:b"))),
    ],
)
def test_the_linter_leaves_good_options_alone(options: DeepgramOptions) -> None:
    assert problems(options, live=False) == ()


def test_a_misspelt_option_gets_a_suggestion() -> None:
    (problem,) = problems(options_from([("keyterms", "a")]), live=False)
    assert problem.fix == "Did you mean keyterm? Write it once for each term."
    (other,) = problems(options_from([("serch", "a")]), live=False)
    assert other.fix == "Did you mean search?"


def test_options_are_read_from_pairs() -> None:
    pairs = [
        ("model", "nova-2"),
        ("punctuate", "false"),
        ("keywords", "Zyxel:2"),
        ("keywords", "SIM"),
        ("search", "a"),
        ("endpointing", "false"),
        ("utterance_end_ms", "1000"),
        ("utt_split", "1.5"),
        ("extra", "k:v"),
        ("colour", "blue"),
    ]
    assert options_from(pairs) == DeepgramOptions(
        model="nova-2",
        punctuate=False,
        keywords=(("Zyxel", 2.0), ("SIM", 1.0)),
        search=("a",),
        endpointing=False,
        utterance_end_ms=1000,
        utt_split=1.5,
        extra=(("extra", "k:v"), ("colour", "blue")),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("punctuate", "yes"),
        ("endpointing", "soon"),
        ("utt_split", "x"),
        ("keywords", "Zyxel:much"),
    ],
)
def test_a_value_that_cannot_be_is_bad_input(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=value.rpartition(":")[2]):
        options_from([(name, value)])


@given(st.lists(st.text(min_size=1), max_size=5), st.booleans(), st.booleans())
def test_what_is_sent_can_be_read_back(terms: list[str], multichannel: bool, live: bool) -> None:
    options = DeepgramOptions(keyterm=tuple(terms), multichannel=multichannel, search=tuple(terms))
    assert options_from(options.batch_parameters()) == DeepgramOptions(
        keyterm=tuple(terms),
        multichannel=multichannel,
        search=tuple(terms),
    )
    assert all(problem.why for problem in problems(options, live=live))


def test_tokens_are_estimated_by_fours() -> None:
    assert estimated_tokens(("SIM", "SIM card", "antidisestablishment")) == 1 + 2 + 5
