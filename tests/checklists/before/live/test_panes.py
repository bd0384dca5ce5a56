"""Panes: what is asked of each side, as text, in a title, checked, and kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.live.panes import (
    AS_HEARD,
    PRESETS,
    LivePane,
    for_form,
    keep_panes,
    kept_panes,
    keyterm_panes,
    label,
    ladder_panes,
    numbered,
    pane_from_text,
    pane_text,
    problems_of,
    standard_options,
    standard_panes,
)
from checklists.workspace import Workspace
from providers.amazon.options import AmazonOptions
from providers.audio.pacing import PcmFormat
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput

MONO, STEREO = PcmFormat("linear16", 16000, 1), PcmFormat("linear16", 8000, 2)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NAMES = st.sampled_from(["nova-3", "nova-2", "a b", "", "Übung"])


@st.composite
def deepgram_panes(draw: st.DrawFn) -> LivePane:
    options = DeepgramOptions(
        model=draw(NAMES),
        language=draw(st.sampled_from(["en", "multi", "de", ""])),
        punctuate=draw(st.booleans()),
        interim_results=draw(st.booleans()),
        endpointing=draw(st.one_of(st.none(), st.just(False), st.integers(1, 5000))),
        utterance_end_ms=draw(st.one_of(st.none(), st.integers(1000, 5000))),
        vad_events=draw(st.booleans()),
        keyterm=tuple(draw(st.lists(WORDS, max_size=3))),
        keywords=tuple(draw(st.lists(st.tuples(WORDS, st.floats(-10, 10)), max_size=2))),
        utt_split=draw(st.one_of(st.none(), st.floats(0.1, 5))),
        replace=tuple(draw(st.lists(WORDS, max_size=2))),
        extra=tuple(draw(st.lists(st.tuples(st.just("nobody_knows"), WORDS), max_size=2))),
    )
    return LivePane("1", "deepgram", options)


@st.composite
def amazon_panes(draw: st.DrawFn) -> LivePane:
    filtered = draw(st.booleans())
    options = AmazonOptions(
        language=draw(st.sampled_from(["en-US", "de-DE"])),
        identify_language=draw(st.booleans()),
        language_options=tuple(draw(st.lists(st.sampled_from(["en-US", "fr-FR"]), max_size=2))),
        show_speaker_labels=draw(st.booleans()),
        vocabulary_name=draw(st.sampled_from(["", "my-words"])),
        vocabulary_filter_name="bad-words" if filtered else "",
        vocabulary_filter_method="mask" if filtered else "",
        redact=tuple(draw(st.lists(st.sampled_from(["ALL", "NAME"]), max_size=2))),
        partial_results_stability=draw(st.sampled_from(["", "low", "medium", "high"])),
        max_alternatives=draw(st.one_of(st.none(), st.integers(2, 10))),
    )
    return LivePane("1", "amazon", options)


@given(st.one_of(deepgram_panes(), amazon_panes()))
def test_a_pane_as_text_and_back(pane: LivePane) -> None:
    assert pane_from_text(pane_text(pane)) == pane


def test_what_is_not_named_has_the_standard() -> None:
    pane = pane_from_text("deepgram model=nova-2 endpointing=false keyterm='card number'", "3")
    standard = standard_options("deepgram", 1)
    assert pane.id == "3" and pane.model == "nova-2"
    assert isinstance(standard, DeepgramOptions)
    assert pane.options == replace(
        standard, model="nova-2", endpointing=False, keyterm=("card number",)
    )
    left = pane_from_text("deepgram endpointing=none utterance_end_ms=none keyterm=none").options
    assert isinstance(left, DeepgramOptions)
    assert (left.endpointing, left.utterance_end_ms) == (None, None)
    assert left.keyterm == ("none",)
    hyphens = pane_from_text("Amazon partial-results-stability=high").options
    assert hyphens == AmazonOptions(partial_results_stability="high")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "begins with its vendor"),
        ("google model=x", "'google' is none"),
        ("deepgram nova-2", "'nova-2' is no option"),
        ("deepgram endpointing=soon", "takes a number"),
        ("deepgram interim_results=perhaps", "takes true or false"),
        ("amazon keyterm=x", "Amazon's stream has no option 'keyterm'"),
        ("amazon vocabulary=x", "write vocabulary_name"),
        ("amazon partial_results_stability=top", "one of none, low, medium, high"),
        ("amazon max_alternatives=many", "a whole number"),
        ("amazon show_speaker_labels=maybe", "one of true, false"),
        ("amazon language=english", "not a language code"),
        ("deepgram keyterm='open", "not closed"),
    ],
)
def test_a_line_that_is_no_pane(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        pane_from_text(text)


@given(st.text(max_size=60))
def test_any_line_is_a_pane_or_a_sentence(text: str) -> None:
    for vendor in ("", "deepgram ", "amazon "):
        try:
            pane = pane_from_text(vendor + text)
        except BadInput as refusal:
            assert str(refusal)
        else:
            label(pane), problems_of(pane, STEREO)


def test_presets_are_accepted_and_differ() -> None:
    for preset in PRESETS:
        assert 1 <= len(preset.panes) <= 4
        assert [pane.id for pane in preset.panes] == ["1", "2", "3", "4"][: len(preset.panes)]
        lines = {pane_text(pane) for pane in preset.panes}
        assert len(lines) == len(preset.panes), preset.id
        names = {(pane.vendor, label(pane)) for pane in preset.panes}
        assert len(names) == len(preset.panes), preset.id
        for pane in preset.panes:
            found = [p for p in problems_of(pane, STEREO) if p.severity == "error"]
            assert found == [], (preset.id, found)


def test_a_label_says_what_is_out_of_the_ordinary() -> None:
    assert [label(pane) for pane in standard_panes(("deepgram", "amazon"), 2)] == [
        "nova-3",
        "transcribe",
    ]
    said = {
        "deepgram model=nova-2 endpointing=10": "nova-2 endpointing 10",
        "deepgram endpointing=false": "nova-3 endpointing off",
        "deepgram keyterm=refund": "nova-3 keyterms refund",
        "deepgram keyterm=a keyterm=b": "nova-3 keyterms 2",
        "deepgram interim_results=false smart_format=true": "nova-3 smart format interim off",
        "amazon partial_results_stability=high": "transcribe stability high",
    }
    assert {text: label(pane_from_text(text)) for text in said} == said


def test_the_audio_decides_about_channels() -> None:
    for pane in standard_panes(("deepgram", "amazon")):
        for form in (MONO, STEREO):
            options = for_form(pane, form).options
            apart = [getattr(options, name) for name in AS_HEARD if hasattr(options, name)]
            assert apart == [form.channels == 2]


def test_what_a_vendor_would_refuse_is_told() -> None:
    speakers = pane_from_text("amazon show_speaker_labels=true")
    (problem,) = problems_of(speakers, STEREO)
    assert problem.severity == "error" and "two channels" in problem.why and problem.fix
    assert problems_of(speakers, MONO) == ()
    (ignored,) = problems_of(pane_from_text("amazon max_alternatives=3"), MONO)
    assert (ignored.option, ignored.severity) == ("max_alternatives", "warning")
    keyterm = problems_of(pane_from_text("deepgram model=nova-2 keyterm=x"), MONO)
    assert keyterm[0].option == "keyterm"


def test_one_to_four() -> None:
    pane = standard_panes(("deepgram",))[0]
    assert [one.id for one in numbered([pane] * 4)] == ["1", "2", "3", "4"]
    for count in (0, 5):
        with pytest.raises(BadInput, match="1 to 4 panes"):
            numbered([pane] * count)


def test_the_panes_that_were_used_last_are_kept(tmp_path: Path) -> None:
    panes = (*keyterm_panes(("one\nline", "two")), LivePane("3", "amazon", AmazonOptions()))
    with Workspace.open(tmp_path) as workspace:
        assert kept_panes(workspace) == PRESETS[0].panes
        keep_panes(workspace, panes)
    with Workspace.open(tmp_path) as workspace:
        assert kept_panes(workspace) == panes
        assert workspace.beginning.answers().audio == ""
        workspace.habits.keep("live panes", '["google x=y"]')
        assert kept_panes(workspace) == PRESETS[0].panes
        workspace.habits.keep("live panes", "no json")
        assert kept_panes(workspace) == PRESETS[0].panes


def test_none_this_term_and_all_as_the_model_takes_them() -> None:
    panes = ladder_panes(" Zyxel ", ("Openreach", "Zyxel", " ", "red light"))
    assert [pane.id for pane in panes] == ["1", "2", "3"]
    assert [label(pane) for pane in panes] == [
        "nova-3 search Zyxel", "nova-3 keyterms Zyxel", "nova-3 keyterms 3",
    ]  # fmt: skip
    assert _options(panes[2]).keyterm == ("Zyxel", "Openreach", "red light")
    old = ladder_panes("Zyxel", ("Openreach",), model="nova-2", boosts={"Openreach": 1.5})
    assert [_options(pane).keywords for pane in old] == [
        (), (("Zyxel", 1.0),), (("Zyxel", 1.0), ("Openreach", 1.5)),
    ]  # fmt: skip
    assert all(not _options(pane).keyterm for pane in old)
    assert label(old[1]) == "nova-2 keywords Zyxel:1"
    for pane in (*panes, *old):
        assert not [one for one in problems_of(pane, STEREO) if one.severity == "error"]
        assert pane_from_text(pane_text(pane), pane.id) == pane


def test_one_term_in_all_has_two_panes() -> None:
    assert len(ladder_panes("Zyxel", ("Zyxel",))) == 2
    assert len(ladder_panes("Zyxel", ())) == 2


@pytest.mark.parametrize(
    ("term", "model"), [(" ", "nova-3"), ("Zyxel", "whisper-large"), ("Zyxel", "flux-general-en")]
)
def test_what_no_panes_can_be_made_of(term: str, model: str) -> None:
    with pytest.raises(BadInput, match="choose"):
        ladder_panes(term, ("Openreach",), model=model)


def _options(pane: LivePane) -> DeepgramOptions:
    assert isinstance(pane.options, DeepgramOptions)
    return pane.options
