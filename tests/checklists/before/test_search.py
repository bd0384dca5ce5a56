"""Both sides of a search joined by time, and a search read back from its run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before import search
from checklists.before.search import TermSearch, moments, usable_terms
from checklists.scoring.textsearch import TextHit
from checklists.vendors import Options, Vendors
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.errors import BadInput
from providers.sandbox.samples import sample_calls
from providers.speech import SearchHit, Vendor
from tests.checklists.furnished import add_calls
from tests.tui.batch_vendors import BatchVendors


def heard(start: float, confidence: float = 0.9, channel: int = 0) -> SearchHit:
    return SearchHit("zyxel", start, start + 0.5, confidence, "sigh sell", channel)


def written(start: float, score: float = 1.0, channel: int = 0) -> TextHit:
    return TextHit("zyxel", start, start + 0.5, score, "Zyxel", channel)


SPANS = st.tuples(st.integers(0, 12).map(float), st.integers(1, 9).map(lambda n: n / 10))


@given(st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=6), st.sampled_from([0.0, 0.5]))
def test_every_hit_stands_in_one_moment(
    sound: list[tuple[float, float]], text: list[tuple[float, float]], least: float
) -> None:
    both = TermSearch(
        "zyxel",
        tuple(heard(start, confidence) for start, confidence in sound),
        tuple(written(start, score) for start, score in text),
    )
    found = moments(both, least)
    sure = [hit for hit in both.acoustic if hit.confidence >= least]
    key = repr
    assert sorted((m.heard for m in found if m.heard), key=key) == sorted(sure, key=key)
    assert sorted((m.written for m in found if m.written), key=key) == sorted(both.text, key=key)
    starts = [moment.start for moment in found]
    assert starts == sorted(starts)
    for moment in found:
        if moment.heard and moment.written:
            assert moment.written.start < moment.heard.end
            assert moment.heard.start < moment.written.end


def test_who_found_a_moment() -> None:
    found = moments(
        TermSearch(
            "zyxel",
            (heard(1.0), heard(5.0, 0.3), heard(9.0, channel=1)),
            (written(1.2), written(5.0, 0.85), written(9.0)),
        ),
        0.5,
    )
    assert [(m.found_in, m.channel) for m in found] == [
        ("both", 0),
        ("text", 0),
        ("text", 0),
        ("sound", 1),
    ]


def test_the_surest_hit_takes_the_words_it_overlaps() -> None:
    weak, sure = heard(1.0, 0.4), heard(1.2, 0.95)
    found = moments(TermSearch("zyxel", (weak, sure), (written(1.2),)))
    assert [(m.heard, m.found_in) for m in found] == [(weak, "sound"), (sure, "both")]


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    return ("my router is a sigh sell", "and the zyxel light is red")


async def test_a_search_comes_back_from_its_run_as_it_was(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "calls")
    record = add_calls(workspace)[0]
    vendors = BatchVendors(says, hits={"zyxel": [heard(2.0), heard(1.0, 0.91, 1)]})
    found = await search.search_clip(cast(Vendors, vendors), record.clip, ["zyxel", "card"])
    run = search.record(workspace, found)
    assert search.newest_searches(workspace, [record]) == {record.sha256: run.id}
    back = search.searched(workspace.run(run.id))
    assert back is not None
    assert back.terms == found.terms
    assert (back.text_of, back.model, back.sandbox) == ("deepgram", "nova-3", True)
    assert back.covers(["zyxel"]) and not back.covers(["zyxel", "router"])
    both, alone = sorted(moments(back.terms[0]), key=lambda moment: moment.found_in)
    assert (both.found_in, both.channel, alone.found_in) == ("both", 1, "sound")
    around = search.around(workspace.run(run.id), alone, seconds=0.7)
    assert around == "is a sigh sell"
    assert search.searched(workspace.record_run("search", sandbox=True, result={})) is None


def test_terms_are_taken_once_and_at_most_50() -> None:
    assert usable_terms([" card  number ", "card number", "", "Zyxel"]) == ("card number", "Zyxel")
    fifty = usable_terms([f"term {n}" for n in range(50)])
    assert len(fifty) == 50
    with pytest.raises(BadInput, match="51 terms are too many"):
        usable_terms([f"term {n}" for n in range(51)])
    # From 26 on the documents disagree, and that is said with its date.
    assert search.terms_note(fifty[:25]) == ""
    assert "26 terms" in search.terms_note(fifty[:26]) and "2026-11" in search.terms_note(fifty)


def test_the_domain_terms_of_sample_calls(tmp_path: Path) -> None:
    from checklists.before.samples import add_sample_call
    from providers.audio.clips import probe

    workspace = Workspace.open(tmp_path / "calls")
    call = sample_calls()[0]
    record = add_sample_call(workspace, call, probe(call.path))
    assert search.domain_terms([record]) == tuple(term.text for term in call.terms)
    assert search.domain_terms(add_calls(workspace)) == ()


def test_a_search_on_record_without_kinds_tells_them_by_the_score(tmp_path: Path) -> None:
    """What was recorded before sound-alike hits were looked for."""
    rows = [
        {"start": 1.0, "end": 1.5, "score": score, "snippet": "Zyxel", "channel": 0}
        for score in (1.0, 0.9)
    ]
    told = [*rows, {**rows[1], "how": "sound"}]
    result = {"clips": [{"terms": [{"term": "zyxel", "text": told}]}]}
    with Workspace.open(tmp_path) as workspace:
        kept = search.searched(workspace.record_run("search", sandbox=True, result=result))
    assert kept is not None
    assert [hit.how for hit in kept.terms[0].text] == ["exact", "fuzzy", "sound"]
