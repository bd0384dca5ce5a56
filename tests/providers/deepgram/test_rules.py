"""The linter's rules about models, languages, numbers and the audio of a stream."""

from __future__ import annotations

from typing import Any

import pytest

from providers.audio.pacing import PcmFormat
from providers.deepgram.catalogue import MODELS, nova_3_instead, nova_3_speaks
from providers.deepgram.options import DeepgramOptions, problems
from providers.deepgram.problem import Problem
from providers.deepgram.value_rules import repeated

MONO = PcmFormat("linear16", 16000, 1)
STEREO = PcmFormat("mulaw", 8000, 2)


def found(options: dict[str, Any], form: PcmFormat | None = None) -> list[Problem]:
    return list(problems(DeepgramOptions(**options), live=form is not None, form=form))


def test_a_misspelt_model_is_doubted_with_the_likely_one() -> None:
    (problem,) = found({"model": "nova3"})
    assert (problem.option, problem.severity) == ("model", "warning")
    assert problem.fix == "Did you mean nova-3?"
    (own,) = found({"model": "4899aa60-f723-4517-9815-2042acc12a82"})
    assert own.severity == "warning" and "one of your own" in own.why


@pytest.mark.parametrize("model", MODELS)
def test_no_model_of_the_catalogue_is_doubted(model: str) -> None:
    assert not [one for one in found({"model": model}) if "pages name no model" in one.why]


@pytest.mark.parametrize(
    ("language", "severity", "fix"),
    [
        ("en-AB", "error", "Write en-GB."),
        ("es-US", "warning", "Write es or es-419."),
        ("de-AT", "warning", "Write de or de-CH."),
        ("gd", "warning", "Look in the list of models"),
    ],
)
def test_languages_that_amazon_has_and_nova_3_has_not(
    language: str, severity: str, fix: str
) -> None:
    (problem,) = found({"language": language})
    assert (problem.option, problem.severity) == ("language", severity)
    assert problem.fix.startswith(fix)


@pytest.mark.parametrize("language", ["en", "en-ZA", "pt-BR", "zh-CN", "ar-SA", "multi", "sv-SE"])
def test_languages_that_nova_3_has(language: str) -> None:
    assert nova_3_speaks(language) and found({"language": language}) == []


def test_another_code_of_the_same_language() -> None:
    assert nova_3_instead("fr-BE") == ("fr", "fr-CA")
    assert nova_3_instead("xx") == ()


@pytest.mark.parametrize(
    ("options", "form", "option", "severity"),
    [
        ({"utt_split": float("nan"), "utterances": True}, None, "utt_split", "error"),
        ({"utt_split": 0.0, "utterances": True}, None, "utt_split", "error"),
        ({"endpointing": -1}, MONO, "endpointing", "error"),
        ({"model": "nova-2", "keywords": (("a", float("inf")),)}, None, "keywords", "error"),
        ({}, STEREO, "channels", "warning"),
        ({"multichannel": True}, MONO, "multichannel", "note"),
        ({}, PcmFormat("linear16", 8000, 21), "channels", "error"),
        ({}, PcmFormat("mp3", 8000, 1), "encoding", "error"),  # type: ignore[arg-type]
        ({"smart_format": True}, MONO, "smart_format", "note"),
    ],
)
def test_values_and_audio(
    options: dict[str, Any], form: PcmFormat | None, option: str, severity: str
) -> None:
    assert (option, severity) in {(one.option, one.severity) for one in found(options, form)}


def test_fitting_audio_has_nothing_against_it() -> None:
    assert found({"endpointing": 300, "multichannel": True}, STEREO) == [
        Problem("multichannel", "note", "Every channel is billed as its own audio.",
                "Expect the price times the number of channels."),
    ]  # fmt: skip
    assert found({"endpointing": False}, MONO) == []


def test_an_option_of_one_value_given_twice() -> None:
    names = ["model", "keyterm", "language", "keyterm", "model", "model", "colour", "colour"]
    (problem,) = repeated(DeepgramOptions, names)
    assert (problem.option, problem.severity) == ("model", "warning") and "3 times" in problem.why
