"""A pane as lines to fill in, and back; and exactly what would be sent for it.

What a line leaves empty has the standard of a live comparison, which its placeholder shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from checklists.before.differences import base_url_of
from checklists.before.live.panes import (
    LivePane,
    for_form,
    pane_from_text,
    pane_text,
    problems_of,
)
from checklists.option_text import options_from_text, options_text
from providers.amazon.options import AmazonOptions
from providers.amazon.signing import STREAM_PATH, stream_host
from providers.audio.pacing import PcmFormat
from providers.credentials import DEEPGRAM_BASE_URL, checked_url
from providers.deepgram.options import DeepgramOptions
from providers.deepgram.problem import Problem
from providers.errors import BadInput, Trouble
from providers.speech import Vendor
from tui.text import clean

ASSUMED = PcmFormat("linear16", 16000, 1)
KEYTERMS, SEARCH, OTHER = "keyterm", "search", "other"
# Options that are lists of words and phrases, each on one line.
LISTS = (KEYTERMS, SEARCH)
_REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form: an option's name, what it is called, what stands in it when it is
    empty, and what to know about it. With ``choices`` it is one of a few (value, words), the first
    of them the standard."""

    name: str
    label: str
    usual: str = ""
    about: str = ""
    choices: tuple[tuple[str, str], ...] = ()


_SENT = (("", "yes"), ("false", "no"))
_STABILITY = (("", "off"), ("low", "low"), ("medium", "medium"), ("high", "high"))
_MORE = "Any other options: punctuate=false tag='a phrase'; none takes a standard one away."
LINES: Mapping[Vendor, tuple[Line, ...]] = {
    "deepgram": (
        Line("model", "Model", "nova-3", "→ completes a name; ^o lists those that there are."),
        Line("language", "Language", "en", "A code such as en-GB; multi for several in one call."),
        Line(
            "endpointing",
            "Endpointing",
            "300",
            "Milliseconds of silence; false switches it off, none leaves Deepgram's own 10.",
        ),
        Line(
            "interim_results",
            "Interim text",
            about="Text that may still change, shown while it is spoken.",
            choices=_SENT,
        ),
        Line(KEYTERMS, "Keyterms", "none", "Words and phrases of yours, a comma between two."),
        Line(
            SEARCH,
            "Search",
            "none",
            "Terms to watch in the sound, a comma between two; other panes' text is searched.",
        ),
        Line(OTHER, "More options", "none", _MORE),
    ),
    "amazon": (
        Line("language", "Language", "en-US", "A code with its region."),
        Line(
            "partial_results_stability",
            "Stability",
            about="How soon words of a partial result stop changing; high is less exact.",
            choices=_STABILITY,
        ),
        Line("vocabulary_name", "Vocabulary", "none", "The name of a custom vocabulary."),
        Line("language_model", "Model", "Amazon's own", "The name of a custom language model."),
        Line(OTHER, "More options", "none", _MORE),
    ),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A pane while it is edited: ``typed`` by vendor and line, so that changing the vendor and
    back loses nothing."""

    vendor: Vendor
    typed: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a line of the vendor chosen."""
        return self.typed.get(f"{self.vendor}.{name}", "")

    def with_value(self, name: str, value: str) -> Draft:
        """The same with another line."""
        return replace(self, typed={**self.typed, f"{self.vendor}.{name}": value})

    @property
    def text(self) -> str:
        """The pane as ``pane_from_text`` reads it. Raises BadInput for an open quotation."""
        options: dict[str, Any] = {}
        for line in LINES[self.vendor]:
            value = self.value(line.name).strip()
            if line.name in LISTS:
                options |= _terms(line.name, value)
            elif line.name != OTHER and value:
                options[line.name] = value
        # What is written under "more" comes last: of an option with one value the last counts.
        more = options_from_text(self.value(OTHER))
        for name, values in more.items():
            before = options.get(name)
            both = name in LISTS and before is not None
            options[name] = [*_listed(before), *_listed(values)] if both else values
        return f"{self.vendor} {options_text(options)}".strip()

    def pane(self, id: str) -> LivePane:
        """The pane. Raises BadInput naming what cannot be used."""
        return pane_from_text(self.text, id)


def _terms(name: str, value: str) -> dict[str, Any]:
    terms = [term.strip() for term in value.split(",") if term.strip()]
    return {name: terms} if terms else {}


def _listed(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list | tuple) else [values]


def draft_of(pane: LivePane) -> Draft:
    """The lines for a pane."""
    options = options_from_text(pane_text(pane).partition(" ")[2])
    typed = {}
    for line in LINES[pane.vendor]:
        value = options.get(line.name)
        fits = isinstance(value, str) and (
            not line.choices or value in [choice for choice, _ in line.choices]
        )
        if line.name in LISTS and value is not None:
            terms = _listed(value)
            if not any("," in term or term != term.strip() for term in terms):
                typed[line.name] = ", ".join(terms)
                del options[line.name]
        elif fits:
            typed[line.name] = options.pop(line.name)
    typed[OTHER] = options_text(options)
    draft = Draft(pane.vendor)
    for name, value in typed.items():
        draft = draft.with_value(name, value)
    return draft


# --- what would be sent ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    """What there is to say about a draft: ``trouble`` where it cannot be read, else what the
    linter finds and the URL; ``note`` says what of the URL is not known yet."""

    trouble: str = ""
    problems: tuple[Problem, ...] = ()
    url: str = ""
    note: str = ""

    @property
    def refused(self) -> bool:
        """Whether the vendor would not take it."""
        return bool(self.trouble) or any(one.severity == "error" for one in self.problems)

    @property
    def mark(self) -> str:
        """One sign for a list."""
        if self.refused:
            return "✗"
        return "!" if any(one.severity == "warning" for one in self.problems) else "✓"


def checked(draft: Draft, form: PcmFormat | None, environ: Mapping[str, str]) -> Checked:
    """Everything about a draft for audio of ``form``, None where nobody knows yet."""
    try:
        pane = for_form(draft.pane("1"), form or ASSUMED)
        problems = problems_of(pane, form)
    except BadInput as trouble:
        return Checked(trouble=clean(str(trouble)))
    unknown = "" if form else "As for mono at 16 kHz, until the audio is known. "
    if isinstance(pane.options, DeepgramOptions):
        url = pane.options.url(_deepgram_base(environ), form=form or ASSUMED)
        return Checked(problems=problems, url=url, note=unknown.strip())
    try:
        url = _amazon_url(pane.options, form or ASSUMED, environ)
    except BadInput:
        # Already among the problems, where it says what to do.
        return Checked(problems=problems)
    note = f"{unknown}The signature (X-Amz-…) is added when the stream begins."
    return Checked(problems=problems, url=url, note=note)


def _deepgram_base(environ: Mapping[str, str]) -> str:
    try:
        return base_url_of(environ)
    except Trouble:
        return DEEPGRAM_BASE_URL


def _amazon_url(options: AmazonOptions, form: PcmFormat, environ: Mapping[str, str]) -> str:
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or _REGION
    try:
        own = checked_url("AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING", environ)
        host = stream_host(region, own or "")
    except (Trouble, KeyError):
        host = stream_host(region)
    return f"{host}{STREAM_PATH}?{urlencode(options.stream_parameters(form))}"
