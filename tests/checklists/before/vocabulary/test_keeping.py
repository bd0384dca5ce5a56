"""A vocabulary in the workspace: kept as it was read, and no evidence."""

from __future__ import annotations

from pathlib import Path

from checklists.before.vocabulary import candidates, read_filter, read_vocabulary
from checklists.before.vocabulary.document import as_json
from checklists.before.vocabulary.keeping import keep_vocabulary, kept_vocabulary
from checklists.plan import current_plan
from checklists.workspace import Workspace
from tests.checklists.before.vocabulary.test_entries import GUIDE


def test_what_was_kept_last_comes_back_whole(tmp_path: Path) -> None:
    first = read_filter(b"heck\ntwo words\n", "filter.txt", method="remove")
    second = read_vocabulary(f"{GUIDE}zyxel\nA.B.C.-s\t\t\t\n".encode(), "words.txt")
    with Workspace.open(tmp_path) as workspace:
        assert kept_vocabulary(workspace) is None
        for vocabulary in (first, second):
            run = keep_vocabulary(workspace, vocabulary, source="file words.txt")
            kept = kept_vocabulary(workspace)
            assert kept is not None and kept.run == run.id
            assert (kept.vocabulary.name, kept.source) == (vocabulary.name, "file words.txt")
            assert kept.vocabulary.faults == vocabulary.faults
            assert kept.candidates == candidates(vocabulary)
            assert not kept.sandbox


def test_it_proves_nothing(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        keep_vocabulary(workspace, read_vocabulary(GUIDE.encode(), "words.txt"), sandbox=True)
        assert workspace.evidence() == ()
        assert {state.state for state in workspace.task_states()} == {"open"}
        current_plan(workspace)


def test_the_document_has_every_entry_once_in_the_order_of_the_file() -> None:
    vocabulary = read_vocabulary(b"R.\nzyxel\nC++\nZyxel\nchargeback,chargebacks\n", "words.txt")
    document = as_json(vocabulary, candidates(vocabulary))
    assert [(row["phrase"], row["becomes"], row["keyterm"]) for row in document["entries"]] == [
        ("R.", "nothing", None),
        ("zyxel", "keyterm", "zyxel"),
        ("Zyxel", "folded", None),
        ("chargeback", "keyterm", "chargeback"),
        ("chargebacks", "folded", None),
    ]
    assert {row["verdict"] for row in document["entries"]} == {"untested"}
    assert document["entries"][2]["folded_into"] == document["entries"][1]["number"] == 1
    assert [fault["entry"] for fault in document["faults"]] == [2]
    assert document["token_estimate"] == 5
    assert document["limits"]["fits"] is True
