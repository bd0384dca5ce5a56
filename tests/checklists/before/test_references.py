from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.before import audio_tests
from checklists.before.reference_formats import Said, read_ctm, read_cues, read_stm, read_text
from checklists.before.reference_json import read_json
from checklists.before.references import (
    attach,
    beside,
    confirm,
    draft_of,
    edited,
    read_reference,
    standing_in_words,
    typed,
)
from checklists.records import ClipRecord, ReferenceOrigin, transcript_result
from checklists.results import score_of, word_results
from checklists.schema import MIGRATIONS, open_database
from checklists.workspace import Workspace
from providers.errors import BadInput
from providers.speech import Word
from tests.checklists.before.calls import clip_in
from tests.checklists.furnished import heard


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


@pytest.fixture
def clip(workspace: Workspace) -> ClipRecord:
    return clip_in(workspace)


def file(clip: ClipRecord, name: str, text: str | bytes) -> Path:
    path = clip.clip.path.parent / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


STM = """\
;; CATEGORY "0" "" ""
call A agent 0.00 0.90 <o,f0,male> Thank you for {calling / callin} Zyxel
call 1 agent 1.50 1.90 good bye
call B customer 0.95 1.40 my router {uh / @} keeps rebooting
call B inter_segment_gap 1.40 1.50 <o> IGNORE_TIME_SEGMENT_IN_SCORING
other A agent 0.00 1.00 not this one
"""
CTM = """\
;; word times
call A 0.10 0.25 thank 0.93
call B 1.00 0.20 router
call A 0.40 0.20 you
call A * * <ALT_BEGIN>
call A 0.70 0.20 zyxel
call A * * <ALT>
call A 0.70 0.20 zixel
call A * * <ALT_END>
"""
SRT = """\
1
00:00:00,000 --> 00:00:01,000
<i>Thank you</i> for calling

2
00:00:01,000 --> 00:00:02,000
Zyxel &amp; Sons, <b>24</b> < 30
"""
VTT = """\
WEBVTT - a call

NOTE nothing said here

00:00.000 --> 00:01.000 align:start
<v Agent>Thank you <00:00:00.500><c.loud>for</c> calling

00:01.000 --> 00:02.000
Zyxel
"""


def test_stm_gives_each_channel_its_words(clip: ClipRecord) -> None:
    reference = read_reference(file(clip, "call.stm", STM), clip)
    assert reference.texts == {
        0: "Thank you for calling Zyxel good bye",
        1: "my router uh keeps rebooting",
    }
    assert reference.origin == ReferenceOrigin("file call.stm")
    assert len(reference.notes) == 2 and reference.words == ()


def test_ctm_gives_words_with_times(clip: ClipRecord) -> None:
    reference = read_reference(file(clip, "call.ctm", CTM), clip)
    assert reference.texts == {0: "thank you zyxel", 1: "router"}
    found = [(word.text, word.start, round(word.end, 3), word.channel) for word in reference.words]
    assert found == [
        ("thank", 0.10, 0.35, 0),
        ("you", 0.40, 0.60, 0),
        ("zyxel", 0.70, 0.90, 0),
        ("router", 1.00, 1.20, 1),
    ]


def test_captions_give_their_text(clip: ClipRecord) -> None:
    assert read_reference(file(clip, "call.srt", SRT), clip).texts == {
        0: "Thank you for calling Zyxel & Sons, 24 < 30"
    }
    assert read_reference(file(clip, "call.vtt", VTT), clip).texts == {
        0: "Thank you for calling Zyxel"
    }


def test_windows_line_ends_and_marks_of_order_do_no_harm(clip: ClipRecord) -> None:
    want = {0: "Thank you for calling Zyxel & Sons, 24 < 30"}
    for data in (
        SRT.replace("\n", "\r\n").encode("utf-8-sig"),
        SRT.encode("utf-16"),
        SRT.replace("\n", "\r").encode(),
    ):
        assert read_reference(file(clip, "call.srt", data), clip).texts == want


AMAZON = {
    "jobName": "j",
    "results": {
        "transcripts": [{"transcript": "Thank you."}],
        "items": [
            {"start_time": "0.1", "end_time": "0.4", "type": "pronunciation",
             "alternatives": [{"confidence": "0.9", "content": "Thank"}]},
            {"start_time": "0.4", "end_time": "0.6", "type": "pronunciation",
             "alternatives": [{"confidence": "0.9", "content": "you"}]},
            {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": "."}]},
        ],
    },
}  # fmt: skip
DEEPGRAM = {
    "results": {
        "channels": [
            {"alternatives": [{"transcript": "thank you", "words": [
                {"word": "thank", "start": 0.1, "end": 0.4, "punctuated_word": "Thank"},
                {"word": "you", "start": 0.4, "end": 0.6, "punctuated_word": "you"}]}]},
            {"alternatives": [{"transcript": "hello", "words": [
                {"word": "hello", "start": 0.5, "end": 0.9}]}]},
        ]
    }
}  # fmt: skip


def _heard_alone(said: str) -> dict[str, Any]:
    return transcript_result(heard("amazon", said, sandbox=True))


@pytest.mark.parametrize(
    ("document", "texts"),
    [
        (AMAZON, {0: "Thank you."}),
        (DEEPGRAM, {0: "Thank you", 1: "hello"}),
        (transcript_result(heard("deepgram", "a b", "c", sandbox=True)), {0: "a b", 1: "c"}),
        (
            {
                "transcripts": [
                    {"path": f"x/{name}.wav", **_heard_alone(said)}
                    for name, said in (("other", "no"), ("call", "yes"))
                ]
            },
            {0: "yes"},
        ),
    ],
)  # fmt: skip
def test_what_a_recogniser_heard_is_a_draft_without_times(
    workspace: Workspace, clip: ClipRecord, document: dict[str, Any], texts: dict[int, str]
) -> None:
    reference = read_reference(file(clip, "call.json", json.dumps(document)), clip)
    assert reference.texts == texts
    assert reference.origin == ReferenceOrigin("file call.json", draft=True)
    assert reference.words == ()
    assert attach(workspace, clip.sha256, reference).unverified


def test_words_that_nobody_but_the_user_names_are_theirs(clip: ClipRecord) -> None:
    rows = [
        {"text": "you", "start": 0.5, "end": 0.8, "channel": 1},
        {"text": "thank", "punctuated": "Thank", "start": 0.1, "end": 0.4},
    ]
    reference = read_reference(file(clip, "call.json", json.dumps({"words": rows})), clip)
    assert reference.texts == {0: "Thank", 1: "you"} and not reference.origin.draft
    assert reference.words == (
        Word("thank", 0.1, 0.4, None, "Thank", None, 0),
        Word("you", 0.5, 0.8, None, "you", None, 1),
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("call.txt", b"", "is empty"),
        ("call.txt", b" \n\t\n", "is empty"),
        ("call.txt", "gr\u00fc\u00dfe".encode("cp1252"), "is not UTF-8 (byte 2)"),
        ("call.txt", b"a\0b", "is not text"),
        ("call.pdf", b"%PDF", "no reference that is known here"),
        ("call.stm", b"other A s 0 1 hello", "is about other, not call"),
        ("call.stm", b"call A s 0 1", "nothing is said in it"),
        ("call.stm", b"just some words of a letter", "line 1 is not 'file channel speaker"),
        ("call.stm", b"call 3 s 0 1 hello", "speaks of channel 3, and the clip has 2"),
        ("call.ctm", b"call A 0.1 x word", "line 1 is not 'file channel begin duration word'"),
        ("call.ctm", b"call A nan 0.1 word", "line 1 is not"),
        ("call.srt", b"no cue at all", "has no cue"),
        ("call.json", b"{", "is not JSON"),
        ("call.json", b"[]", "is not an object"),
        ("call.json", b"{}", "is no transcript of crossfade, Amazon Transcribe or Deepgram"),
        ("call.json", b'{"results": 7}', "not a transcript of Amazon Transcribe"),
        ("call.json", b'{"results": {"channels": 7}}', "is not a Deepgram response"),
        ("call.json", b'{"words": [{"text": "a"}]}', "word 1 has not text, start and end"),
        ("call.json", b'{"transcripts": []}', "holds 0 transcripts, and none is of call"),
        ("call.json", b"[" * 100_000, "is not JSON"),
    ],
)
def test_a_file_that_is_no_reference_is_one_sentence(
    clip: ClipRecord, name: str, data: bytes, said: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read_reference(file(clip, name, data), clip)
    sentence = str(caught.value)
    assert said in sentence and name in sentence
    assert sentence.isprintable() and sentence.endswith(".")


def test_files_that_cannot_be_read(clip: ClipRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="cannot be read \\(No such file"):
        read_reference(clip.clip.path.with_name("gone\x1b\n.txt"), clip)
    monkeypatch.setattr("checklists.before.references.MOST_BYTES", 10)
    with pytest.raises(BadInput, match="too large for a reference"):
        read_reference(file(clip, "call.txt", "a letter of many words"), clip)


def test_times_beyond_the_clip_are_dropped_and_said(clip: ClipRecord) -> None:
    reference = read_reference(file(clip, "call.ctm", "call A 90.0 1.0 late"), clip)
    assert reference.texts == {0: "late"} and reference.words == ()
    assert "after the clip" in reference.notes[-1]


def test_what_lies_beside_the_audio_is_found_in_order_of_trust(clip: ClipRecord) -> None:
    for name in ("call.json", "call.TXT", "call.wav.stm", "call.ctm", "other.txt", "call.py"):
        file(clip, name, "x")
    assert [path.name for path in beside(clip.clip.path)] == [
        "call.ctm", "call.wav.stm", "call.TXT", "call.json",
    ]  # fmt: skip
    assert beside(Path("/nowhere/at/all.wav")) == ()
    assert [path.name for path in beside(Path("elsewhere/other.wav"), clip.clip.path.parent)] == [
        "other.txt"
    ]


def test_a_draft_stays_one_until_somebody_confirms_it(
    workspace: Workspace, clip: ClipRecord
) -> None:
    run = workspace.record_transcript(
        heard("amazon", "thank you", "hello", sandbox=True, model="transcribe"), clip.sha256
    )
    drafted = attach(workspace, clip.sha256, draft_of(run))
    assert drafted.unverified and standing_in_words(drafted) == f"draft of {run.id}, unverified"
    corrected = edited(workspace, clip.sha256, {0: "thank you all", 1: "hello"})
    assert corrected.unverified and corrected.references[0] == "thank you all"
    confirmed = confirm(workspace, clip.sha256, "Ada")
    assert not confirmed.unverified
    assert standing_in_words(confirmed).startswith(f"draft of {run.id}, confirmed by Ada on ")
    assert workspace.clip(clip.sha256) == confirmed
    # Another word, and nobody has heard that one yet.
    assert edited(workspace, clip.sha256, {0: "thanks", 1: "hello"}).unverified
    assert [entry.what for entry in workspace.audit()][-4:] == [
        "reference drafted", "reference drafted", "reference confirmed by ear", "reference drafted",
    ]  # fmt: skip


def test_what_is_typed_is_the_users_word(workspace: Workspace, clip: ClipRecord) -> None:
    record = edited(workspace, clip.sha256, {0: " thank\n you ", 1: "  "})
    assert record.references == {0: "thank you"} and not record.unverified
    assert standing_in_words(record) == "typed"
    with pytest.raises(BadInput, match="channel 6, and the clip has 2"):
        typed({5: "x"}, clip)
    with pytest.raises(BadInput, match="nothing is said in it"):
        edited(workspace, clip.sha256, {0: " "})


def test_times_stay_only_while_the_words_do(workspace: Workspace, clip: ClipRecord) -> None:
    attach(workspace, clip.sha256, read_reference(file(clip, "call.ctm", CTM), clip))
    same = edited(workspace, clip.sha256, {0: "thank you zyxel", 1: "router"})
    assert len(same.truth) == 4 and standing_in_words(same) == "file call.ctm"
    other = edited(workspace, clip.sha256, {0: "thank you sixel", 1: "router"})
    assert other.truth == () and standing_in_words(other) == "typed"


def test_nothing_is_confirmed_or_drafted_of_nothing(workspace: Workspace, clip: ClipRecord) -> None:
    assert standing_in_words(clip) == "no reference"
    with pytest.raises(BadInput, match="no reference text to confirm"):
        confirm(workspace, clip.sha256)
    silent = workspace.record_transcript(heard("deepgram", "", sandbox=True), clip.sha256)
    with pytest.raises(BadInput, match="heard nothing"):
        draft_of(silent)
    with pytest.raises(BadInput, match="holds no transcript"):
        draft_of(workspace.record_run("doctor", sandbox=True))


def test_a_score_against_a_draft_is_never_taken_for_one_against_the_truth(
    workspace: Workspace, clip: ClipRecord
) -> None:
    transcript = heard("amazon", "thank you", "hello", sandbox=True, model="transcribe")
    run = workspace.record_transcript(transcript, clip.sha256)
    drafted = attach(workspace, clip.sha256, draft_of(run))
    against_itself = audio_tests.record(workspace, drafted, transcript)
    assert score_of(against_itself) is None
    assert against_itself.numbers["against_draft"]["wer"] == 0.0
    assert against_itself.numbers["reference"] == f"draft of {run.id}, unverified"
    (row,) = word_results(workspace.clips(), workspace.runs())
    assert (row.clips, row.scored, row.wer) == (1, 0, None)
    confirmed = confirm(workspace, clip.sha256, "Ada")
    now = score_of(audio_tests.record(workspace, confirmed, transcript))
    assert now is not None and now.wer == 0.0


def test_an_older_workspace_has_references_of_unrecorded_origin(tmp_path: Path) -> None:
    database = open_database(tmp_path, MIGRATIONS[:1])
    with database:
        database.execute(
            "INSERT INTO clips VALUES ('ab', 'call', X'2f78', 'wav', 'linear16', 8000, 1, 2.0, 9, "
            "'[]', '{\"0\": \"hello\"}', '[]', 0, '2026-01-02T03:04:05+00:00', 1)"
        )
    database.close()
    with Workspace.open(tmp_path) as workspace:
        (known,) = workspace.clips()
        assert known.references == {0: "hello"} and known.reference_origin is None
        assert standing_in_words(known) == "reference of unrecorded origin"
        assert not known.unverified


_WORDS = st.lists(
    st.text(st.characters(categories=("L", "N"), include_characters="'-"), min_size=1, max_size=8),
    min_size=1,
    max_size=12,
)
_QUICK = settings(max_examples=80, deadline=None)


@_QUICK
@given(_WORDS)
def test_words_are_preserved_in_every_form(words: list[str]) -> None:
    said = " ".join(words)
    assert read_text(said).texts[0].split() == words
    assert read_stm(f"c A s 0 1 {said}", "c").texts[0].split() == words
    ctm = "\n".join(f"c A {n} 0.5 {word}" for n, word in enumerate(words))
    found = read_ctm(ctm, "c")
    assert found.texts[0].split() == [word.text for word in found.words] == words
    cues = "\n\n".join(
        f"{n}\n00:00:{n % 60:02d},000 --> 00:00:{n % 60:02d},500\n{word}"
        for n, word in enumerate(words, 1)
    )
    assert read_cues(cues).texts[0].split() == words
    rows = [{"text": word, "start": n, "end": n + 0.5} for n, word in enumerate(words)]
    own, by_a_recogniser = read_json(json.dumps({"words": rows}), Path("c.json"))
    assert own.texts[0].split() == words and not by_a_recogniser


_LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            ["c A s 0 1 x", "c 1 0.0 0.5 w", "c A * * <ALT>", "00:00:01,000 --> 00:00:02,000",
             "{a / {b}", "<o> <v", "WEBVTT", ";;", "c 99999999999 s 1e999 2 x", "c B s -1 2 x"]
        ),
    ),
    max_size=8,
).map("\n".join)  # fmt: skip
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["results", "channels", "alternatives", "words", "word", "text", "start", "end",
                 "items", "transcripts", "transcript", "type", "content", "vendor", "path",
                 "channel", "speaker_labels", "segments", "metadata", "channel_labels"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)  # fmt: skip


@_QUICK
@given(_LINES)
def test_no_text_crashes_a_reader(text: str) -> None:
    readers: list[Callable[[], Said]] = [
        lambda: read_text(text),
        lambda: read_stm(text, "c"),
        lambda: read_ctm(text, "c"),
        lambda: read_cues(text),
        lambda: read_json(text, Path("c.json"))[0],
    ]
    for reader in readers:
        try:
            said = reader()
        except BadInput as trouble:
            assert str(trouble)
            continue
        assert all(channel >= 0 for channel in said.texts)
        assert all(0 <= word.start <= word.end for word in said.words)


@settings(max_examples=300, deadline=None)
@given(_JSON)
def test_no_json_crashes_the_reader(document: Any) -> None:
    try:
        said, _ = read_json(json.dumps(document), Path("c.json"))
    except BadInput as trouble:
        assert str(trouble)
    else:
        assert all(isinstance(text, str) for text in said.texts.values())
