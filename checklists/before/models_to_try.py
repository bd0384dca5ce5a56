"""Which of Deepgram's models to try for this use, and why; measuring decides, not this list.

From Deepgram's models overview, API specification and changelog (read 2026-11-22): Nova-3 for
calls, meetings and most else; nova-3-medical; Flux for voice agents, streams only, without
diarization, search and channels; the domain models are Nova-2's and English only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checklists.before.in_use import InUse
from checklists.facts.book import Fact, fact
from checklists.records import ClipRecord
from checklists.scan.finding import Mode
from providers.deepgram.catalogue import AMAZONS_OWN, nova_3_speaks

TELEPHONE_HERTZ = 8000
_AGENTS = {"pipecat": "pipecat", "livekit": "LiveKit agents"}
_FACTS = ("deepgram-models", "deepgram-models-by-use", "deepgram-medical")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A model to try: its options, and the reasons, the first the weightiest.

    ``first`` is what to begin with; the others are to be compared with it.
    """

    model: str
    options: tuple[str, ...]
    why: tuple[str, ...]
    first: bool = False


@dataclass(frozen=True, slots=True)
class _Use:
    """What is known of the audio and of what is asked of it."""

    modes: frozenset[Mode]
    features: frozenset[str]
    languages: tuple[str, ...]
    rates: frozenset[int]
    channels: frozenset[int]
    frameworks: frozenset[str]

    @property
    def agents(self) -> tuple[str, ...]:
        """The frameworks in use that voice agents are made with."""
        return tuple(_AGENTS[name] for name in sorted(self.frameworks & _AGENTS.keys()))

    @property
    def meetings(self) -> tuple[str, ...]:
        """What says that several people speak together."""
        chime = ("Chime SDK meetings are transcribed",) if "chime" in self.frameworks else ()
        mixed = "speakers" in self.features and not self.telephone
        return (*chime, *(("several speakers are told apart on one channel",) if mixed else ()))

    @property
    def telephone(self) -> bool:
        return TELEPHONE_HERTZ in self.rates or "call-analytics" in self.modes

    @property
    def english(self) -> bool:
        return any(one.partition("-")[0] == "en" for one in self.languages) or not self.languages


def models_to_try(used: InUse, clips: Sequence[ClipRecord] = ()) -> tuple[Suggestion, ...]:
    """What to try, what to begin with first; () where nothing is known of the use."""
    use = _use(used, clips)
    if not (use.modes or use.rates):
        return ()
    found = [*_nova_3(use), *_medical(use), *_domain(use), *_agents(use), *_own(use)]
    return tuple(sorted(found, key=lambda one: not one.first))


def resting_on() -> tuple[Fact, ...]:
    """The facts behind the suggestions, to be shown beside them."""
    return tuple(fact(name) for name in _FACTS)


def _use(used: InUse, clips: Sequence[ClipRecord]) -> _Use:
    languages: list[str] = []
    rates = {one.clip.rate for one in clips}
    channels = {one.clip.channels for one in clips}
    for feature in used.features:
        for one in feature.members:
            if one.member.endswith(("LanguageCode", "LanguageOptions")):
                languages += [code.strip() for value in one.values for code in value.split(",")]
            if one.member.endswith("MediaSampleRateHertz"):
                rates |= {int(value) for value in one.values if value.isdecimal()}
        channels |= {2} if feature.id == "channels" else set()
    if used.inventory is not None:
        for jobs in used.inventory.jobs:
            languages += [code for code in jobs.languages if code != "not told"]
            told = " ".join(jobs.formats)
            rates |= {TELEPHONE_HERTZ} if f" {TELEPHONE_HERTZ} Hz" in told else set()
            channels |= {int(number) for number in jobs.channels if number.isdecimal()}
    return _Use(
        modes=used.modes,
        features=frozenset(one.id for one in used.features),
        languages=tuple(dict.fromkeys(code for code in languages if code)),
        rates=frozenset(rates),
        channels=frozenset(channels),
        frameworks=used.frameworks,
    )


def _nova_3(use: _Use) -> Iterable[Suggestion]:
    only_medical = use.modes == {"medical"}
    only_agents = bool(use.agents) and use.modes == {"streaming"}
    spoken, not_spoken = _by_nova_3(use.languages)
    why = ["Deepgram's current general model, for recordings and streams."]
    if use.telephone:
        why.append("Telephone audio is here (8 kHz or Call Analytics): it is meant for that too.")
    if 2 in use.channels:
        why.append("Speakers on channels of their own: multichannel=true keeps them apart.")
    elif "speakers" in use.features:
        why.append("Speakers on one channel: diarize=true tells them apart.")
    if "vocabulary" in use.features:
        why.append("A custom vocabulary becomes keyterm, which Nova-3 and Flux alone have.")
    if use.meetings:
        why.append(f"Meetings: {', and '.join(use.meetings)}; it is meant for that too.")
    if spoken:
        why.append(f"It has the languages in use: {', '.join(spoken)}.")
    if not_spoken:
        names = ", ".join(not_spoken)
        why.append(f"Deepgram's pages do not name {names} for it: ask GET /v1/models.")
    yield Suggestion("nova-3", (), tuple(why), first=not (only_medical or only_agents))
    several = {"several-languages", "language-identification"} & use.features
    if several or len({code.partition("-")[0] for code in spoken}) > 1:
        mixed = "Several languages are in use: one request for recordings that mix them."
        yield Suggestion("nova-3", ("language=multi",), (mixed,))
    if not_spoken and use.modes != {"streaming"}:
        reasons = (
            f"For {', '.join(not_spoken)}, where Nova-3 turns out not to have it.",
            "Recordings only, and few requests at a time.",
        )
        yield Suggestion("whisper-large", (), reasons)


def _by_nova_3(languages: Iterable[str]) -> tuple[list[str], list[str]]:
    spoken: list[str] = []
    not_spoken: list[str] = []
    for code in languages:
        meant = AMAZONS_OWN.get(code, code)
        primary = meant.partition("-")[0]
        known = nova_3_speaks(meant) or nova_3_speaks(primary)
        (spoken if known else not_spoken).append(code)
    return spoken, not_spoken


def _medical(use: _Use) -> Iterable[Suggestion]:
    if "medical" in use.modes:
        why = (
            "Transcribe Medical or HealthScribe is in use: this is the model for medical speech.",
            "English, and ten languages mixed; specialties are no option of it.",
        )
        yield Suggestion("nova-3-medical", (), why, first=True)


def _domain(use: _Use) -> Iterable[Suggestion]:
    """Nova-2's, to compare with: English only, and with weights for single words."""
    if not use.english:
        return
    keywords = "An older model: keywords with weights for single words, and no keyterm."
    if use.telephone:
        why = ("Telephone calls, where they are English: made for them, to compare with.", keywords)
        yield Suggestion("nova-2-phonecall", (), why)
    if use.meetings:
        why = ("Meetings, where they are English: made for them, to compare with.", keywords)
        yield Suggestion("nova-2-meeting", (), why)


def _agents(use: _Use) -> Iterable[Suggestion]:
    if "streaming" not in use.modes:
        return
    english = use.english and len({code.partition("-")[0] for code in use.languages}) <= 1
    turns = "this one knows when a turn is over."
    agents = " and ".join(use.agents)
    why = (
        f"{agents}: a voice agent is made with it; {turns}"
        if agents
        else f"Streams are in use: if an agent answers the caller, {turns}",
        "Another address (/v2/listen), without diarization, search and channels; not for "
        "captions or recordings.",
    )
    model = "flux-general-en" if english else "flux-general-multi"
    yield Suggestion(model, (), why, first=bool(agents))


def _own(use: _Use) -> Iterable[Suggestion]:
    if "custom-model" in use.features:
        why = (
            "A custom language model is in use: try nova-3 with keyterm first.",
            "Deepgram trains models by agreement; such a one is named like any other.",
        )
        yield Suggestion("a model trained for you", (), why)
