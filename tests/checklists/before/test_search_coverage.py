"""Which clips need not be searched again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from checklists.before.search import ClipSearch, TermSearch, options_of, record
from checklists.before.search_coverage import on_record
from checklists.records import plain
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from tests.checklists.furnished import clip_file, heard


def keep(
    workspace: Workspace, clip: Clip, *terms: str, sandbox: bool = True, model: str = "nova-3"
) -> None:
    """A search for these terms as it is recorded."""
    options = options_of(clip, terms, DeepgramOptions(model=model))
    request = {"method": "POST", "parameters": plain(options.batch_parameters())}
    transcript = replace(heard("deepgram", "hello", sandbox=sandbox), request=request, model=model)
    found = tuple(TermSearch(term, (), ()) for term in terms)
    record(workspace, ClipSearch(clip, found, transcript, transcript))


def test_only_the_same_question_need_not_be_asked_again(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "work") as workspace:
        clips = [
            clip_file(tmp_path / "in", f"call{number}.wav", f"RIFF{number}".encode())
            for number in range(4)
        ]
        clips[1] = replace(clips[1], channels=1)
        records = [workspace.add_clip(clip) for clip in clips]
        keep(workspace, clips[0], "invoice", "broadband")
        keep(workspace, clips[1], "invoice", "broadband", "router")
        keep(workspace, clips[2], "invoice", "broadband", sandbox=False)
        keep(workspace, clips[3], "invoice", "broadband", model="nova-2")

        def known(
            *terms: str, sandbox: bool = True, base: DeepgramOptions | None = None
        ) -> set[int]:
            found = on_record(workspace, records, terms, sandbox=sandbox, base=base)
            return {number for number, clip in enumerate(clips) if clip.sha256 in found}

        # Fewer terms are part of more; one channel and two are both the same question.
        assert known("invoice", "broadband") == {0, 1}
        assert known("broadband") == {0, 1}
        assert known("invoice", "router") == {1}
        assert known("northwind") == set()
        assert known("invoice", sandbox=False) == {2}
        assert known("invoice", base=DeepgramOptions(model="nova-2")) == {3}
