"""The sample calls are what their truth says, by hash and by ear."""

from __future__ import annotations

import hashlib
import itertools
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from providers.audio.arithmetic import audioop, split_channels
from providers.audio.clips import pcm_format, probe, read_pcm, slice_pcm
from providers.audio.levels import measure
from providers.audio.pacing import Block
from providers.sandbox.recogniser.pronunciation import pronunciations
from providers.sandbox.samples import (
    HERE,
    VOCABULARY_LIST,
    VOCABULARY_TABLE,
    SampleCall,
    sample_calls,
    synthesis,
)
from providers.sandbox.samples.make import main
from providers.sandbox.samples.mixing import mix
from providers.sandbox.samples.script import read_script
from tests.providers.samples.alignment import aligned_starts

every_call = pytest.mark.parametrize("call", sample_calls(), ids=lambda call: call.id)
every_two_speaker_call = pytest.mark.parametrize(
    "call", [call for call in sample_calls() if call.channels == 2], ids=lambda call: call.id
)


def channel_of(call: SampleCall, channel: int, start: float, end: float) -> bytes:
    pcm, form = slice_pcm(probe(call.path), start, end)
    return split_channels(pcm, form.channels)[channel]


def test_there_are_four_calls_and_a_lecture() -> None:
    shapes = [(call.rate, call.channels) for call in sample_calls()]
    assert sorted(shapes) == [(8000, 2), (8000, 2), (16000, 1), (16000, 2), (16000, 2)]
    assert all(30 <= call.duration <= 60 for call in sample_calls() if call.channels == 2)
    assert sum(call.path.stat().st_size for call in sample_calls()) < 9_000_000
    assert {call.path.name for call in sample_calls()} == {path.name for path in HERE.glob("*.wav")}


@every_call
def test_the_file_is_the_one_the_truth_speaks_of(call: SampleCall) -> None:
    clip = probe(call.path)
    assert hashlib.sha256(call.path.read_bytes()).hexdigest() == clip.sha256 == call.sha256
    assert (clip.size, clip.rate, clip.channels) == (call.size, call.rate, call.channels)
    assert clip.duration == pytest.approx(call.duration, abs=1e-4)
    assert (clip.codec, clip.note) == ("linear16", "")


@every_call
def test_words_are_ordered_and_inside_the_clip(call: SampleCall) -> None:
    assert [word.start for word in call.words] == sorted(word.start for word in call.words)
    assert all(0 < word.start < word.end < call.duration for word in call.words)
    assert {word.speaker for word in call.words} == set(call.speakers)
    for channel in range(call.channels):
        spoken = [word for word in call.words if word.channel == channel]
        assert all(a.end <= b.start + 1e-6 for a, b in itertools.pairwise(spoken))


@every_call
def test_references_hold_every_word_once(call: SampleCall) -> None:
    assert call.reference_path.read_text(encoding="utf-8").strip() == call.reference
    of_channels = [word for text in call.references for word in text.split()]
    assert sorted(of_channels) == sorted(call.reference.split())
    assert all(re.fullmatch(r"[a-z']+", word.text) for word in call.words)


@every_call
def test_every_term_is_in_the_text_and_in_the_sound(call: SampleCall) -> None:
    assert 3 <= len(call.terms) <= 5
    for term in call.terms:
        places = [(w.channel, w.start, w.end) for w in call.words if w.text == term.text.lower()]
        assert places == [(said.channel, said.start, said.end) for said in term.said]
        assert term.text in call.reference
        for said in term.said:
            assert 0.2 < said.end - said.start < 1.5
            speech = audioop.rms(channel_of(call, said.channel, said.start, said.end), 2)
            assert speech > 10 * quietest(call, said.channel)


def quietest(call: SampleCall, channel: int) -> int:
    """The room alone: the half second before anybody speaks."""
    return max(1, audioop.rms(channel_of(call, channel, 0.0, 0.35), 2))


@every_two_speaker_call
def test_each_speaker_has_a_channel_and_a_level(call: SampleCall) -> None:
    assert call.speakers == ("agent", "customer")
    pcm, form = read_pcm(probe(call.path))
    levels = measure([Block(pcm, 0.0, call.duration)], form)
    assert levels.correlation == pytest.approx(0.0, abs=0.05)
    agent, customer = levels.channels
    assert 2.0 < agent.rms - customer.rms < 12.0
    assert all(channel.clipped == 0 and -20 < channel.peak < -1 for channel in levels.channels)
    assert all(-75 < channel.rms < -15 for channel in levels.channels)


@every_two_speaker_call
def test_they_talk_over_each_other_once(call: SampleCall) -> None:
    overlaps = [
        (one, other)
        for one in call.words
        for other in call.words
        if one.channel < other.channel and one.start < other.end and other.start < one.end
    ]
    assert overlaps
    assert (
        max(o.end for pair in overlaps for o in pair)
        - min(o.start for pair in overlaps for o in pair)
        < 2.0
    )


def test_a_telephone_call_has_no_deep_tones() -> None:
    for call in sample_calls():
        if call.rate != 8000:
            continue
        clip = probe(call.path)
        pcm, _ = read_pcm(clip)
        agent = split_channels(pcm, 2)[0]
        # An average over 4 ms keeps what lies below 125 Hz and kills most of the rest.
        low = audioop.ratecv(agent, 2, 1, 8000, 8000, None, 1, 31)[0]
        assert audioop.rms(low, 2) < 0.25 * audioop.rms(agent, 2)
        assert pcm_format(clip).rate == 8000


@every_call
def test_words_lie_where_a_recogniser_aligns_them(call: SampleCall) -> None:
    """Forced alignment knows the text and finds the times by itself: a second opinion."""
    differences = sorted(abs(found - word.start) for word, found in aligned_starts(call))
    assert len(differences) == len(call.words)
    assert differences[len(differences) // 2] < 0.02
    assert differences[int(0.95 * len(differences))] < 0.08


TABLE = [line.split("\t") for line in VOCABULARY_TABLE.read_text(encoding="utf-8").splitlines()]


def test_the_vocabulary_table_keeps_amazons_rules() -> None:
    assert b"\r" not in VOCABULARY_TABLE.read_bytes()
    assert TABLE[0] == ["Phrase", "SoundsLike", "IPA", "DisplayAs"]
    for phrase, sounds_like, ipa, _ in TABLE[1:]:
        assert re.fullmatch(r"[A-Za-z.-]{1,256}", phrase)
        assert re.fullmatch(r"[a-z-]*", sounds_like)
        assert not (sounds_like and ipa)
    assert any(sounds_like for _, sounds_like, _, _ in TABLE[1:])
    assert any(ipa for _, _, ipa, _ in TABLE[1:])
    assert any(display and display != phrase for phrase, _, _, display in TABLE[1:])


def test_the_vocabulary_covers_every_term_in_both_forms() -> None:
    phrases = [row[0] for row in TABLE[1:]]
    terms = {term.text for call in sample_calls() for term in call.terms}
    assert terms <= set(phrases)
    data = VOCABULARY_LIST.read_bytes()
    assert b"\r" not in data
    assert b" " not in data
    assert data.decode().splitlines() == phrases


def test_about_half_of_the_vocabulary_is_said_and_some_of_it_sounds_like_other_words() -> None:
    """As the vocabularies that are carried along for years are."""
    shown = [row[3] or row[0].replace("-", " ") for row in TABLE[1:]]
    assert len(shown) >= 40 and len({one.lower() for one in shown}) == len(shown)
    texts = [" ".join(word.text for word in call.words) for call in sample_calls()]
    said = [one for one in shown if any(f" {one.lower()} " in f" {text} " for text in texts)]
    assert 0.4 < len(said) / len(shown) < 0.6
    common = {way for text in texts for word in text.split() for way in pronunciations(word)}
    decoys = {one for one in shown if one not in said and common & set(pronunciations(one))}
    assert "Bloc" in decoys


def test_the_script_and_the_truth_have_the_same_words() -> None:
    scripts = read_script()
    assert [script.id for script in scripts] == [call.id for call in sample_calls()]
    for script, call in zip(scripts, sample_calls(), strict=True):
        for speaker in script.speakers:
            turns = [turn.text for turn in script.turns if turn.speaker == speaker]
            assert " ".join(turns) == call.references[speaker.channel]
        assert script.terms == tuple(term.text for term in call.terms)


def same_flite() -> bool:
    """Another flite is allowed to sound different."""
    if shutil.which("flite") is None:
        return False
    with (HERE / "truth.toml").open("rb") as file:
        return bool(tomllib.load(file)["flite"] == synthesis.flite_version())


with_same_flite = pytest.mark.skipif(
    not same_flite(), reason="the flite that made the samples is not installed"
)


@with_same_flite
@pytest.mark.parametrize("identity", ["telecom-support", "knowledge-lecture"])
def test_the_script_makes_the_same_bytes(identity: str) -> None:
    (script,) = (script for script in read_script() if script.id == identity)
    (call,) = (call for call in sample_calls() if call.id == identity)
    made = mix(script)
    assert made.pcm == read_pcm(probe(call.path))[0]
    assert made.words == call.words


@with_same_flite
def test_the_check_sees_a_changed_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lecture = [script for script in read_script() if script.id == "knowledge-lecture"]
    monkeypatch.setattr("providers.sandbox.samples.make.read_script", lambda: lecture)
    assert main(["--out", str(tmp_path)]) == 0
    assert main(["--out", str(tmp_path), "--check"]) == 0
    with (tmp_path / "knowledge-lecture.wav").open("r+b") as file:
        file.seek(1000)
        file.write(b"\x55")
    capsys.readouterr()
    assert main(["--out", str(tmp_path), "--check"]) == 1
    assert re.search(r"DIFFERENT +knowledge-lecture\.wav", capsys.readouterr().out)


def test_without_flite_the_script_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    synthesis.say.cache_clear()
    synthesis.phones_of.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["--out", str(tmp_path / "out")]) == 2
    assert "apt install flite" in capsys.readouterr().err


def test_checking_a_folder_without_samples_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--out", str(tmp_path), "--check"]) == 2
    assert "has no samples to compare" in capsys.readouterr().err
