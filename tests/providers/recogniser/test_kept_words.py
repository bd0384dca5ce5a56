"""Words that outlive a sandbox, where a directory for them is named, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from providers.sandbox.recogniser import kept_words, pool
from providers.sandbox.recogniser.kept_words import VARIABLE, KeptWords
from providers.sandbox.recogniser.pool import PocketSphinxRecogniser
from providers.sandbox.recognition import HeardWord
from tests.providers.recogniser.conftest import RATE, Say

ROOT = Path(__file__).parents[3]
WORDS = (HeardWord("hello", 0.12, 0.4, 0.8312345678901234), HeardWord("it's", 0.4, 0.61, 1.0))
KEY = (b"\x01\xfe" * 16, 8000)


def test_they_come_back_as_they_were(tmp_path: Path) -> None:
    kept = KeptWords(tmp_path)
    assert kept.get(KEY) is None
    kept.keep(KEY, WORDS)
    kept.keep((b"quiet", 8000), ())
    assert KeptWords(tmp_path).get(KEY) == WORDS
    assert KeptWords(tmp_path).get((b"quiet", 8000)) == ()
    assert kept.get((KEY[0], 16000)) is None and kept.get((b"\x02" * 32, 8000)) is None
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"[[", b"\xff", b"[[1, 2]]", b"3", b"null"])
def test_what_is_damaged_is_not_there(tmp_path: Path, damage: bytes) -> None:
    kept = KeptWords(tmp_path)
    kept.keep(KEY, WORDS)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert kept.get(KEY) is None


def test_a_directory_that_is_gone_costs_nothing_but_a_decode(tmp_path: Path) -> None:
    kept = KeptWords(tmp_path / "gone")
    kept.keep(KEY, WORDS)
    assert kept.get(KEY) is None


def test_without_the_variable_nothing_is_kept(tmp_path: Path) -> None:
    assert kept_words.kept_words({}) is None
    assert kept_words.kept_words({VARIABLE: ""}) is None
    assert kept_words.kept_words({VARIABLE: str(tmp_path / "gone")}) is None
    assert kept_words.kept_words({VARIABLE: str(tmp_path)}) is not None


async def test_a_second_recogniser_need_not_decode_again(
    tmp_path: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    speech = say("please confirm the postcode")
    async with PocketSphinxRecogniser(workers=1) as first:
        heard = await first.decode(speech, RATE)
    assert len(heard) >= 3
    asked: list[str] = []

    async def counted(self: PocketSphinxRecogniser, pcm: bytes, request: object) -> object:
        asked.append(str(request))
        return await whole(self, pcm, request)  # type: ignore[arg-type]

    whole = pool.PocketSphinxRecogniser._whole
    monkeypatch.setattr(pool.PocketSphinxRecogniser, "_whole", counted)
    async with PocketSphinxRecogniser(workers=1) as second:
        assert await second.decode(speech, RATE) == heard
        assert asked == []
        # Other audio, and the same audio at another rate, is another recording.
        assert await second.decode(speech[: len(speech) // 2], RATE) != heard
        assert len(asked) == 1


def test_nobody_outside_the_sandbox_knows_of_it() -> None:
    knowing = {
        str(path.relative_to(ROOT))
        for package in ("providers", "checklists", "tui")
        for path in (ROOT / package).rglob("*.py")
        if VARIABLE in path.read_text(encoding="utf-8") or "kept_words" in path.read_text("utf-8")
    }
    assert knowing == {
        "providers/sandbox/recogniser/kept_words.py",
        "providers/sandbox/recogniser/pool.py",
    }
