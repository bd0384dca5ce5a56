"""From what was chosen to listen to, to the source that gives its audio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checklists.records import ClipRecord, ReferenceOrigin
from checklists.store import now
from providers.audio.clips import probe
from providers.errors import BadInput
from providers.sandbox.samples import SampleCall
from providers.speech import Word
from tui.live.source_choice import SourceChoice

if TYPE_CHECKING:
    from checklists.before.live.sources import LiveSource
    from checklists.workspace import Workspace


def source_of(choice: SourceChoice, workspace: Workspace) -> LiveSource:
    """A source for one stream; what has no file of its own is kept in the workspace's ``audio/``.

    Blocks while a sample call is hashed. Raises BadInput.
    """
    # Not before somebody starts: they bring the recorder and the decoders with them.
    from checklists.before.live.source_growing import GrowingFileSource
    from checklists.before.live.source_microphone import MicrophoneSource
    from checklists.before.live.source_pipe import PipeSource
    from checklists.before.live.source_sample import SampleSource
    from providers.audio.microphone import Choice

    if choice.sample is not None:
        return SampleSource(record_of(choice.sample))
    if choice.record is not None:
        return SampleSource(choice.record)
    form = choice.form
    if choice.kind == "microphone":
        settled = Choice(choice.device, form.rate, form.channels) if form else Choice()
        return MicrophoneSource(workspace.audio, settled)
    if choice.path is None:
        raise BadInput("Nothing was chosen to listen to: choose a source first.")
    if choice.kind == "growing":
        return GrowingFileSource(choice.path, form, audio=workspace.audio)
    if form is None:
        raise BadInput("A pipe does not say what comes out of it: choose it again with a form.")
    return PipeSource(choice.path, form, audio=workspace.audio)


def record_of(call: SampleCall) -> ClipRecord:
    """A sample call as a sample that no workspace knows yet. Blocks; raises BadInput."""
    return ClipRecord(
        probe(call.path),
        call.title,
        now(),
        tags=("sample",),
        references=dict(enumerate(call.references)),
        truth=call.words,
        synthetic=True,
        reference_origin=ReferenceOrigin("script of the sample call"),
    )


def truth_of(choice: SourceChoice) -> tuple[Word, ...]:
    """Every word of it with its times, where they are known."""
    if choice.sample is not None:
        return choice.sample.words
    return choice.record.truth if choice.record is not None else ()


def about(choice: SourceChoice) -> str:
    """What was chosen in a few words, for the line that names it."""
    from tui.text import clock, counted

    if choice.sample is not None:
        from tui.widgets.sample_bar import about as about_sample

        return about_sample(choice.sample)
    if choice.record is not None:
        clip = choice.record.clip
        channels = counted(clip.channels, "channel")
        return f"{clock(clip.duration)} · {clip.rate / 1000:g} kHz · {channels}"
    kinds = {"microphone": "microphone", "growing": "growing file", "pipe": "pipe"}
    parts = [kinds.get(choice.kind, choice.kind)]
    if choice.form is not None:
        parts.append(f"{choice.form.rate / 1000:g} kHz")
        parts.append(counted(choice.form.channels, "channel"))
    return " · ".join(parts)
