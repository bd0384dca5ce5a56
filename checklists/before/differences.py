"""Get familiar with the differences: one request checked before it is sent, and kept as evidence.

Task 3 of the guide. The linter's rules are documented facts, so no vendor takes part: the answer is
the same with a key, without one, and in the sandbox.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from checklists.records import Run
from checklists.workspace import Workspace
from providers.audio.naming import shown
from providers.audio.pacing import Encoding, PcmFormat
from providers.credentials import DEEPGRAM_BASE_URL, checked_url
from providers.deepgram.options import DeepgramOptions, Pairs, Problem, options_from, problems
from providers.deepgram.value_rules import repeated
from providers.errors import BadInput

# What a stream's audio is called in the URL, and what stands there where nobody said otherwise.
_AUDIO = {"encoding": "linear16", "sample_rate": "16000", "channels": "1"}
# Options that a request of ours has unless told otherwise; a request of the user's own has not.
_UNASKED: Pairs = (("language", ""), ("punctuate", "false"))


@dataclass(frozen=True, slots=True)
class Lint:
    """One request as it would be sent, and what the linter says about it.

    ``asked`` are the pairs as they were given. ``url`` is exactly what would be sent, to a stream
    for audio of ``form``; ``assumed`` names what of the audio nobody said.
    """

    asked: Pairs
    live: bool
    options: DeepgramOptions
    form: PcmFormat | None
    assumed: tuple[str, ...]
    problems: tuple[Problem, ...]
    url: str

    @property
    def parameters(self) -> Pairs:
        """The (name, value) pairs that are sent, in the order of the wire."""
        if self.form is None:
            return self.options.batch_parameters()
        return self.options.live_parameters(self.form)

    @property
    def refused(self) -> bool:
        """Whether something in it would be refused."""
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def counts(self) -> dict[str, int]:
        """How many problems of each severity."""
        found = Counter(problem.severity for problem in self.problems)
        return {"errors": found["error"], "warnings": found["warning"], "notes": found["note"]}

    @property
    def verdict(self) -> str:
        """The whole in a sentence."""
        counts = self.counts
        parts = [
            f"{count} {name.removesuffix('s') if count == 1 else name}"
            for name, count in counts.items()
            if count
        ]
        if self.refused:
            return f"{', '.join(parts)}: Deepgram would refuse this request."
        if counts["warnings"]:
            return f"{', '.join(parts)}: it would be taken, but not do all that is meant."
        return f"{', '.join(parts)}: it would be taken." if parts else "Nothing stands against it."


def pair_of(text: str, where: str = "--option") -> tuple[str, str]:
    """``K=V`` as a pair; ``where`` names the place in the sentence of a BadInput."""
    name, equals, value = text.partition("=")
    name = name.strip()
    if not equals or not name:
        raise BadInput(f"{where}: {shown(text)} is not an option: write it as NAME=VALUE.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput(
            f"{where}: the value of {shown(name)} is not UTF-8: write it anew."
        ) from None
    return name, value.strip()


def pairs_of(text: str) -> Pairs:
    """Options written one to a line; empty lines are left out. Raises BadInput naming the line."""
    return tuple(
        pair_of(line, f"Line {number}")
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    )


def lint(pairs: Iterable[tuple[str, str]], *, live: bool, base_url: str = "") -> Lint:
    """Check a request for a live stream or a whole recording, and say how it looks on the wire.

    Only what is asked for is in it: nothing of crossfade's own defaults. Of a stream, encoding,
    sample_rate and channels describe the audio. Raises BadInput for a value that its option
    cannot have.
    """
    asked = tuple(pairs)
    names = [name for name, _ in asked]
    given = {name: value for name, value in asked if live and name in _AUDIO}
    rest = [pair for pair in asked if pair[0] not in given]
    unasked = [pair for pair in _UNASKED if pair[0] not in names]
    # An option of one value takes the last, so what nobody asked for stands first.
    model = [] if "model" in names else [("model", "")]
    options = options_from([*model, *unasked, *rest])
    form = _form(given) if live else None
    found = [
        *repeated(DeepgramOptions, names),
        *(_audio_repeated(names) if live else ()),
        *problems(options, live=live, form=form),
    ]
    order = {"error": 0, "warning": 1, "note": 2}
    return Lint(
        asked=asked,
        live=live,
        options=options,
        form=form,
        assumed=tuple(name for name in _AUDIO if live and name not in given),
        problems=tuple(sorted(found, key=lambda problem: order[problem.severity])),
        url=options.url(base_url or DEEPGRAM_BASE_URL, form=form),
    )


def _form(given: Mapping[str, str]) -> PcmFormat:
    said = {**_AUDIO, **given}
    numbers = {}
    for name in ("sample_rate", "channels"):
        if not (said[name].isascii() and said[name].isdigit()) or not int(said[name][:9]) > 0:
            raise BadInput(
                f"The option {name} is {shown(said[name])}: it takes a whole number above 0."
            )
        numbers[name] = int(said[name][:9])
    # An encoding that we never send ourselves is written into the URL like any other.
    return PcmFormat(cast(Encoding, said["encoding"]), numbers["sample_rate"], numbers["channels"])


def _audio_repeated(names: list[str]) -> list[Problem]:
    return [
        Problem(name, "warning", f"{name} is given {names.count(name)} times.", "Keep one of them.")
        for name in _AUDIO
        if names.count(name) > 1
    ]


def base_url_of(environ: Mapping[str, str]) -> str:
    """Where a request would go, without a password in it. Raises BadInput for an unusable URL."""
    url = checked_url("DEEPGRAM_BASE_URL", environ) or DEEPGRAM_BASE_URL
    return without_userinfo(url)


def without_userinfo(url: str) -> str:
    """The URL with a name and password before its host replaced by asterisks."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if host == parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=f"****@{host}"))


def as_json(checked: Lint) -> dict[str, Any]:
    """The document of ``lint --json``."""
    return {
        "problems": [
            {"option": one.option, "severity": one.severity, "why": one.why, "fix": one.fix}
            for one in checked.problems
        ],
        "url": checked.url,
        "live": checked.live,
        "refused": checked.refused,
        "assumed": list(checked.assumed),
    }


def record(workspace: Workspace, checked: Lint) -> Run:
    """Keep the check as a run; evidence for "Differences" where nothing in it would be refused.

    No vendor took part, so the run names none and counts neither as live nor as the sandbox.
    """
    run = workspace.record_run(
        "lint",
        sandbox=False,
        model=checked.options.model,
        request={
            "method": "WebSocket" if checked.live else "POST",
            "url": checked.url,
            "parameters": [list(pair) for pair in checked.parameters],
            "asked": [list(pair) for pair in checked.asked],
        },
        result=as_json(checked),
        numbers=checked.counts,
    )
    if not checked.refused:
        workspace.attach_evidence("differences", run.id)
    return run
