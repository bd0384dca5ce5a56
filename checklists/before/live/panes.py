"""The panes of a live comparison: one to four sides, each a vendor with its own options.

The same vendor may have several panes with different options: that is how endpointing, models or
keyterms are compared on one clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from checklists.before.live.pane import (
    AS_HEARD,
    IDS,
    MOST_PANES,
    LivePane,
    numbered,
    standard_options,
    standard_panes,
)
from checklists.before.live.pane_text import pane_from_text, pane_text
from checklists.workspace import Workspace
from providers.amazon.options import AmazonOptions
from providers.audio.pacing import PcmFormat
from providers.deepgram.linting import way_of
from providers.deepgram.options import DeepgramOptions, Problem
from providers.deepgram.options import problems as deepgram_problems
from providers.errors import BadInput

__all__ = [
    "AS_HEARD",
    "IDS",
    "MOST_PANES",
    "PRESETS",
    "LivePane",
    "Preset",
    "for_form",
    "keep_panes",
    "kept_panes",
    "keyterm_panes",
    "label",
    "ladder_panes",
    "numbered",
    "pane_from_text",
    "pane_text",
    "problems_of",
    "search_panes",
    "standard_options",
    "standard_panes",
]

# What only a job has (Amazon Transcribe API reference, StartStreamTranscription, read 2026-11).
_JOBS_ONLY = ("max_alternatives", "max_speaker_labels", "output")
_KEPT = "live panes"


@dataclass(frozen=True, slots=True)
class Preset:
    """Panes that show something together. ``about`` says in one sentence what to look for."""

    id: str
    title: str
    about: str
    panes: tuple[LivePane, ...]


def for_form(pane: LivePane, form: PcmFormat) -> LivePane:
    """The pane as it is sent for audio of this form: two channels are always told apart."""
    two = form.channels == 2
    if isinstance(pane.options, DeepgramOptions):
        return replace(pane, options=replace(pane.options, multichannel=two))
    # Both at once are refused when the stream begins, with a sentence of their own.
    apart = two and not pane.options.show_speaker_labels
    return replace(pane, options=replace(pane.options, channel_identification=apart))


def problems_of(pane: LivePane, form: PcmFormat | None) -> tuple[Problem, ...]:
    """What the vendor would refuse or ignore of a pane's options, worst first.

    ``form`` is that of the audio, None where nobody knows yet.
    """
    if form is not None:
        pane = for_form(pane, form)
    if isinstance(pane.options, DeepgramOptions):
        return deepgram_problems(pane.options, live=True, form=form)
    return (
        *_refused(pane.options, form or PcmFormat("linear16", 16000, 1)),
        *(
            Problem(name, "warning", "only a job has this; a stream ignores it", "leave it out")
            for name in _JOBS_ONLY
            if getattr(pane.options, name) != getattr(AmazonOptions(), name)
        ),
    )


def _refused(options: AmazonOptions, form: PcmFormat) -> tuple[Problem, ...]:
    try:
        options.stream_parameters(form)
    except BadInput as refusal:
        why, _, fix = str(refusal).partition(": ")
        return (Problem("", "error", why.removesuffix("."), fix or "choose other options"),)
    return ()


def label(pane: LivePane) -> str:
    """A few words for a title: the model, and what differs from the standard options."""
    standard = standard_options(pane.vendor, 1)
    said = [pane.model or "model of Deepgram's choice"]
    for field in fields(pane.options):
        value, usual = getattr(pane.options, field.name), getattr(standard, field.name)
        if value != usual and field.name not in ("model", *AS_HEARD):
            said.append(_in_short(field.name, value))
    return " ".join(said)


_SHORT = {
    "partial_results_stability": "stability",
    "utterance_end_ms": "utterance end",
    "interim_results": "interim",
    "vad_events": "speech events",
    "keyterm": "keyterms",
}


def _in_short(name: str, value: object) -> str:
    short = _SHORT.get(name, name.replace("_", " "))
    if isinstance(value, tuple):
        if len(value) == 1 and isinstance(value[0], str):
            return f"{short} {value[0]}"
        if len(value) == 1 and isinstance(value[0], tuple):
            word, boost = value[0]
            # A pair of the unknown options is a name and its text, a keyword has a boost.
            return f"{short} {word}:{boost:g}" if isinstance(boost, float) else f"{word}={boost}"
        return f"{short} {len(value) or 'none'}"
    if value is True:
        return short
    return f"{short} {'off' if value in (False, None, '') else value}"


def _deepgram(**changed: object) -> LivePane:
    standard = standard_options("deepgram", 1)
    return LivePane("", "deepgram", replace(standard, **changed))  # type: ignore[arg-type]


def _amazon(**changed: object) -> LivePane:
    standard = standard_options("amazon", 1)
    return LivePane("", "amazon", replace(standard, **changed))  # type: ignore[arg-type]


def search_panes(terms: Sequence[str]) -> tuple[LivePane, ...]:
    """Deepgram listening for these terms beside Amazon, whose text is searched for them."""
    return numbered([_deepgram(search=tuple(terms)), _amazon()])


def keyterm_panes(keyterms: Sequence[str]) -> tuple[LivePane, ...]:
    """Deepgram without keyterms beside Deepgram with these."""
    return numbered([_deepgram(), _deepgram(keyterm=tuple(keyterms))])


def ladder_panes(
    term: str,
    terms: Sequence[str],
    *,
    model: str = "nova-3",
    boosts: Mapping[str, float] | None = None,
) -> tuple[LivePane, ...]:
    """Deepgram without terms, with this one, and with all, as the model takes them.

    ``boosts`` are those of the terms for a model that takes keywords; 1 where none is given. The
    pane without terms is asked to search for the term, so that its place in the sound is known
    where it is misheard; a search does not change what is recognised. With one term in all there
    are two panes. Raises BadInput for no term, and for a model that takes none or does not stream
    here.
    """
    term = term.strip()
    everything = tuple(dict.fromkeys((term, *(one.strip() for one in terms if one.strip()))))
    if not term:
        raise BadInput("There is no term to compare: choose one.")
    way = way_of(model)
    if not way or model.startswith("flux"):
        raise BadInput(
            f"{model!r:.40} cannot be compared live with its terms: choose nova-3, or nova-2 for "
            "keywords."
        )

    def asked(chosen: Sequence[str]) -> dict[str, object]:
        if way == "keyterm":
            return {"keyterm": tuple(chosen)}
        return {"keywords": tuple((one, (boosts or {}).get(one, 1.0)) for one in chosen)}

    sets = [asked((term,)), *([asked(everything)] if len(everything) > 1 else [])]
    without = _deepgram(model=model, search=(term,))
    return numbered([without, *(_deepgram(model=model, **one) for one in sets)])


PRESETS: tuple[Preset, ...] = (
    Preset(
        "vendors",
        "Deepgram and Amazon",
        "Both with their usual settings: who shows a word first, and who settles it first.",
        numbered([_deepgram(), _amazon()]),
    ),
    Preset(
        "stabilisation",
        "Deepgram beside Amazon without and with stabilisation",
        "Stabilised text changes less while it is spoken, and is less exact.",
        numbered([_deepgram(), _amazon(), _amazon(partial_results_stability="high")]),
    ),
    Preset(
        "endpointing",
        "Deepgram's endpointing: 10, 300, 1000 ms, off",
        "How long a silence ends an utterance: short cuts speech up, long answers late.",
        numbered([_deepgram(endpointing=value) for value in (10, 300, 1000, False)]),
    ),
    Preset(
        "models",
        "Deepgram's models beside each other",
        "The same audio heard by nova-3, nova-2, enhanced and base.",
        numbered([_deepgram(model=name) for name in ("nova-3", "nova-2", "enhanced", "base")]),
    ),
    Preset(
        "keyterms",
        "Deepgram without and with keyterms",
        "What the words you care about gain by being named; edit the second pane's keyterms.",
        keyterm_panes(("card number", "refund")),
    ),
    Preset(
        "search",
        "Terms watched: Deepgram's sound, Amazon's text",
        "A place that only the sound has is one the transcript got wrong; edit the first pane's "
        "terms.",
        search_panes(("account number", "cancel my contract")),
    ),
)


def kept_panes(workspace: Workspace) -> tuple[LivePane, ...]:
    """The panes that were used last here; Deepgram and Amazon before the first time."""
    try:
        lines = json.loads(workspace.habits.kept(_KEPT) or "[]")
        return numbered([pane_from_text(line) for line in lines])
    except (BadInput, ValueError, TypeError, AttributeError):
        # Nothing kept, or by a version whose options are not known here.
        return PRESETS[0].panes


def keep_panes(workspace: Workspace, panes: Sequence[LivePane]) -> None:
    """Begin with these panes from now on. Raises BadInput where one holds what looks like a key."""
    workspace.habits.keep(_KEPT, json.dumps([pane_text(pane) for pane in panes]))
