"""crossfade vocabulary: what becomes of Amazon's vocabularies and filters."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.before.vocabulary.keeping import kept_vocabulary
from checklists.workspace import Workspace
from providers.sandbox.samples import FILTER_WORDS, VOCABULARY_LIST, VOCABULARY_TABLE
from tests.tui.commands.conftest import Crossfade

HEADER = "Phrase\tSoundsLike\tIPA\tDisplayAs\n"
ROWS = (
    "Los-Angeles\tloss-ann\t\tLos Angeles\nC.-plus-plus\t\t\tC++\nR.\t\t\tR\nzyxel\t\t\t\n"
    "Zyxel\t\t\tZyXEL\nVX02Q\t\t\t\n"
)
ENTRY = {
    "number", "line", "phrase", "sounds_like", "ipa", "display_as", "becomes", "keyterm", "replace",
    "verdict", "why", "note", "tokens", "folded_into",
}  # fmt: skip


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "our words.txt"
    path.write_text(HEADER + ROWS)
    return path


def test_the_document(crossfade: Crossfade, words: Path) -> None:
    ended = crossfade("vocabulary", words, "--json")
    assert (ended.code, ended.err) == (0, "")
    document = ended.document
    assert (document["form"], document["source"]) == ("table", "file our words.txt")
    assert all(set(entry) == ENTRY for entry in document["entries"])
    assert [(e["phrase"], e["keyterm"], e["replace"]) for e in document["entries"]] == [
        ("Los-Angeles", "Los Angeles", None),
        ("C.-plus-plus", None, "c plus plus:C++"),
        ("R.", None, None),
        ("zyxel", None, None),
        ("Zyxel", "ZyXEL", None),
    ]
    assert {entry["verdict"] for entry in document["entries"]} == {"untested"}
    assert document["entries"][3]["folded_into"] == 4
    assert "SoundsLike dropped" in document["entries"][0]["note"]
    assert document["token_estimate"] == 5 and document["keyterms"] == ["Los Angeles", "ZyXEL"]
    (fault,) = document["faults"]
    assert (fault["line"], fault["text"], fault["entry"]) == (7, "VX02Q", 5)


def test_text_for_people(
    crossfade: Crossfade, words: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("COLUMNS", "80")
    ended = crossfade("vocabulary", words)
    assert (ended.code, ended.err) == (0, "")
    assert list(here.iterdir()) == []
    assert ended.out.splitlines() == [
        "our words.txt: table, en-US, 5 entries",
        "     2  Los-Angeles   keyterm  Los Angeles",
        "     3  C.-plus-plus  replace  c plus plus:C++",
        "     4  R.            no counterpart",
        "     6  Zyxel         keyterm  ZyXEL",
        "     5  zyxel         folded   the same but for capitals and marks",
        "  SoundsLike dropped: Deepgram takes no hints of the sound. (line 2)",
        "  DisplayAs only changes the writing of what is said. (line 3)",
        "  The rule only acts where Deepgram writes the words as they stand in it: see",
        "  what stands there without the rule first. (line 3)",
        "  A single letter is in almost every word: as a keyterm it would be heard",
        "  everywhere. (line 4)",
        "1 thing that Amazon does not take:",
        "  line 7: 'VX02Q': A phrase has no digits. Spell them as they are said",
        "    (V.X.-zero-two-Q.); in DisplayAs they may stand. Left out.",
        "nova-3: 2 keyterms of the 100 advised, about 5 tokens of 500; 1 replace rule.",
        "All of it is untested: start without, and try them one by one with 'keywords'.",
    ]


@pytest.mark.parametrize("path", [VOCABULARY_TABLE, VOCABULARY_LIST])
def test_the_samples(crossfade: Crossfade, path: Path) -> None:
    document = crossfade("vocabulary", path, "--json").document
    assert len(document["entries"]) >= 24 and document["faults"] == []
    assert document["limits"]["fits"] and "Zyxel" in document["keyterms"]


def test_the_limits_of_an_older_model(crossfade: Crossfade, words: Path) -> None:
    ended = crossfade("vocabulary", words, "--model", "nova-2")
    assert "nova-2: 2 keywords of 100" in ended.out
    assert "'Los Angeles' is a phrase; keywords are single words" in ended.out


def test_a_filter_from_a_file(crossfade: Crossfade) -> None:
    ended = crossfade("vocabulary", FILTER_WORDS, "--filter", "--method", "remove", "--json")
    document = ended.document
    assert (document["form"], document["method"]) == ("filter", "remove")
    assert document["rules"] == [f"{word}:" for word in FILTER_WORDS.read_text().split()]
    assert document["keyterms"] == []
    tagged = crossfade("vocabulary", FILTER_WORDS, "--filter", "--method", "tag")
    assert tagged.code == 0 and "Deepgram marks none" in " ".join(tagged.out.split())


def test_it_is_kept_where_that_is_asked_for(
    crossfade: Crossfade, words: Path, tmp_path: Path
) -> None:
    assert crossfade("vocabulary", words, "--workspace", tmp_path / "migration").code == 0
    with Workspace.open(tmp_path / "migration", create=False) as workspace:
        kept = kept_vocabulary(workspace)
        assert kept is not None and kept.source == "file our words.txt"
        assert len(kept.candidates) == 4 and workspace.evidence() == ()


def test_from_the_sandboxs_account(
    crossfade: Crossfade, pointed_at_sandbox: object, tmp_path: Path
) -> None:
    listed = crossfade("vocabulary", "--account", "--json").document
    # Other tests may have made more: the account is shared.
    states = {row["name"]: row["state"] for row in listed["vocabularies"]}
    assert states["sample-calls"] == states["sample-calls-list"] == "READY"
    assert "sample-filter" in {row["name"] for row in listed["filters"]}
    assert listed["sandbox"] == {"amazon": True}
    of_file = crossfade("vocabulary", VOCABULARY_TABLE, "--json").document
    ended = crossfade(
        "vocabulary", "--account", "sample-calls", "--json", "--workspace", tmp_path / "migration"
    )
    assert ended.code == 0, ended.err
    document = ended.document
    assert document["entries"] == of_file["entries"]
    assert (document["source"], document["state"]) == ("sandbox account: sample-calls", "READY")
    with Workspace.open(tmp_path / "migration", create=False) as workspace:
        kept = kept_vocabulary(workspace)
        assert kept is not None and kept.sandbox
    text = crossfade("vocabulary", "--account")
    assert "Amazon: sandbox" in text.out and "custom vocabularies:" in text.out
    ended = crossfade("vocabulary", "--account", "sample-filter", "--filter")
    assert "damn:***" in ended.out and "method mask" in ended.out
    assert "nova-3: 4 replace rules." in ended.out
    ended = crossfade("vocabulary", "--account", "none", "--json")
    assert (ended.code, ended.out) == (2, "") and "no custom vocabulary 'none'" in ended.err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (b"RIFF\0\0", "is no text"),
        (b"two words\nVX02Q\n", "no entry that can be used. Line 1: A phrase has no spaces."),
        (b"x\ty\n", "line 1 is not the header"),
        (b"y" * 200_000, "102,401 bytes"),
    ],
)
@pytest.mark.parametrize("way", [[], ["--json"]])
def test_unusable_files(
    crossfade: Crossfade, tmp_path: Path, content: bytes | None, sentence: str, way: list[str]
) -> None:
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)
    ended = crossfade("vocabulary", path, *way)
    assert (ended.code, ended.out) == (2, "")
    assert sentence in ended.err and "words.txt" in ended.err and ended.err.count("\n") == 1


def test_unusable_arguments(crossfade: Crossfade, words: Path, tmp_path: Path) -> None:
    for arguments, sentence in (
        ((), "Name one of the two"),
        ((words, "--account", "x"), "Name one of the two"),
        ((words, "--method", "mask"), "--method is for a vocabulary filter"),
        ((words, "--filter", "--method", "shout"), "--method"),
        ((tmp_path,), "is no file"),
        (("--account", "x", "--live"), "AWS credentials"),
    ):
        ended = crossfade("vocabulary", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert sentence in ended.err and "Traceback" not in ended.err


def test_codes_in_a_vocabulary_do_not_reach_the_terminal(
    crossfade: Crossfade, tmp_path: Path
) -> None:
    path = tmp_path / "words.txt"
    path.write_text("\x1b]0;owned\x07\nfine\n\u202ezyx\n")
    for arguments in ([], ["--language", "ja-JP"]):
        ended = crossfade("vocabulary", path, *arguments)
        assert ended.code == 0
        assert not set("\x1b\x07\u202e") & set(ended.out + ended.err)
