"""The table of everything that was found, against the searches themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checklists import rows
from checklists.before.search_moments import Moment, TermSearch, moments, searched
from checklists.records import Run
from checklists.schema import MIGRATIONS, open_database
from checklists.scoring.textsearch import TextHit
from checklists.search_hits import asked
from checklists.search_query import FoundMoment, HitQuery, Order
from checklists.workspace import Workspace
from providers.speech import SearchHit
from tests.checklists.furnished import clip_file

AT = datetime(2026, 11, 23, tzinfo=UTC)
CLIPS = ("a" * 64, "b" * 64, "c" * 64)


def document(terms: Sequence[TermSearch]) -> dict[str, Any]:
    """A search as ``search --json`` has it."""

    def heard(hit: SearchHit) -> dict[str, Any]:
        return {"start": hit.start, "end": hit.end, "confidence": hit.confidence,
                "snippet": hit.snippet, "channel": hit.channel}  # fmt: skip

    def written(hit: TextHit) -> dict[str, Any]:
        return {"start": hit.start, "end": hit.end, "score": hit.score,
                "snippet": hit.snippet, "channel": hit.channel, "how": hit.how}  # fmt: skip

    return {
        "clips": [
            {
                "text_of": "deepgram",
                "terms": [
                    {
                        "term": term.term,
                        "acoustic": [heard(hit) for hit in term.acoustic],
                        "text": [written(hit) for hit in term.text],
                    }
                    for term in terms
                ],
            }
        ]
    }


def kept(
    workspace: Workspace,
    clip: str,
    terms: Sequence[TermSearch],
    *,
    later: int = 0,
    sandbox: bool = True,
    model: str = "nova-3",
) -> Run:
    return workspace.record_run(
        "search", sandbox=sandbox, vendor="deepgram", model=model, clip=clip,
        request={"parameters": [["model", model], *(["search", one.term] for one in terms)]},
        result=document(terms), started_at=AT + timedelta(seconds=later),
    )  # fmt: skip


def heard(term: str, start: float, confidence: float, channel: int = 0) -> SearchHit:
    return SearchHit(term, start, start + 0.5, confidence, "sigh sell", channel)


def written(term: str, start: float, channel: int = 0) -> TextHit:
    return TextHit(term, start, start + 0.5, 0.9, "zyxel", channel, "fuzzy")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "ws") as made:
        yield made


WHEN = st.integers(0, 40).map(lambda n: n / 4)
SURE = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
CHANNEL = st.integers(0, 1)


def searches(term: str) -> st.SearchStrategy[TermSearch]:
    return st.builds(
        lambda sound, text: TermSearch(
            term,
            tuple(heard(term, start, sure, on) for start, sure, on in sound),
            tuple(written(term, start, on) for start, on in text),
        ),
        st.lists(st.tuples(WHEN, SURE, CHANNEL), max_size=5),
        st.lists(st.tuples(WHEN, CHANNEL), max_size=4),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(searches("zyxel"), searches("card number")), min_size=1, max_size=3),
    SURE,
    st.sampled_from(["confidence", "time", "clip", "term"]),
    st.booleans(),
)
def test_a_table_has_the_moments_of_every_search_and_no_other(
    tmp_path_factory: pytest.TempPathFactory,
    clips: list[tuple[TermSearch, TermSearch]],
    least: float,
    order: Order,
    backwards: bool,
) -> None:
    with Workspace.open(tmp_path_factory.mktemp("ws")) as workspace:
        for clip, terms in zip(CLIPS, clips, strict=False):
            kept(workspace, clip, terms)
        hits = workspace.search_hits
        query = HitQuery(least=least, order=order, backwards=backwards)
        found = hits.table(query)
        wanted = [
            (clip, moment)
            for clip, terms in zip(CLIPS, clips, strict=False)
            for term in terms
            for moment in moments(term, least)
        ]
        assert sorted(map(pair, found), key=repr) == sorted(wanted, key=repr)
        counts = hits.count(query)
        for side in ("both", "sound", "text"):
            of_side = [moment for _, moment in wanted if moment.found_in == side]
            assert getattr(counts, side) == len(of_side)
            only = hits.table(HitQuery(least=least, found_in=side))
            assert sorted((one.moment for one in only), key=repr) == sorted(of_side, key=repr)
        weak = [hit for terms in clips for term in terms for hit in term.acoustic]
        assert counts.weaker == sum(hit.confidence < least for hit in weak)
        # Pages and the numbers give the same, in the same order.
        pages = [one for at in range(0, len(found), 3) for one in
                 hits.table(query, limit=3, offset=at)]  # fmt: skip
        assert tuple(pages) == found == tuple(hits.every(query))
        assert in_order(found, order, backwards)


def pair(found: FoundMoment) -> tuple[str, Moment]:
    return found.clip, found.moment


def in_order(found: Sequence[FoundMoment], order: Order, backwards: bool) -> bool:
    def key(one: FoundMoment) -> object:
        moment = one.moment
        sure = moment.heard.confidence if moment.heard else -2 + 0.9
        return {
            "confidence": -sure, "time": moment.start, "clip": one.clip, "term": moment.term,
        }[order]  # fmt: skip

    keys: list[Any] = [key(one) for one in found]
    return keys == sorted(keys, reverse=backwards)


def test_a_cut_of_its_own_for_a_term(workspace: Workspace) -> None:
    zyxel = TermSearch("zyxel", (heard("zyxel", 1, 0.9), heard("zyxel", 5, 0.6)), ())
    card = TermSearch("card", (heard("card", 2, 0.6), heard("card", 8, 0.3)), ())
    kept(workspace, CLIPS[0], [zyxel, card])
    found = workspace.search_hits.table(HitQuery(least=0.5, cuts={"zyxel": 0.8}))
    assert [(one.moment.term, one.moment.start) for one in found] == [("zyxel", 1), ("card", 2)]
    hidden = workspace.search_hits.table(HitQuery(under=0.5))
    assert [(one.moment.term, one.moment.start) for one in hidden] == [("card", 8)]
    assert workspace.search_hits.count(HitQuery(least=0.5, cuts={"zyxel": 0.8})).weaker == 2


def test_only_the_newest_search_of_a_clip_and_term_is_shown(workspace: Workspace) -> None:
    old = TermSearch("zyxel", (heard("zyxel", 1, 0.9),), ())
    new = TermSearch("zyxel", (heard("zyxel", 2, 0.8),), ())
    kept(workspace, CLIPS[0], [old, TermSearch("card", (heard("card", 3, 0.7),), ())])
    newest = kept(workspace, CLIPS[0], [new], later=10)
    # One that was made before both and is recorded last.
    kept(workspace, CLIPS[0], [old], later=-10)
    found = workspace.search_hits.table(HitQuery())
    assert [(one.moment.term, one.moment.start) for one in found] == [("zyxel", 2), ("card", 3)]
    assert found[0].run == newest.id
    assert workspace.search_hits.clips() == {CLIPS[0]: newest.id}
    (one,) = workspace.search_hits.of_term("zyxel")
    assert one.terms == (new,) and one.run == newest.id


def test_live_and_sandbox_are_counted_apart(workspace: Workspace) -> None:
    one = TermSearch("zyxel", (heard("zyxel", 1, 0.9),), (written("zyxel", 1),))
    two = TermSearch("zyxel", (heard("zyxel", 2, 0.4), heard("zyxel", 6, 0.3)), ())
    kept(workspace, CLIPS[0], [one])
    kept(workspace, CLIPS[1], [one])
    live = kept(workspace, CLIPS[0], [two], later=5, sandbox=False, model="nova-4")
    real, rehearsed = workspace.search_hits.totals()
    assert (real.sandbox, real.clips, real.acoustic, real.text) == (False, 1, 2, 0)
    assert (real.best, real.model, real.runs) == (0.4, "nova-4", (live.id,))
    assert (rehearsed.sandbox, rehearsed.clips, rehearsed.acoustic) == (True, 2, 2)
    assert len(workspace.search_hits.table(HitQuery(sandbox=False))) == 2


def test_of_a_term_gives_what_the_runs_hold(workspace: Workspace) -> None:
    term = TermSearch(
        "zyxel", (heard("zyxel", 2, 0.9), heard("zyxel", 1, 0.4, 1)), (written("zyxel", 2),)
    )
    nothing = TermSearch("zyxel", (), ())
    runs = [kept(workspace, clip, [one], later=at) for at, (clip, one) in enumerate(
        [(CLIPS[0], term), (CLIPS[1], nothing)])]  # fmt: skip
    assert workspace.search_hits.of_term("zyxel") == tuple(searched(run) for run in runs)
    assert workspace.search_hits.of_term("zyxel", [CLIPS[1]]) == (searched(runs[1]),)
    assert workspace.search_hits.of_term("card") == ()


def test_what_need_not_be_asked_again(workspace: Workspace) -> None:
    term = TermSearch("zyxel", (), ())
    run = kept(workspace, CLIPS[0], [term, TermSearch("card", (), ())])
    kept(workspace, CLIPS[1], [term])
    question = asked(run.options, True)
    hits = workspace.search_hits
    assert hits.covered(question, ["card", "zyxel"]) == {CLIPS[0]: run.id}
    assert set(hits.covered(question, ["zyxel"])) == {CLIPS[0], CLIPS[1]}
    assert hits.covered(question, ["Zyxel"]) == {}
    assert hits.covered(asked(run.options, False), ["zyxel"]) == {}
    assert hits.covered(asked({**run.options, "language": "de"}, True), ["zyxel"]) == {}


def test_searches_of_an_older_workspace_are_read_when_asked_for(
    tmp_path: Path, workspace: Workspace
) -> None:
    term = TermSearch("zyxel", (heard("zyxel", 1, 0.9),), ())
    run = kept(workspace, CLIPS[0], [term])
    number = next(n for n, script in enumerate(MIGRATIONS) if "searches_to_read" in script)
    older = tmp_path / "older"
    older.mkdir()
    database = open_database(older, MIGRATIONS[:number])
    marks = ", ".join("?" * 15)
    database.execute(
        f"INSERT INTO runs ({rows.RUN_COLUMNS}) VALUES ({marks})", rows.run_values(run)
    )
    database.close()
    with Workspace.open(older) as opened:
        assert opened.search_hits.table(HitQuery()) == workspace.search_hits.table(HitQuery())
        assert opened.search_hits.clips() == {CLIPS[0]: run.id}
    with Workspace.open(older) as again:
        assert len(again.search_hits.table(HitQuery())) == 1


@pytest.mark.parametrize(
    "result",
    [None, {}, {"clips": []}, {"clips": [{"terms": [{"acoustic": 3}]}]}, {"clips": "x"}, [1],
     {"clips": [{"terms": [{"term": "a", "acoustic": [{"start": 1}]}]}]}],
)  # fmt: skip
def test_a_run_of_another_shape_stays_a_run(workspace: Workspace, result: object) -> None:
    run = workspace.record_run("search", sandbox=True, clip=CLIPS[0], result=result)
    assert workspace.run(run.id).result == result
    assert workspace.search_hits.table(HitQuery()) == ()
    assert workspace.search_hits.terms() == ()


def test_a_known_recording_is_no_sample_and_has_a_name(workspace: Workspace) -> None:
    clip = clip_file(workspace.directory.parent / "in", "call.wav")
    workspace.know_clip(clip)
    workspace.know_clip(clip)
    assert workspace.clips() == ()
    (known,) = workspace.clips_of([clip.sha256, "0" * 64])
    assert (known.name, known.clip.path) == ("call.wav", clip.path.absolute())
    # A label about it can be kept.
    workspace.search_labels.add("zyxel", clip.sha256, 0, 1.0, 1.5, "yes")
    kept(workspace, clip.sha256, [TermSearch("zyxel", (heard("zyxel", 1, 0.9),), ())])
    (found,) = workspace.search_hits.table(HitQuery())
    assert (found.name, found.path, found.duration) == ("call.wav", clip.path.absolute(), 12.5)
    # It becomes a sample, and stays one.
    workspace.add_clip(clip)
    workspace.know_clip(clip)
    assert [one.sha256 for one in workspace.clips()] == [clip.sha256]
