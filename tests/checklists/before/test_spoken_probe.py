"""Terms in sentences, spoken by a local voice: known exactly, stamped, and never evidence."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before import spoken_probe
from checklists.before.spoken_probe import (
    CARRIERS,
    PAUSE,
    TAG,
    SpokenClip,
    is_spoken,
    keep,
    speak_terms,
    usable_terms,
)
from checklists.workspace import Workspace
from providers.audio.speaking import NO_VOICE, Speech, Voice, voices
from providers.errors import BadInput

TERMS = ("Zyxel", "red light")
MADE_UP = (Voice("flite", "one", "en"), Voice("flite", "two/../..", "en"))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a voice that lasts a tenth of a second a word was given to read."""
    said: list[str] = []

    def say(text: str, voice: Voice) -> Speech:
        said.append(text)
        loud = 1 + MADE_UP.index(voice)
        return Speech(bytes((loud, loud)) * (1600 * len(text.split())), 16000)

    monkeypatch.setattr(spoken_probe, "speak", say)
    return said


def test_every_term_is_said_at_the_beginning_in_the_middle_and_at_the_end() -> None:
    assert Counter(one.where for one in CARRIERS) == {"beginning": 2, "middle": 2, "end": 2}
    for carrier in CARRIERS:
        before, _, after = carrier.text.partition("{}")
        place = "beginning" if not before else "end" if len(after) == 1 else "middle"
        assert place == carrier.where


def test_the_clips_are_known_exactly(told: list[str], tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    one, two = speak_terms(
        TERMS, MADE_UP, tmp_path, on_sentence=lambda done, total: steps.append((done, total))
    )
    assert steps == [(number, 24) for number in range(1, 25)]
    assert one.reference == two.reference == " ".join(s.text for s in one.sentences)
    assert one.clip.sha256 != two.clip.sha256
    assert one.clip.path.parent == two.clip.path.parent == tmp_path
    for before, after in zip(one.sentences, one.sentences[1:], strict=False):
        assert after.start == pytest.approx(before.end + PAUSE, abs=0.002)
    last = one.sentences[-1]
    assert one.clip.duration == pytest.approx(last.end + PAUSE + spoken_probe.TAIL, abs=0.002)
    assert {term: sum(s.term == term for s in one.sentences) for term in TERMS} == {
        "Zyxel": 6, "red light": 6,
    }  # fmt: skip


def test_the_same_terms_give_the_same_file(told: list[str], tmp_path: Path) -> None:
    first, again, other = (
        speak_terms(terms, MADE_UP[:1], tmp_path / name)[0]
        for name, terms in (("a", TERMS), ("b", TERMS), ("c", ("red light now",)))
    )
    assert first.clip.sha256 == again.clip.sha256 != other.clip.sha256
    assert first.clip.path.name == again.clip.path.name


def test_a_voice_reads_what_it_is_told_and_the_reference_keeps_the_term(
    told: list[str], tmp_path: Path
) -> None:
    (clip,) = speak_terms(("Zyxel",), MADE_UP[:1], tmp_path, pronounced={"Zyxel": "zai sell"})
    assert all("zai sell" in said.lower() and "Zyxel" not in said for said in told)
    assert all("Zyxel" in one.text for one in clip.sentences)
    assert told[0].startswith("Zai sell")


@given(st.integers(1, 100))
def test_many_terms_are_said_less_often_but_everywhere(number: int) -> None:
    terms = [f"term {one}" for one in range(number)]
    script = spoken_probe._script(terms)
    places: dict[str, list[str]] = {term: [] for term in terms}
    for term, carrier in script:
        places[term].append(carrier.where)
    each = 2 if number <= 10 else 1
    wanted = sorted(["beginning", "middle", "end"] * each)
    assert all(sorted(found) == wanted for found in places.values())
    assert len(set(script)) == len(script)
    assert len({carrier.text for _, carrier in script}) == (6 if number > 1 or each == 2 else 3)


def test_it_is_kept_only_where_asked_and_stamped(told: list[str], tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "migration") as workspace:
        _keeps(workspace, tmp_path)


def _keeps(workspace: Workspace, folder: Path) -> None:
    (clip,) = speak_terms(TERMS, MADE_UP[:1], folder)
    assert workspace.clips() == ()
    record = keep(workspace, clip)
    clip.clip.path.unlink()
    (kept,) = workspace.clips()
    assert kept.sha256 == record.sha256 and kept.clip.path.is_file()
    assert kept.synthetic and kept.tags == (TAG,) and is_spoken(kept)
    assert kept.references == {0: clip.reference}
    assert kept.reference_origin is not None and not kept.reference_origin.unverified
    assert "spoken by flite one" in kept.name and "Zyxel and 1 more" in kept.name
    assert workspace.evidence() == ()


@pytest.mark.parametrize(
    ("terms", "says"),
    [((), "no term"), ((" ",), "no term"), (("...",), "no word"), (("x" * 101,), "101 characters"),
     (tuple(map(str, range(101))), "take fewer")],
)  # fmt: skip
def test_what_cannot_be_spoken(terms: tuple[str, ...], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        usable_terms(terms)


def test_terms_are_taken_once() -> None:
    assert usable_terms(("a  b", "a b ", "A b")) == ("a b", "A b")


def test_without_a_voice_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        speak_terms(TERMS, (), tmp_path)
    assert str(refused.value) == NO_VOICE


def test_a_folder_that_cannot_be_made(told: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="cannot be made"):
        speak_terms(TERMS, MADE_UP[:1], tmp_path / "file" / "folder")


@pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")
def test_a_real_voice_speaks_them(tmp_path: Path) -> None:
    (clip,) = speak_terms(("Zyxel",), voices()[:1], tmp_path)
    assert isinstance(clip, SpokenClip) and 10 < clip.clip.duration < 60
    assert (clip.clip.codec, clip.clip.channels) == ("linear16", 1)
