"""A pane as lines to fill in: nothing of it is lost on the way there and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.live.panes import PRESETS, LivePane, pane_from_text
from providers.amazon.options import AmazonOptions
from providers.audio.pacing import PcmFormat
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from tui.live.pane_form import Draft, checked, draft_of
from tui.live.pane_lines import found_lines, url_lines

STEREO = PcmFormat("linear16", 8000, 2)
_TEXT = st.text("abcN-_. ,'\"=é\\", min_size=1, max_size=12).map(str.strip).filter(bool)
_TERMS = st.lists(_TEXT, max_size=3, unique=True).map(tuple)


@given(
    model=st.sampled_from(["nova-3", "nova-2", "base", "x y"]),
    endpointing=st.sampled_from([10, 300, 1000, False, None]),
    interim=st.booleans(),
    keyterm=_TERMS,
    search=_TERMS,
    replaced=_TERMS,
    punctuate=st.booleans(),
)
def test_a_deepgram_pane_is_the_same_after_the_form(
    model: str, endpointing: int | None, interim: bool, keyterm: tuple[str, ...],
    search: tuple[str, ...], replaced: tuple[str, ...], punctuate: bool,
) -> None:  # fmt: skip
    standard = pane_from_text("deepgram", "3")
    assert isinstance(standard.options, DeepgramOptions)
    options = replace(
        standard.options,
        model=model, endpointing=endpointing,
        interim_results=interim, keyterm=keyterm, search=search,
        replace=replaced, punctuate=punctuate,
    )  # fmt: skip
    pane = replace(standard, options=options)
    assert draft_of(pane).pane("3") == pane


@given(
    stability=st.sampled_from(["", "low", "medium", "high"]),
    vocabulary=st.sampled_from(["", "mine-1"]),
    redact=st.sampled_from([(), ("ALL",), ("NAME", "SSN")]),
    labels=st.booleans(),
)
def test_an_amazon_pane_is_the_same_after_the_form(
    stability: object, vocabulary: str, redact: tuple[str, ...], labels: bool
) -> None:
    options = AmazonOptions(
        partial_results_stability=stability,  # type: ignore[arg-type]
        vocabulary_name=vocabulary,
        redact=redact,
        show_speaker_labels=labels,
    )
    pane = LivePane("2", "amazon", options)
    assert draft_of(pane).pane("2") == pane


def test_every_preset_is_the_same_after_the_form() -> None:
    for preset in PRESETS:
        for pane in preset.panes:
            assert draft_of(pane).pane(pane.id) == pane


def test_another_vendor_and_back_loses_nothing() -> None:
    draft = draft_of(pane_from_text("deepgram model=nova-2 tag='a b'"))
    there = replace(draft, vendor="amazon").with_value("language", "de-DE")
    assert there.pane("1").options == AmazonOptions(language="de-DE")
    back = replace(there, vendor="deepgram")
    assert back.pane("1") == draft.pane("1")


def test_keyterms_of_both_lines_are_sent() -> None:
    draft = Draft("deepgram").with_value("keyterm", " card number ,, Zyxel,")
    draft = draft.with_value("other", "keyterm='a, b' model=nova-2")
    options = draft.pane("1").options
    assert isinstance(options, DeepgramOptions)
    assert options.keyterm == ("card number", "Zyxel", "a, b") and options.model == "nova-2"


def test_terms_to_watch_are_a_line_of_their_own() -> None:
    draft = draft_of(pane_from_text("deepgram search='account number' search=Zyxel"))
    assert (draft.value("search"), draft.value("other")) == ("account number, Zyxel", "")
    options = draft.with_value("other", "search=broadband").pane("1").options
    assert isinstance(options, DeepgramOptions)
    assert options.search == ("account number", "Zyxel", "broadband")
    assert "search=account%20number" in checked(draft, STEREO, {}).url.replace("+", "%20")


def test_what_is_wrong_is_said_and_what_would_be_sent_is_exact() -> None:
    draft = Draft("deepgram").with_value("endpointing", "soon")
    assert "endpointing" in checked(draft, STEREO, {}).trouble
    draft = draft.with_value("endpointing", "10").with_value("keyterm", "refund")
    found = checked(draft.with_value("model", "nova-2"), STEREO, {})
    assert found.refused and found.mark == "✗" and "keyterm" in found.problems[0].option
    found = checked(draft, STEREO, {"DEEPGRAM_BASE_URL": "https://api.eu.deepgram.com"})
    assert not found.refused and found.note == ""
    assert found.url == (
        "wss://api.eu.deepgram.com/v1/listen?channels=2&encoding=linear16&endpointing=10"
        "&interim_results=true&keyterm=refund&language=en&model=nova-3&multichannel=true"
        "&punctuate=true&sample_rate=8000&utterance_end_ms=1000&vad_events=true"
    )


def test_amazons_url_is_that_of_the_region_without_its_signature() -> None:
    draft = Draft("amazon").with_value("partial_results_stability", "high")
    found = checked(draft, None, {"AWS_REGION": "eu-west-1"})
    assert found.url == (
        "wss://transcribestreaming.eu-west-1.amazonaws.com:8443/stream-transcription-websocket"
        "?media-encoding=pcm&sample-rate=16000&language-code=en-US"
        "&enable-partial-results-stabilization=true&partial-results-stability=high"
    )
    assert "signature" in found.note and "mono" in found.note
    both = draft.with_value("other", "show_speaker_labels=true")
    assert not checked(both, None, {}).refused
    found = checked(both, STEREO, {})
    assert found.refused and found.url == ""


@pytest.mark.parametrize("text", ["tag='open", "nonsense", "=x"])
def test_options_that_cannot_be_read_are_a_sentence(text: str) -> None:
    draft = Draft("deepgram").with_value("other", text)
    with pytest.raises(BadInput):
        draft.pane("1")
    assert checked(draft, None, {}).trouble.endswith(".")


def test_an_unusable_endpoint_does_not_end_the_editing() -> None:
    hostile = {"DEEPGRAM_BASE_URL": "not a url", "AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING": "::"}
    assert checked(Draft("deepgram"), None, hostile).url.startswith("wss://api.deepgram.com/")
    assert checked(Draft("amazon"), None, hostile).url.startswith("wss://transcribestreaming.")


@given(url=st.text("ab?&=%/:.é", max_size=80), width=st.integers(-3, 40))
def test_a_folded_url_is_the_same_url(url: str, width: int) -> None:
    lines = list(url_lines(url, width))
    assert "".join(lines) == url and all(len(line) <= max(8, width) for line in lines)


@pytest.mark.parametrize("width", [12, 40, 100])
def test_what_is_found_fits(width: int) -> None:
    draft = draft_of(pane_from_text("deepgram model=nova-2 keyterm=a keyterm='b c' language=xx"))
    for line in found_lines(checked(draft, STEREO, {}), width):
        assert line.cell_length <= width
