"""What has to stand beside the figures of a live comparison, so that nobody is misled by them.

The rules that hold for every comparison (connecting apart, the same blocks, an end that is told to
each side in its own way), and whatever in these panes is asked of one and not of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from checklists.before.live.pane import LivePane
from checklists.scoring.latency import BLOCK_SECONDS
from providers.amazon.options import AmazonOptions
from providers.deepgram.options import DeepgramOptions


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a stream besides its options.

    ``sandbox`` says it of each pane (by id) that is open; ``basis`` is that of its latency;
    ``stamp`` is "RECORDED" and the day where the stream is only replayed; ``upsets`` what happened
    to a pane, in words ("reconnected once").
    """

    sandbox: Mapping[str, bool] = field(default_factory=dict)
    basis: Literal["truth", "vendor"] = "vendor"
    stamp: str = ""
    pauses: int = 0
    upsets: Mapping[str, str] = field(default_factory=dict)


def fairness_notes(panes: Sequence[LivePane], known: Circumstances) -> tuple[str, ...]:
    """Sentences to print beside the figures, the gravest first."""
    return (
        *_origins(panes, known),
        *(f"Pane {pane.id}: {known.upsets[pane.id]}." for pane in panes if pane.id in known.upsets),
        *_same_for_all(panes, known),
        *_deepgram(panes),
        *_amazon(panes),
        *_words_given(panes),
    )


def _origins(panes: Sequence[LivePane], known: Circumstances) -> Iterator[str]:
    if known.stamp:
        yield f"{known.stamp}: replayed on its own clock, nothing was sent now."
    played = [pane.id for pane in panes if known.sandbox.get(pane.id)]
    live = [pane.id for pane in panes if known.sandbox.get(pane.id) is False]
    if played and live:
        yield (
            f"{_panes(played)} from the sandbox, {_panes(live).lower()} from the service: these "
            "cannot be compared."
        )
    elif played:
        yield (
            "The sandbox's one recogniser plays every vendor and model: the figures are this "
            "program's own and say nothing about the services."
        )


def _same_for_all(panes: Sequence[LivePane], known: Circumstances) -> Iterator[str]:
    yield "Connecting is in no lag: the audio begins when every pane has connected."
    if len(panes) > 1:
        yield (
            f"Every pane gets the same blocks of {BLOCK_SECONDS:g} s, by absolute deadlines at the "
            "speed of speech."
        )
    if len({pane.vendor for pane in panes}) > 1:
        yield (
            "The end is told to Deepgram by Finalize and CloseStream, to Amazon by an empty event."
        )
    if known.basis == "truth":
        yield "Lags count from the true times of the words, which are known for this audio."
    else:
        yield (
            "Lags count from the times that each vendor gives its words: one that places them late "
            "looks faster than it is."
        )
    if known.pauses:
        times = "once" if known.pauses == 1 else f"{known.pauses} times"
        yield f"The audio was paused {times}; the pauses are in no lag."


def _deepgram(panes: Sequence[LivePane]) -> Iterator[str]:
    asked = {pane.id: pane.options for pane in panes if isinstance(pane.options, DeepgramOptions)}
    endings = {pane: _endpointing(options) for pane, options in asked.items()}
    if len(set(endings.values())) > 1 or (endings and len(asked) < len(panes)):
        said = ", ".join(f"pane {pane} {ending}" for pane, ending in endings.items())
        apart = " Amazon has no such setting." if len(asked) < len(panes) else ""
        yield f"Deepgram's finals come after a silence (endpointing): {said}.{apart}"
    silent = [pane for pane, options in asked.items() if not options.interim_results]
    if silent:
        yield f"{_panes(silent)}: no interim text asked for, words are first shown by finals."
    searching = [pane for pane, options in asked.items() if options.search]
    if searching and len(searching) < len(panes):
        yield (
            f"{_panes(searching)}: terms are listened for too; the sandbox's finals wait for their "
            "hits, and what the service takes for that is not documented."
        )
    waiting = [
        pane for pane, options in asked.items()
        if (options.smart_format and not options.no_delay)
    ]  # fmt: skip
    if waiting and len(waiting) < len(panes):
        yield (
            f"{_panes(waiting)}: smart_format may hold text back up to 3 s for a number or date; "
            "no_delay=true switches that off."
        )


def _endpointing(options: DeepgramOptions) -> str:
    if options.endpointing is False:
        return "off"
    return f"{10 if options.endpointing is None else options.endpointing} ms"


def _amazon(panes: Sequence[LivePane]) -> Iterator[str]:
    asked = {pane.id: pane.options for pane in panes if isinstance(pane.options, AmazonOptions)}
    if asked:
        yield f"{_panes(list(asked))}: Amazon marks no end of an utterance, so no endpoint delay."
    for pane, options in asked.items():
        if options.partial_results_stability:
            yield (
                f"Pane {pane}: partial results stabilized ({options.partial_results_stability}); "
                "Deepgram has no counterpart."
            )


def _words_given(panes: Sequence[LivePane]) -> Iterator[str]:
    """Words that one pane was given beforehand and another was not."""
    given = {pane.id: _vocabulary(pane) for pane in panes}
    if len(set(given.values())) > 1:
        said = ", ".join(f"pane {pane} {words or 'nothing'}" for pane, words in given.items())
        yield f"Words given beforehand differ: {said}."
    languages = {pane.id: _language(pane) for pane in panes}
    if len({language.split("-")[0] for language in languages.values()}) > 1:
        said = ", ".join(f"pane {pane} {language}" for pane, language in languages.items())
        yield f"Languages differ: {said}."


def _vocabulary(pane: LivePane) -> str:
    options = pane.options
    if isinstance(options, AmazonOptions):
        return f"vocabulary {options.vocabulary_name}" if options.vocabulary_name else ""
    terms = sorted((*options.keyterm, *(word for word, _ in options.keywords)))
    return ", ".join(f"“{term}”" for term in terms)


def _language(pane: LivePane) -> str:
    options = pane.options
    if isinstance(options, AmazonOptions):
        return "identified" if options.identify_language else options.language
    return options.language


def _panes(ids: Sequence[str]) -> str:
    """``Pane 1``, ``Panes 1 and 3``."""
    if len(ids) == 1:
        return f"Pane {ids[0]}"
    return f"Panes {', '.join(ids[:-1])} and {ids[-1]}"
