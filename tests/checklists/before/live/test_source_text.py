"""What a command line may name as the source of a live comparison."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.live.source_growing import GrowingFileSource
from checklists.before.live.source_microphone import MicrophoneSource
from checklists.before.live.source_pipe import PipeSource
from checklists.before.live.source_sample import SampleSource
from checklists.before.live.source_text import source_from_text
from providers.audio.microphone import Choice
from providers.audio.pacing import PcmFormat
from providers.audio.wav import write_wav
from providers.errors import BadInput

MONO = PcmFormat("linear16", 16000, 1)


def test_each_kind_by_its_text(tmp_path: Path) -> None:
    wav, tap = tmp_path / "call.wav", tmp_path / "tap"
    write_wav(wav, bytes(32000), MONO)
    os.mkfifo(tap)
    kinds = {
        str(wav): SampleSource,
        f"follow:{wav}": GrowingFileSource,
        str(tap): PipeSource,
        "-": PipeSource,
        "microphone": MicrophoneSource,
        "microphone:USB: Headset": MicrophoneSource,
    }
    for text, kind in kinds.items():
        source = source_from_text(text, MONO, audio=tmp_path, stdin=io.BytesIO())
        assert type(source) is kind, text


def test_a_microphone_is_asked_for_as_it_is_named(tmp_path: Path) -> None:
    form = PcmFormat("linear16", 48000, 2)
    for text, device in {"microphone": None, "microphone:USB: Headset": "USB: Headset"}.items():
        source = source_from_text(text, form, audio=tmp_path)
        assert isinstance(source, MicrophoneSource)
        assert source._choice == Choice(device, 48000, 2)


async def test_only_a_wav_says_itself_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "call.raw"
    path.write_bytes(bytes(100))
    form = PcmFormat("mulaw", 8000, 2)
    source = source_from_text(f"follow:{path}", form, audio=None)
    assert await source.open() == PcmFormat("linear16", 8000, 2)
    path = path.rename(tmp_path / "call.WAV")
    with pytest.raises(BadInput, match="is not a WAV file"):
        await source_from_text(f"follow:{path}", form, audio=None).open()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-", "Standard input is closed"),
        ("microphone:", "needs the name of a device"),
        ("follow:", "needs the file that grows"),
        ("gone.wav", "does not exist"),
        ("a\0b", "not a possible name"),
        ("", "is a directory"),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        source_from_text(text, MONO, audio=tmp_path)


def test_a_microphone_needs_a_place_and_plain_samples(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--workspace"):
        source_from_text("microphone", MONO, audio=None)
    with pytest.raises(BadInput, match="gives linear16, not mulaw"):
        source_from_text("microphone", PcmFormat("mulaw", 8000, 1), audio=tmp_path)
    tap = tmp_path / "tap"
    os.mkfifo(tap)
    with pytest.raises(BadInput, match="this is a FIFO"):
        source_from_text(f"follow:{tap}", MONO, audio=tmp_path)


@given(st.text(max_size=40))
def test_no_text_is_more_than_one_sentence(text: str) -> None:
    try:
        source_from_text(f"./no-such-folder/{text}", MONO, audio=None)
    except BadInput as refused:
        assert str(refused).isprintable()
