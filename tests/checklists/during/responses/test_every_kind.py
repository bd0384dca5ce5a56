"""Every kind of response that can be read, in every shape: the same words, and no field unknown."""

from __future__ import annotations

import json

import pytest

from checklists.during.responses.converting import Manner, convert
from checklists.during.responses.fields import TARGETS, Target
from providers.documents.reading import read_document
from providers.errors import BadInput
from tests.checklists.during.responses.test_round_trips import words_of
from tests.providers.documents.samples import every_sample, scribe

SAMPLES = every_sample()
# Turns or subtitles without words.
TEXT_ONLY = ("contact-lens", "srt", "vtt")


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_kind(name: str, target: Target) -> None:
    source = read_document(SAMPLES[name], source=f"{name}.json")
    manner = Manner(whole=True, generation="2024" if target == "amazon" else None)
    if source.advice or (source.kind in TEXT_ONLY and target in ("deepgram", "amazon")):
        with pytest.raises(BadInput, match=name):
            convert(source, target, manner)
        return
    done = convert(source, target, manner)
    unknown = [one.path for one in done.losses if "does not know" in one.what]
    assert all(path.endswith(("new", "Version")) for path in unknown), unknown
    if target not in ("srt", "vtt"):
        again = read_document(done.content(), source="again")
        assert words_of(again) == words_of(source)
    elif source.words:
        assert " --> " in done.content().decode()


@pytest.mark.parametrize("target", TARGETS)
def test_a_stray_field_that_another_kind_has_is_only_unknown(target: Target) -> None:
    stray = json.dumps({**scribe(), "results": 1}).encode()
    source = read_document(stray, source="visit.json")
    done = convert(source, target, Manner(whole=True))
    assert "results" in [one.path for one in done.losses]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sdk_reads_every_response_made_for_it(name: str) -> None:
    from deepgram.types.listen_v1response import ListenV1Response

    source = read_document(SAMPLES[name], source=name)
    if source.advice or source.kind in (*TEXT_ONLY, "deepgram-batch"):
        return
    made = convert(source, "deepgram", Manner(whole=True)).content()
    answer = ListenV1Response.model_validate_json(made)
    channels = [channel.alternatives or [] for channel in answer.results.channels]
    heard = [word for (best, *_) in channels for word in best.words or []]
    assert len(heard) == len(source.words)


@pytest.mark.parametrize("name", ["amazon_events", "deepgram_messages"])
@pytest.mark.parametrize("target", ["deepgram", "amazon"])
def test_logs_become_logs(name: str, target: Target) -> None:
    done = convert(read_document(SAMPLES[name], source=name), target)
    assert isinstance(done.made, list) and done.ending == ".jsonl"
    again = read_document(done.content(), source="again")
    assert again.kind == f"{target}-stream"
    assert [word.text.lower() for word in again.words] == [
        word.text.lower() for word in read_document(SAMPLES[name], source=name).words
    ]
