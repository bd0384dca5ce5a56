from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists import text_store, text_vocabulary
from checklists.records import Run
from checklists.schema import DATABASE
from checklists.scoring.textsearch import TextHit, text_search
from checklists.text_index import StoredHit, TextIndex
from checklists.text_store import INDEX
from checklists.workspace import Workspace
from providers.errors import BadInput
from providers.speech import Transcript, Word

CLIP = "ab" * 32
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


def transcript(*channels: str, vendor: str = "deepgram") -> Transcript:
    words = [
        Word(word.strip(",.").lower(), at * 0.41, at * 0.41 + 0.37, 0.9, word, None, channel)
        for channel, text in enumerate(channels)
        for at, word in enumerate(text.split(" "))
        if word
    ]
    words.sort(key=lambda word: word.start)
    return Transcript(
        "amazon" if vendor == "amazon" else "deepgram",
        "nova-3", "en", 60.0, " ".join(channels), tuple(words), max(1, len(channels)),
    )  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path) as opened:
        yield opened


def record(workspace: Workspace, *channels: str, clip: str = CLIP, minute: int = 0) -> Run:
    at = BEGAN + timedelta(minutes=minute)
    return workspace.record_transcript(transcript(*channels), clip, started_at=at)


def said(hits: Sequence[StoredHit]) -> list[tuple[str, str]]:
    return [(one.hit.snippet, one.hit.how) for one in hits]


def test_what_is_recorded_is_found_with_times_words_and_kind(workspace: Workspace) -> None:
    run = record(workspace, "My Zyxel, e-mail me", "the zicksel and zy xel.")
    hits = workspace.text_index.search(["Zyxel", "e mail"])
    assert said(hits) == [
        ("Zyxel,", "exact"),
        ("zicksel", "sound"),
        ("zy xel.", "fuzzy"),
        ("e-mail", "exact"),
    ]
    last = hits[2]
    assert (last.hit.start, last.hit.end) == (3 * 0.41, 4 * 0.41 + 0.37)
    assert (last.hit.channel, last.hit.term) == (1, "Zyxel")
    source = last.source
    assert (source.run, source.clip, source.vendor) == (run.id, CLIP, "deepgram")
    assert (source.model, source.sandbox, source.at) == ("nova-3", False, BEGAN)


def test_a_search_is_indexed_with_the_transcript_of_its_own_answer(workspace: Workspace) -> None:
    words = [{"word": "dashwood", "start": 1.5, "end": 2.0, "punctuated_word": "Dashwood."}]
    answer = {"results": {"channels": [{"alternatives": [{"words": words}]}]}}
    workspace.record_run("search", sandbox=True, vendor="deepgram", clip=CLIP, response=answer)
    (hit,) = workspace.text_index.search(["dashwood"])
    assert hit.hit == TextHit("dashwood", 1.5, 2.0, 1.0, "Dashwood.", 0, "exact")


def test_runs_without_a_transcript_are_no_hindrance(workspace: Workspace) -> None:
    for kind, response, result in (
        ("search", {"results": "none"}, {}),
        ("search", None, None),
        ("transcribe", None, {"words": 3}),
        ("transcribe", None, {"words": [{"text": "half a word"}]}),
        ("transcribe", None, {"words": [{"text": "one", "start": "now", "end": 1}]}),
        ("transcribe", None, []),
        ("doctor", None, {}),
    ):
        workspace.record_run(kind, sandbox=True, response=response, result=result)
    record(workspace, "the invoice")
    (workspace.directory / INDEX).unlink()
    with TextIndex.open(workspace.directory) as index:
        assert index.catch_up() == 7 and index.catch_up() == 0
        assert said(index.search(["invoice"])) == [("invoice", "exact")]


def test_what_is_missing_is_caught_up(workspace: Workspace) -> None:
    record(workspace, "one invoice")
    workspace.close()
    (workspace.directory / INDEX).unlink()
    told: list[tuple[int, int]] = []
    with Workspace.open(workspace.directory) as again:
        # Taken in at once, while the older one is not there yet.
        record(again, "two invoices", minute=1)
        hits = again.text_index.search(["invoice"], told=lambda *done: told.append(done))
        assert said(hits) == [("invoices", "fuzzy"), ("invoice", "exact")]
        assert told == [(1, 1)]
        assert stat_mode(again.directory / INDEX) == 0o600


def stat_mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 50])
def test_a_file_that_is_no_index_is_made_anew(workspace: Workspace, content: bytes) -> None:
    record(workspace, "an invoice")
    workspace.close()
    (workspace.directory / INDEX).write_bytes(content)
    with TextIndex.open(workspace.directory) as index:
        assert said(index.search(["invoice"])) == [("invoice", "exact")]


def test_an_index_that_proves_damaged_in_a_search_is_made_anew(workspace: Workspace) -> None:
    record(workspace, "an invoice")
    workspace.close()
    path = workspace.directory / INDEX
    whole = path.read_bytes()
    # The first page, which is all that opening reads, stays as it is.
    path.write_bytes(whole[:4096] + bytes([0xA5]) * (len(whole) - 4096))
    with TextIndex.open(workspace.directory) as index:
        assert said(index.search(["invoice"])) == [("invoice", "exact")]


def test_an_index_of_another_version_is_made_anew(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(workspace, "an invoice")
    workspace.close()
    monkeypatch.setattr(text_store, "VERSION", text_store.VERSION + 1)
    with TextIndex.open(workspace.directory) as index:
        assert index.catch_up() == 1
        assert said(index.search(["invoice"])) == [("invoice", "exact")]


def test_the_index_of_another_workspace_is_made_anew(workspace: Workspace, tmp_path: Path) -> None:
    record(workspace, "an invoice")
    workspace.close()
    with Workspace.open(tmp_path / "other") as other:
        record(other, "a router")
    (tmp_path / "other" / INDEX).replace(workspace.directory / INDEX)
    with TextIndex.open(workspace.directory) as index:
        assert said(index.search(["router", "invoice"])) == [("invoice", "exact")]


def test_another_process_that_records_is_heard_of(workspace: Workspace) -> None:
    record(workspace, "an invoice")
    assert len(workspace.text_index.search(["invoice"])) == 1
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from checklists.workspace import Workspace\n"
        "with Workspace.open(Path(sys.argv[1])) as w:\n"
        "    word = {'text': 'envoys', 'start': 1.0, 'end': 2.0}\n"
        "    w.record_run('transcribe', sandbox=True, result={'words': [word]})\n"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(workspace.directory)], check=True, timeout=60
    )
    assert said(workspace.text_index.search(["invoice"])) == [
        ("invoice", "exact"),
        ("envoys", "sound"),
    ]


def test_a_recording_does_not_fail_for_the_index(workspace: Workspace) -> None:
    """Another process holds the index; then its place is taken by a directory."""
    record(workspace, "an invoice")
    other = sqlite3.connect(workspace.directory / INDEX, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    record(workspace, "the second invoice", minute=1)
    other.execute("ROLLBACK")
    other.close()
    assert len(workspace.text_index.search(["invoice"])) == 2
    workspace.close()
    (workspace.directory / INDEX).unlink()
    (workspace.directory / INDEX).mkdir()
    with Workspace.open(workspace.directory) as again:
        record(again, "the third invoice", minute=2)
        assert len(again.runs("transcribe")) == 3
        with pytest.raises(BadInput, match=INDEX):
            again.text_index.search(["invoice"])


def test_a_python_without_fts5_is_told_in_a_sentence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_store, "_TABLES", text_store._TABLES.replace("fts5(", "fts6("))
    record(workspace, "an invoice")
    with pytest.raises(BadInput, match="no FTS5"):
        workspace.text_index.search(["invoice"])
    assert len(workspace.runs("transcribe")) == 1


def test_only_some_runs_and_the_newest_of_each_clip(workspace: Workspace) -> None:
    old = record(workspace, "an invoice")
    new = record(workspace, "an invoices", minute=1)
    other = record(workspace, "in voice", clip="cd" * 32)
    index = workspace.text_index
    assert len(index.search(["invoice"])) == 3
    assert index.newest() == {new.id, other.id}
    assert said(index.search(["invoice"], runs=index.newest())) == [
        ("invoices", "fuzzy"),
        ("in voice", "fuzzy"),
    ]
    assert said(index.search(["invoice"], runs=[old.id])) == [("invoice", "exact")]
    assert index.search(["invoice"], runs=[]) == ()


def test_nothing_is_found_for_nothing(workspace: Workspace) -> None:
    assert workspace.text_index.search(["invoice"]) == ()
    record(workspace, "an invoice")
    assert workspace.text_index.search([]) == workspace.text_index.search(["...", ""]) == ()


STEMS = ["zyxel", "zicksel", "zy", "xel", "deep", "gram", "graham", "deepgram", "account", "a"]
STEMS += ["count", "number", "cold", "called", "quality", "hearted", "coldhearted", "e-mail"]
STEMS += ["in", "voice", "invoice", "Invoices,", "don't", "über", "25", "...", "_", "日本語"]
TEXT = st.lists(
    st.sampled_from(STEMS) | st.text(alphabet="abdegimrxyz'-é", min_size=1, max_size=7), max_size=30
).map(" ".join)
TERM = st.lists(st.sampled_from(STEMS), min_size=1, max_size=4).map(" ".join)


@given(
    texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4),
    terms=st.lists(TERM, min_size=1, max_size=3, unique=True),
    cut=st.sampled_from([0.6, 0.8, 0.9]),
    fuzzy=st.booleans(),
    common=st.sampled_from([0, 2, 2000]),
)
@settings(max_examples=30, deadline=None)
def test_the_index_finds_what_a_plain_scan_finds(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, str]],
    terms: list[str],
    cut: float,
    fuzzy: bool,
    common: int,
) -> None:
    directory = tmp_path_factory.mktemp("scanned")
    kept = [transcript(*channels) for channels in texts]
    put(directory, kept)
    with pytest.MonkeyPatch.context() as patch, TextIndex.open(directory) as index:
        patch.setattr(text_vocabulary, "COMMON", common)
        patch.setattr(text_vocabulary, "EVERYWHERE", common)
        found = [
            (int(one.source.run), one.hit) for one in index.search(terms, fuzzy=fuzzy, cut=cut)
        ]
    scanned = [
        (number, hit)
        for number, one in enumerate(kept)
        for term in terms
        for hit in text_search(one.words, term, fuzzy=fuzzy, cut=cut)
    ]
    assert found == scanned


def put(directory: Path, kept: Sequence[Transcript]) -> None:
    """Transcripts where the index looks for them, without what else a workspace is."""
    database = sqlite3.connect(directory / DATABASE)
    with database:
        database.execute(
            "CREATE TABLE runs (id TEXT PRIMARY KEY, kind, vendor, model, clip, sandbox, "
            "started_at, response, result)"
        )
        for number, one in enumerate(kept):
            words = [
                {"text": word.text, "start": word.start, "end": word.end,
                 "punctuated": word.punctuated, "channel": word.channel}
                for word in one.words
            ]  # fmt: skip
            database.execute(
                "INSERT INTO runs VALUES (?, 'transcribe', 'deepgram', 'm', '', 1, ?, 'null', ?)",
                (str(number), BEGAN.isoformat(), json.dumps({"words": words})),
            )
    database.close()
