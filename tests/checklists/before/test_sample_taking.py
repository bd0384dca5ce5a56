"""Files become samples and go again; a proposal is told truly when some of it is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.before import samples
from checklists.before.representative import propose, without
from checklists.before.sample_cache import FactsCache
from checklists.before.sample_facts import Stopped, measure_clip
from checklists.before.sample_sources import Candidate, find
from checklists.before.sample_survey import Survey, population, propose_samples, survey
from checklists.workspace import Workspace
from providers.audio.clips import probe
from providers.errors import BadInput
from providers.sandbox.samples import sample_calls
from tests.checklists.before.calls import call, clip_in, sound


def candidate(path: Path) -> Candidate:
    (found,) = find([str(path)])
    assert isinstance(found, Candidate)
    return found


def test_a_candidate_is_taken_where_it_lies_or_as_a_copy(tmp_path: Path) -> None:
    path = call(tmp_path / "in" / "a.wav")
    audio = tmp_path / "audio"
    audio.mkdir()
    with FactsCache(None) as cache:
        there = samples.taken(candidate(path), cache)
        assert there == measure_clip(path) and not list(audio.iterdir())
        copied = samples.taken(candidate(path), cache, audio=audio)
        assert copied.path == (audio / f"{there.clip.sha256}.wav").absolute()
        assert copied.path.read_bytes() == path.read_bytes()
        # The copy need not be measured again.
        known = copied.path.stat()
        assert cache.get(copied.path, known.st_size, known.st_mtime_ns, complete=True) == copied
        with pytest.raises(Stopped):
            samples.taken(candidate(call(tmp_path / "b.wav")), cache, stop=lambda: True)
        with pytest.raises(BadInput, match="has to be copied"):
            samples.taken(Candidate("s3://b/k.wav", "s3", None, 1, 0.0, ""), cache)
        path.unlink()
        with pytest.raises(BadInput, match="does not exist"):
            samples.taken(Candidate(str(path), "file", path, 1, 0.0, ""), cache)


def test_a_copy_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    path = call(tmp_path / "a.wav")
    with FactsCache(None) as cache, pytest.raises(BadInput, match="opened or copied"):
        samples.taken(candidate(path), cache, audio=tmp_path / "missing")


def test_a_retired_clip_is_what_it_was_when_it_is_added_again(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        clip = clip_in(workspace)
        other = clip_in(workspace, "other.wav", channels=1)
        run = workspace.record_run("search", sandbox=True, clip=clip.sha256)
        assert workspace.retire_clip(clip.sha256) == clip
        assert workspace.clips() == (other,)
        assert workspace.clip(clip.sha256) == clip and workspace.run(run.id) == run
        assert [line.what for line in workspace.audit()][-1] == "clip retired"
        assert workspace.add_clip(clip.clip) == clip
        assert clip in workspace.clips()
        with pytest.raises(BadInput, match="no clip"):
            workspace.retire_clip("0" * 64)


def test_a_sample_call_stays_synthetic_when_its_file_is_added(tmp_path: Path) -> None:
    call_ = sample_calls()[0]
    with Workspace.open(tmp_path / "ws") as workspace:
        samples.add_sample_call(workspace, call_, probe(call_.path))
        again = samples.add(workspace, measure_clip(call_.path))
    assert again.synthetic and again.name == call_.title


def several(folder: Path) -> Survey:
    for number in range(6):
        rate, channels = (8000, 16000)[number % 2], 1 + number // 3
        call(folder / f"{number}.wav", sound(0.6 + number, rate=rate, channels=channels))
    return survey([str(folder)])


def test_what_is_left_out_by_hand_is_not_covered_any_more(tmp_path: Path) -> None:
    found = several(tmp_path)
    items = population(found)
    proposal = propose_samples(found, 3, seed=2)
    assert without(proposal, items, ()) is proposal
    first, *others = proposal.chosen
    now = without(proposal, items, {first.name})
    assert [one.name for one in now.chosen] == [one.name for one in others]
    # What remains brings what the one left out had brought first, where it has it.
    values = {item.name: item.values for item in items}
    for share in now.shares:
        having = [one for one in now.chosen if values[one.name][share.feature] == share.value]
        assert share.chosen == len(having)
        assert (share.feature, share.value) in having[0].brings if having else True
    lost = {(gap.feature, gap.value) for gap in now.gaps if gap.why == "left out by hand"}
    assert lost == {
        (share.feature, share.value)
        for share in now.shares
        if not share.chosen and (share.feature, share.value) in first.brings
    }
    nothing = without(proposal, items, {one.name for one in proposal.chosen})
    assert not nothing.chosen and all(not share.chosen for share in nothing.shares)


def test_the_population_is_what_a_proposal_is_made_from(tmp_path: Path) -> None:
    found = several(tmp_path)
    assert propose(population(found), 3, 2) == propose_samples(found, 3, 2)
    assert population(Survey((), (), ())) == ()
