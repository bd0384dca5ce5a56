"""Task 3: one request checked, the guide beside newer facts, limits against the samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.differences import (
    Lint,
    as_json,
    base_url_of,
    lint,
    pair_of,
    pairs_of,
    record,
)
from checklists.before.fact_table import FactRow, counterparts, fact_table, matching
from checklists.before.limit_table import LimitRow, in_a_sentence, limit_table
from checklists.facts.book import facts
from checklists.records import ClipRecord
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.errors import BadInput, Trouble

SOUND = [("model", "nova-3"), ("keyterm", "SIM card"), ("keyterm", "Zyxel")]


# --- one request -----------------------------------------------------------------------------


def test_only_what_is_asked_for_is_in_the_url() -> None:
    checked = lint(SOUND, live=False)
    assert checked.url == (
        "https://api.deepgram.com/v1/listen?keyterm=SIM+card&keyterm=Zyxel&model=nova-3"
    )
    assert (checked.problems, checked.refused) == ((), False)
    assert checked.verdict == "Nothing stands against it."


def test_the_audio_of_a_stream_is_in_its_url_and_what_was_assumed_is_named() -> None:
    checked = lint([*SOUND, ("sample_rate", "8000"), ("channels", "2")], live=True)
    assert checked.url.startswith("wss://api.deepgram.com/v1/listen?channels=2&encoding=linear16&")
    assert "sample_rate=8000" in checked.url and checked.url.count("channels=") == 1
    assert checked.assumed == ("encoding",)
    assert "channels" in {one.option for one in checked.problems}


def test_encoding_of_a_recording_is_judged_and_sent_as_it_is() -> None:
    checked = lint([*SOUND, ("encoding", "linear16")], live=False)
    assert "encoding=linear16" in checked.url and checked.assumed == ()
    assert [one.option for one in checked.problems] == ["encoding"]


def test_an_option_given_twice_is_sent_once_and_said() -> None:
    checked = lint([("model", "nova-2"), ("model", "nova-3"), ("channels", "1")] * 2, live=True)
    assert checked.url.count("model=") == 1 and "model=nova-3" in checked.url
    twice = {one.option for one in checked.problems if "given" in one.why}
    assert twice == {"model", "channels"}


def test_the_verdict_counts() -> None:
    refused = lint([("model", "nova-3"), ("keywords", "Zyxel"), ("tier", "x")], live=False)
    assert refused.refused and refused.verdict == (
        "1 error, 1 warning: Deepgram would refuse this request."
    )
    assert refused.counts == {"errors": 1, "warnings": 1, "notes": 0}
    doubtful = lint([("language", "en")], live=False)
    assert not doubtful.refused and doubtful.verdict.startswith("1 warning: it would be taken, but")


@pytest.mark.parametrize(
    ("pairs", "live", "sentence"),
    [
        ([("punctuate", "yes")], False, "punctuate"),
        ([("sample_rate", "8 kHz")], True, "sample_rate is '8 kHz'"),
        ([("channels", "0")], True, "whole number above 0"),
        ([("channels", "²")], True, "whole number above 0"),
        ([("utterance_end_ms", "9" * 5000)], True, "utterance_end_ms"),
    ],
)
def test_values_that_cannot_be(pairs: list[tuple[str, str]], live: bool, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        lint(pairs, live=live)


def test_options_are_read_from_lines() -> None:
    assert pairs_of(" model = nova-3 \n\nsearch=a=b\nreplace=\n") == (
        ("model", "nova-3"),
        ("search", "a=b"),
        ("replace", ""),
    )
    with pytest.raises(BadInput, match=r"Line 3: 'punctuate' is not an option"):
        pairs_of("model=nova-3\n\npunctuate\n")
    for broken in ("=x", "model", ""):
        with pytest.raises(BadInput, match="NAME=VALUE"):
            pair_of(broken)
    with pytest.raises(BadInput, match="not UTF-8"):
        pair_of("keyterm=\udcff")


def test_the_endpoint_without_its_password() -> None:
    assert base_url_of({}) == "https://api.deepgram.com"
    kept = base_url_of({"DEEPGRAM_BASE_URL": "https://ann:pw-4711@example.com:8443/"})
    assert kept == "https://****@example.com:8443"
    with pytest.raises(BadInput):
        base_url_of({"DEEPGRAM_BASE_URL": "nowhere"})


@given(
    st.lists(st.tuples(st.sampled_from(["model", "keyterm", "keywords", "language", "redact",
                                        "endpointing", "channels", "encoding", "extra", "x y"])
                       | st.text(min_size=1), st.text()), max_size=6),
    st.booleans(),
)  # fmt: skip
def test_any_request_is_answered_or_refused_in_a_sentence(
    pairs: list[tuple[str, str]], live: bool
) -> None:
    try:
        read = [pair_of(f"{name}={value}") for name, value in pairs]
        checked = lint(read, live=live)
    except Trouble as trouble:
        assert str(trouble).isprintable()
    else:
        assert checked.url.isascii() and " " not in checked.url and "\n" not in checked.url
        assert all(one.why and one.fix for one in checked.problems)
        assert set(as_json(checked)) >= {"problems", "url"}


def test_the_check_is_kept_as_evidence_unless_it_would_be_refused(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w") as workspace:
        refused = lint([*SOUND, ("keywords", "a")], live=False)
        run = record(workspace, refused)
        assert state(workspace) == "open" and workspace.run(run.id).numbers["errors"] == 1
        run = record(workspace, lint(SOUND, live=True))
        assert state(workspace) == "evidence"
        again = workspace.run(run.id)
    assert (again.kind, again.vendor, again.model, again.sandbox) == ("lint", "", "nova-3", False)
    assert again.request["method"] == "WebSocket" and again.request["url"] == again.result["url"]
    assert [tuple(pair) for pair in again.request["asked"]] == SOUND
    assert again.options["keyterm"] == ["SIM card", "Zyxel"]


def state(workspace: Workspace) -> str:
    return {one.id: one.state for one in workspace.task_states()}["differences"]


def test_a_key_among_the_options_is_not_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "0123456789abcdef0123456789abcdef")
    leaking = lint([*SOUND, ("tag", "0123456789abcdef0123456789abcdef")], live=False)
    with Workspace.open(tmp_path / "w") as workspace:
        with pytest.raises(BadInput, match="looks like a key"):
            record(workspace, leaking)
        assert workspace.runs() == ()


def test_a_recorded_request_goes_out_as_it_was_shown() -> None:
    checked: Lint = lint([*SOUND, ("utterances", "true"), ("endpointing", "300")], live=False)
    assert checked.parameters == checked.options.batch_parameters()
    assert "endpointing" not in checked.url
    assert [one.option for one in checked.problems] == ["endpointing"]


# --- the guide and newer facts ---------------------------------------------------------------


def rows_of(topic: str, subject: str) -> list[FactRow]:
    return [row for row in fact_table() if row.fact.topic == topic and row.fact.subject == subject]


def test_every_fact_is_in_the_table_once() -> None:
    table = fact_table()
    assert sorted(row.fact.id for row in table) == sorted(facts())
    chapters = [row.chapter for row in table]
    assert chapters == sorted(chapters, key=["capabilities", "limits", "prices"].index)
    assert "guide" not in chapters


def test_the_guide_stands_before_the_newer_fact_and_both_are_marked() -> None:
    ages = [(row.age, row.value) for row in rows_of("language identification", "deepgram")]
    assert ages == [
        ("outdated", "not available"),
        ("newer", "batch; streams by language=multi"),
    ]
    assert [row.age for row in rows_of("streaming lag", "amazon")] == ["guide"]
    assert [row.age for row in rows_of("search", "deepgram")] == ["guide", "beside"]
    assert [row.age for row in rows_of("subtitles", "amazon")] == ["fact"]


def test_what_is_still_told_is_shown_as_superseded_beside_what_holds() -> None:
    rows = {row.fact.id: row for row in rows_of("price, batch", "amazon")}
    assert rows["amazon-price-batch-old"].age == "superseded"
    assert rows["amazon-price-batch"].age == "fact"
    assert "amazon-price-batch-old" in {
        one.fact.id for one in counterparts(fact_table(), rows["amazon-price-batch"])
    }


def test_a_topic_is_one_block() -> None:
    topics = [row.fact.topic for row in fact_table()]
    blocks = [topic for at, topic in enumerate(topics) if at == 0 or topics[at - 1] != topic]
    assert len(blocks) == len(set(blocks))


GUIDES_TABLE = (
    "Nova models", "Enhanced model", "Base model", "models", "trained model",
    "speed of batch processing", "streaming lag", "channels", "search", "diarization",
    "noise reduction", "custom vocabulary", "profanity filter", "numeral formatting",
    "batch formats", "SDKs", "WebSockets", "data logging",
)  # fmt: skip
BEST_PRACTICES = (
    "job queueing", "language identification", "vocabulary filters", "interruption", "loudness",
    "non-talk time", "talk speed",
)  # fmt: skip


@pytest.mark.parametrize("topic", [*GUIDES_TABLE, *BEST_PRACTICES])
def test_both_tables_of_the_guide_are_there_for_both_vendors(topic: str) -> None:
    for subject in ("deepgram", "amazon"):
        assert [row for row in rows_of(topic, subject) if row.fact.chapter == "guide"], subject


@pytest.mark.parametrize(
    "superseded", [row.id for row in facts().values() if row.supersedes and row.id !=
                   "deepgram-keyterm-tokens"]
)  # fmt: skip
def test_what_is_newer_stands_beside_what_it_replaces(superseded: str) -> None:
    row = facts()[superseded]
    assert rows_of(row.topic, row.subject)[0].age == "outdated"


def test_what_others_say_of_amazon_is_not_called_documented() -> None:
    said = [row for row in facts().values() if row.chapter == "guide" and row.subject == "amazon"]
    assert said and {row.standing for row in said} == {"third-party"}


def test_filtering_takes_words_in_any_order_and_case() -> None:
    table = fact_table()
    found = matching(table, "  BOOST custom ")
    assert {row.fact.topic for row in found} == {"custom vocabulary"}
    assert matching(table, "custom boost") == found
    assert matching(table, "") == table
    assert matching(table, "zzz[/]") == ()
    assert {row.age for row in matching(table, "newer than the guide")} == {"newer"}


def test_counterparts_are_all_else_on_the_topic() -> None:
    first = rows_of("diarization", "deepgram")[0]
    others = counterparts(fact_table(), first)
    assert {(one.fact.subject, one.age) for one in others} == {
        ("deepgram", "newer"), ("amazon", "outdated"), ("amazon", "newer"),
    }  # fmt: skip


def test_a_copys_date_is_told() -> None:
    (row,) = [one for one in fact_table() if one.fact.id == "amazon-file-length"]
    assert row.dated == "2026-11-22, from a copy of 2023-05-19"
    assert row.standing == "documented by the vendor"


# --- limits ----------------------------------------------------------------------------------


@pytest.fixture
def record_of(clip_record: ClipRecord) -> Callable[..., ClipRecord]:
    def make(name: str, **changes: object) -> ClipRecord:
        clip = replace(clip_record.clip, sha256=name.ljust(64, "0"), **changes)  # type: ignore[arg-type]
        return replace(clip_record, clip=clip, name=name)

    return make


@pytest.fixture
def clip_record(tmp_path: Path) -> ClipRecord:
    clip = Clip(
        path=tmp_path / "call.wav", sha256="0" * 64, size=960_044, duration=60.0, channels=1,
        rate=8000, container="wav", codec="linear16",
    )  # fmt: skip
    with Workspace.open(tmp_path / "w") as workspace:
        return workspace.add_clip(clip)


def by_id(table: tuple[LimitRow, ...], name: str) -> LimitRow:
    return next(row for row in table if row.fact.id == name)


def test_without_clips_nothing_is_held_against_the_limits() -> None:
    table = limit_table(())
    assert {row.verdict for row in table} == {"untested", "request"}
    assert by_id(table, "amazon-file-length").says == "no clips yet"
    assert "No clips yet" in in_a_sentence(table, 0)


def test_the_clip_that_breaks_a_limit_is_named(record_of: Callable[..., ClipRecord]) -> None:
    clips = [record_of("fine.wav"), record_of("long.wav", duration=5 * 3600.0)]
    table = limit_table(clips)
    row = by_id(table, "amazon-file-length")
    assert (row.verdict, row.says) == ("refused", "1 of 2 refused")
    assert [one.clip.name for one in row.broken] == ["long.wav"]
    assert by_id(table, "deepgram-file-size").says == "all 2 keep it"
    assert by_id(table, "deepgram-keywords").verdict == "request"
    assert table[0].verdict == "refused"
    assert in_a_sentence(table, 2) == "1 of 2 clips would be refused by a vendor."


def test_a_limit_that_only_needs_something_done(record_of: Callable[..., ClipRecord]) -> None:
    table = limit_table([record_of("telephone.wav", codec="mulaw")])
    row = by_id(table, "amazon-streaming-formats")
    assert (row.verdict, row.says) == ("broken", "1 of 1 needs care")
    assert "All of 1 clip would be taken" in in_a_sentence(table, 1)
    assert in_a_sentence(limit_table([record_of("a")]), 1) == "1 clip, and every limit is kept."
