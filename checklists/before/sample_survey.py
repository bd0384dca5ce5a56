"""Looking over everything under some sources, and proposing a few clips that stand for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checklists.before.representative import Item, Proposal, propose
from checklists.before.sample_cache import FactsCache
from checklists.before.sample_facts import SampleFacts, channels_in_words
from checklists.before.sample_glimpses import Glimpses
from checklists.before.sample_limits import in_words, refusals
from checklists.before.sample_sources import Candidate, Skipped, find, growing
from providers.credentials import AmazonAccess
from providers.errors import BadInput

DAY = 86400.0
# More folders than this would crowd out every other feature; the smallest are one value together.
MOST_FOLDERS = 40
_REPORT_EVERY = 50


@dataclass(frozen=True, slots=True)
class SurveyProgress:
    """How far a survey is: things found, of these opened and known before, skipped; and where."""

    found: int
    opened: int
    cached: int
    skipped: int
    where: str


@dataclass(frozen=True, slots=True)
class Look:
    """A candidate and its glimpse; ``facts`` is None for what is not opened (S3)."""

    candidate: Candidate
    facts: SampleFacts | None


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything that was found. ``live`` are sources to listen to as they come.

    ``stopped`` is true where it was told to stop: the rest is not known.
    """

    looks: tuple[Look, ...]
    live: tuple[Candidate, ...]
    skipped: tuple[Skipped, ...]
    stopped: bool = False


OnProgress = Callable[[SurveyProgress], None]


def survey(
    sources: Sequence[str],
    *,
    cache: FactsCache | None = None,
    access: AmazonAccess | None = None,
    on_progress: OnProgress = lambda progress: None,
    stop: Callable[[], bool] = lambda: False,
) -> Survey:
    """Find and glimpse at everything under ``sources`` (see ``sample_sources.find``).

    Blocks its thread; ``on_progress`` and ``stop`` are called in it. A cache is opened and closed
    by the caller, in the same thread. Nothing is raised: what cannot be used is skipped with its
    sentence.
    """
    looks: list[Look] = []
    live: list[Candidate] = []
    skipped: list[Skipped] = []
    opened = cached = 0
    with Glimpses(cache or FactsCache(None)) as glimpses:
        for number, seen in enumerate(glimpses.of(find(sources, access=access, stop=stop), stop)):
            if number % _REPORT_EVERY == 0:
                on_progress(SurveyProgress(number, opened, cached, len(skipped), seen.found.name))
            found, facts = seen.found, seen.facts
            opened, cached = opened + seen.opened, cached + seen.cached
            if isinstance(found, Skipped):
                skipped.append(found)
            elif seen.trouble:
                skipped.append(Skipped(found.name, seen.trouble))
            elif found.live:
                live.append(found)
            else:
                looks.append(Look(found, facts))
    grown = [look for look in looks if _grew(look)]
    live += [look.candidate for look in grown]
    looks = [look for look in looks if look not in grown] if grown else looks
    total = len(looks) + len(live) + len(skipped)
    on_progress(SurveyProgress(total, opened, cached, len(skipped), ""))
    return Survey(tuple(looks), tuple(live), tuple(skipped), stop())


def _grew(look: Look) -> bool:
    """Whether a file that was being written has become longer since it was found."""
    found, facts = look.candidate, look.facts
    if found.path is None or facts is None:
        return False
    return (found.fresh or facts.clip.size != found.size) and growing(found.path, found.size)


def propose_samples(found: Survey, wanted: int = 30, seed: int = 0) -> Proposal:
    """A small set that stands for the survey (see ``representative``). Raises BadInput.

    The features are format, length, rate, channels, level, silence, clipping, age and folder. A
    clip that a vendor would refuse whole is counted and never chosen. Of clips with the same
    sound in the glimpse and the same size, one is chosen.
    """
    if not found.looks:
        raise BadInput("No audio was found to choose from: name other files or directories.")
    return propose(population(found), wanted, seed)


def population(found: Survey) -> tuple[Item, ...]:
    """What there is to choose from, with the features of each clip."""
    newest = max((look.candidate.modified for look in found.looks), default=0.0)
    folders = Counter(look.candidate.folder for look in found.looks)
    ranked = sorted(folders, key=lambda folder: (-folders[folder], folder))
    kept = set(ranked if len(ranked) <= MOST_FOLDERS else ranked[: MOST_FOLDERS - 1])
    return tuple(_item(look, newest, kept) for look in found.looks)


def _item(look: Look, newest: float, folders: set[str]) -> Item:
    folder = look.candidate.folder
    values = {
        "age": _age(newest - look.candidate.modified),
        "folder": folder if folder in folders else "other folders",
    }
    facts = look.facts
    if facts is None:
        suffix = Path(look.candidate.name).suffix.lower().removeprefix(".")
        unseen = dict.fromkeys(("channels", "clipping", "level", "rate", "silence"), "not opened")
        size = _bin(look.candidate.size / 1000**2, _SIZES)
        values |= {**unseen, "format": suffix, "length": f"not opened, {size}"}
        return Item(look.candidate.name, dict(sorted(values.items())))
    clip = facts.clip
    values |= {
        "channels": _channels(facts),
        "clipping": _clipping(facts),
        "format": f"{clip.container} {clip.codec}" if clip.codec != clip.container else clip.codec,
        "length": _bin(clip.duration, _LENGTHS),
        "level": "unknown" if facts.rms is None else _bin(facts.rms, _LEVELS),
        "rate": f"{clip.rate / 1000:g} kHz",
        "silence": "unknown" if facts.silence is None else _bin(facts.silence, _SILENCES),
    }
    broken = refusals(clip)
    return Item(
        look.candidate.name,
        dict(sorted(values.items())),
        refused=in_words(broken[0]) if broken else "",
        content=f"{clip.size} {clip.duration} {facts.levels}" if facts.levels else "",
    )


# Upper ends and names; the last has no end.
_Bins = tuple[tuple[float, str], ...]
_LENGTHS: _Bins = (
    (5, "under 5 s"), (30, "5 to 30 s"), (120, "30 s to 2 min"), (600, "2 to 10 min"),
    (3600, "10 to 60 min"), (float("inf"), "over 1 h"),
)  # fmt: skip
_LEVELS: _Bins = (
    (-70, "no sound"), (-40, "under -40 dBFS"), (-30, "-40 to -30 dBFS"), (-20, "-30 to -20 dBFS"),
    (float("inf"), "over -20 dBFS"),
)  # fmt: skip
_SILENCES: _Bins = (
    (0.2, "under 20 %"), (0.5, "20 to 50 %"), (0.8, "50 to 80 %"), (float("inf"), "over 80 %"),
)  # fmt: skip
_SIZES: _Bins = (
    (1, "under 1 MB"), (10, "1 to 10 MB"), (100, "10 to 100 MB"), (float("inf"), "over 100 MB"),
)  # fmt: skip
_AGES: _Bins = (
    (7, "the newest week"), (31, "1 to 4 weeks before"), (366, "1 to 12 months before"),
    (float("inf"), "over a year before"),
)  # fmt: skip


def _bin(value: float, bins: _Bins) -> str:
    return next(name for end, name in bins if value < end or end == float("inf"))


def _age(seconds: float) -> str:
    return _bin(seconds / DAY, _AGES)


def _clipping(facts: SampleFacts) -> str:
    if facts.clipped is None:
        return "unknown"
    return "clipped" if facts.clipped > 0.001 else "not clipped"


def _channels(facts: SampleFacts) -> str:
    if facts.clip.channels > 2 or facts.levels is None:
        return f"{facts.clip.channels} channels"
    words = channels_in_words(facts.levels)
    if words.startswith("channel "):
        return "2 channels, one silent"
    return words if facts.clip.channels == 1 else f"2 channels: {words.split(',')[0]}"
