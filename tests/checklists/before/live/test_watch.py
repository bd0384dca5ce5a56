"""Terms watched while audio streams: in the sound where it is listened for, else in the text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.live.panes import pane_from_text, standard_panes
from checklists.before.live.replay import Replay, sessions
from checklists.before.live.watch import (
    Sighting,
    Watch,
    kept_cuts,
    watch_of,
    watched_terms,
    with_terms,
)
from checklists.scoring.textsearch import text_search
from checklists.search_labels import SearchCut
from checklists.store import now
from checklists.workspace import Workspace
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.speech import LiveEvent, LiveKind, SearchHit, Word
from tests.checklists.before.live.playing import call, heard_out, session_of

SEARCHING = pane_from_text("deepgram search=zyxel search='alpha bravo'", "1")
PLAIN, AMAZON = pane_from_text("deepgram", "2"), pane_from_text("amazon", "3")


def hit(start: float, sure: float = 0.9, term: str = "zyxel", snippet: str = "axle") -> SearchHit:
    return SearchHit(term, start, start + 0.5, sure, snippet)


def told(kind: LiveKind, start: float, end: float, *hits: SearchHit, channel: int = 0) -> LiveEvent:
    moved = tuple(replace(one, channel=channel) for one in hits)
    return LiveEvent("deepgram", kind, channel, "", start, end, end, 0.0, hits=moved)


def said(text: str, start: float = 0.0, *, timed: bool = True, channel: int = 0) -> LiveEvent:
    words = tuple(
        Word(word, start + 0.5 * n, start + 0.5 * n + 0.4, channel=channel)
        for n, word in enumerate(text.split())
    )
    end = start + 0.5 * max(1, len(words))
    return LiveEvent("amazon", "final", channel, text, start, end, end, 0.0, words if timed else ())


def shown(watch: Watch) -> list[tuple[float, float, str]]:
    return [(one.hit.start, one.hit.confidence, one.state) for one in watch.sightings]


def test_a_place_pops_up_with_an_interim_and_is_settled_by_the_final() -> None:
    watch = Watch(("zyxel",), by_sound=True)
    assert watch.hear(told("interim", 0.0, 2.0, hit(1.0, 0.7), hit(1.8, 0.2))) == (0,)
    assert watch.hear(told("interim", 0.0, 3.0, hit(1.02, 0.8))) == (0,)
    assert watch.hear(told("interim", 0.0, 3.5, hit(1.02, 0.6))) == ()
    assert shown(watch) == [(1.02, 0.8, "fresh")]
    assert watch.hear(told("final", 0.0, 4.0, hit(1.05, 0.75), hit(3.0))) == (0, 1)
    assert shown(watch) == [(1.05, 0.75, "settled"), (3.0, 0.9, "settled")]
    assert watch.count == 2
    assert watch.hear(told("final", 4.0, 5.0, hit(3.1, 0.95))) == (1,)
    assert watch.hear(told("interim", 4.0, 5.0, hit(3.1, 0.99))) == ()
    assert watch.count == 2


def test_what_the_final_does_not_have_is_withdrawn() -> None:
    watch = Watch(("zyxel",), by_sound=True)
    watch.hear(told("interim", 0.0, 5.0, hit(1.0), hit(4.0)))
    watch.hear(told("interim", 0.0, 5.0, hit(2.0), channel=1))
    # The final of the first channel ends before the second hit, and says nothing of the other.
    assert watch.hear(told("final", 0.0, 3.0, hit(1.0, 0.3))) == (0,)
    assert [one.state for one in watch.sightings] == ["withdrawn", "fresh", "fresh"]
    assert watch.count == 2
    # A later final may have it all the same.
    assert watch.hear(told("final", 0.5, 3.5, hit(1.0, 0.8))) == (0,)
    assert watch.count == 3 and watch.sightings[0].state == "settled"


def test_cuts_are_of_each_term() -> None:
    watch = Watch(("zyxel", "router"), by_sound=True)
    watch.cuts = {"router": 0.2}
    watch.hear(told("final", 0.0, 9.0, hit(1.0, 0.49), hit(3.0, 0.5), hit(5.0, 0.2, "router")))
    assert [(one.hit.term, one.hit.confidence) for one in watch.sightings] == [
        ("zyxel", 0.5), ("router", 0.2),
    ]  # fmt: skip


def test_the_words_that_were_written_instead() -> None:
    assert Sighting(hit(1.0)).misheard == "axle"
    assert Sighting(hit(1.0, snippet="my Zyxel, yes")).misheard == ""
    assert Sighting(hit(1.0, snippet="")).misheard == ""


def test_the_text_is_searched_across_finals_of_a_channel() -> None:
    watch = Watch(("account number", "zyxel"), by_sound=False)
    assert watch.hear(said("what is your account")) == ()
    assert watch.hear(said("number nine", 2.0, channel=1)) == ()
    assert watch.hear(said("number please", 2.0)) == (0,)
    assert watch.hear(said("my axle and my Zyxell", 4.0)) == (1,)
    one, other = watch.sightings
    assert (one.how, one.hit.start, one.hit.snippet) == ("exact", 1.5, "account number")
    assert other.how != "exact" and other.hit.snippet == "Zyxell" and other.hit.confidence < 1
    # An interim may still change: only what is settled is searched.
    assert watch.hear(replace(said("account number", 9.0), event="interim")) == ()


def test_text_without_times_is_searched_too() -> None:
    watch = Watch(("account number",), by_sound=False)
    assert watch.hear(said("the account number is", 4.0, timed=False)) == (0,)
    assert watch.sightings[0].hit.start == pytest.approx(4.5)


@given(
    st.lists(st.sampled_from(["alpha", "bravo", "charlie", "delta"]), max_size=24),
    st.sets(st.integers(1, 23), max_size=6),
)
def test_wherever_finals_are_cut_the_text_is_searched_as_a_whole(
    spoken: Sequence[str], cuts: set[int]
) -> None:
    words = said(" ".join(spoken)).words
    watch, terms = Watch(("alpha bravo", "charlie"), by_sound=False), ("alpha bravo", "charlie")
    bounds = [0, *sorted(cut for cut in cuts if cut < len(words)), len(words)]
    for first, last in pairwise(bounds):
        part = words[first:last]
        if part:
            watch.hear(replace(said(" ".join(word.text for word in part)), words=part))
    found = {(one.hit.term, one.hit.start) for one in watch.sightings}
    whole = {(one.term, one.start) for term in terms for one in text_search(words, term)}
    assert found == whole


# --- which terms, for which pane -----------------------------------------------------------------


def test_who_watches_what() -> None:
    panes = (SEARCHING, PLAIN, AMAZON)
    assert watched_terms(panes) == ("zyxel", "alpha bravo")
    watches = [watch_of(pane, panes) for pane in panes]
    assert [one and (one.by_sound, one.terms) for one in watches] == [
        (True, ("zyxel", "alpha bravo")),
        (False, ("zyxel", "alpha bravo")),
        (False, ("zyxel", "alpha bravo")),
    ]
    assert watch_of(PLAIN, (PLAIN, AMAZON)) is None


def test_terms_are_given_to_every_pane_of_deepgram() -> None:
    panes = with_terms(standard_panes(("deepgram", "amazon")), ("zyxel ", "zyxel", "a  b"))
    asked = [getattr(pane.options, "search", None) for pane in panes]
    assert asked == [("zyxel", "a b"), None]
    with pytest.raises(BadInput, match="Only Deepgram listens"):
        with_terms((AMAZON,), ("zyxel",))
    with pytest.raises(BadInput, match="51 terms are too many"):
        with_terms((PLAIN,), [f"term {n}" for n in range(51)])


def test_cuts_that_hold_are_taken_from_the_workspace(tmp_path: Path) -> None:
    def cut(term: str, at: float, model: str = "nova-3", sandbox: bool = True) -> SearchCut:
        return SearchCut(term, model, sandbox, at, None, None, 9, 9, 0, "hand", "me", now())

    with Workspace.open(tmp_path) as workspace:
        for one in (
            cut("Zyxel", 0.35), cut("router", 0.8, "nova-2"), cut("alpha bravo", 0.7, sandbox=False)
        ):  # fmt: skip
            workspace.search_labels.keep_cut(one)
        terms = ("zyxel", "router", "alpha bravo")
        assert kept_cuts(workspace, terms, "nova-3", True) == {"zyxel": 0.35}
        assert kept_cuts(workspace, terms, "nova-3", False) == {"alpha bravo": 0.7}


# --- over the wire, kept, played again -----------------------------------------------------------


async def test_the_hits_of_a_session_are_kept_and_played_again(tmp_path: Path) -> None:
    clip = call(tmp_path, "alpha bravo _ mumble delta _ alpha _ bravo alpha bravo _")
    panes = (SEARCHING, replace(AMAZON, id="2"))
    async with session_of(clip, panes) as (session, _):
        watches = {pane.id: watch_of(pane, panes) for pane in panes}

        def hear(event: LiveEvent) -> None:
            watch = watches[event.side]
            assert watch is not None
            watch.hear(event)

        await heard_out(session, hear)
        sound, text = watches["1"], watches["2"]
        assert sound is not None and text is not None
        places = {(one.hit.term, round(one.hit.start, 1)) for one in sound.sightings}
        # The stand-in writes "mumble" for what sounds like the term: only the sound has it.
        assert {term for term, _ in places} == {"zyxel", "alpha bravo"}
        assert [one.misheard for one in sound.sightings if one.hit.term == "zyxel"] == ["mumble"]
        written = {(one.hit.term, round(one.hit.start, 1)) for one in text.sightings}
        assert {term for term, _ in written} == {"alpha bravo"}
        assert {place for place in places if place[0] == "alpha bravo"} <= written
        with Workspace.open(tmp_path / "ws") as workspace:
            sample = session.sample(workspace)
            assert sample is not None
            runs = session.keep(workspace, sample, session.results(sample))
            stored = [one["hits"] for one in runs[0].result["events"] if "hits" in one]
            assert stored and "0.95" in json.dumps(stored)
            assert not any("hits" in one for one in runs[1].result["events"])
            assert runs[0].options["search"] == ["zyxel", "alpha bravo"]
            replay = Replay(workspace, sessions(workspace)[0], speed=50)
            options = replay.panes[0].options
            assert isinstance(options, DeepgramOptions)
            assert options.search == ("zyxel", "alpha bravo")
            again = [event.hits for event in await heard_out(replay) if event.side == "1"]
            assert again == [event.hits for event in session.heard("1")] and any(again)
