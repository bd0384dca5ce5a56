"""Which rules look at which files: one entry a room.

A room is a module with ``find(file: SourceFile) -> Iterator[Finding]``. It takes any bytes and
raises nothing. It is called for the files of its languages, and for those whose name, or whose
directory and name, fit one of its patterns (in small letters); with neither, for every text. It
gets to see a file only when one of its needles stands in the bytes (for UTF-16, after they were
made UTF-8): the needles decide how fast a scan of a large tree is, so they are few, and never a
word that ordinary code holds. A name that says something only in a project that is known to use
the service, and may stand in a file without that word, is a ``later`` needle: such files are
looked at when everything else was.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from checklists.scan import (
    command_line,
    csharp,
    endpoints,
    events,
    go,
    inline_code,
    installs,
    java,
    javascript,
    kotlin,
    manifests,
    named_operations,
    notebooks,
    other_languages,
    output_files,
    permissions,
    php,
    python_code,
    request_members,
    results,
    ruby,
    rust,
    settings_files,
    shapes,
    templates,
    terraform,
    wrappers,
)
from checklists.scan.finding import Finding
from checklists.scan.source import SourceFile, fits

Find = Callable[[SourceFile], Iterator[Finding]]

# In nearly every use of the service: Transcribe, transcription. Each needle is a search through
# every byte of the tree, so the word in capitals is looked for only where settings are written.
WORD = (b"ranscri",)


@dataclass(frozen=True, slots=True)
class Rule:
    """A room's function, and which files it is for. ``names`` are patterns of small letters.

    ``heads`` says that of a file over the size limit it takes the first 64 KiB.
    """

    find: Find
    languages: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    needles: tuple[bytes, ...] = WORD
    later: tuple[bytes, ...] = ()
    heads: bool = False

    @property
    def everywhere(self) -> bool:
        """Whether it looks at every text."""
        return not self.languages and not self.names

    def named(self, tail: str) -> bool:
        """Whether it looks at a file by its name, whatever its language."""
        return any(fits(tail, pattern) for pattern in self.names)


def _in(*languages: str) -> frozenset[str]:
    return frozenset(languages)


_ANALYTICS = (b"allAnalyticsJob",)

_SCRIPTS = _in("javascript", "typescript", "tsx")
_APPS = _in("swift", "kotlin", "java", "dart")
# Where a result can be read without a type that names the service. Each needle takes a tenth of
# a scan's time, so the others are spared them.
_READING = _in(
    *("python", "notebook", "javascript", "typescript", "tsx", "vue", "svelte"),
    *("groovy", "ruby", "php", "shell"),
)
_SETTINGS = _in(
    "env", "ini", "yaml", "toml", "shell", "powershell", "dockerfile", "makefile", "hcl"
)

RULES: tuple[Rule, ...] = (
    Rule(
        python_code.find,
        _in("python"),
        later=(b"call_analytics", b"_vocabular"),
    ),
    Rule(notebooks.find, _in("notebook")),
    Rule(manifests.find, names=manifests.NAMES, needles=manifests.NEEDLES),
    Rule(
        javascript.find,
        _in("javascript", "typescript", "tsx", "vue", "svelte", "html"),
        later=_ANALYTICS,
    ),
    Rule(java.find, _in("java")),
    Rule(kotlin.find, _in("kotlin"), later=_ANALYTICS),
    Rule(go.find, _in("go")),
    Rule(csharp.find, _in("csharp")),
    Rule(ruby.find, _in("ruby"), later=(b"call_analytics",)),
    Rule(php.find, _in("php"), later=_ANALYTICS),
    Rule(rust.find, _in("rust")),
    Rule(other_languages.find, other_languages.LANGUAGES),
    Rule(terraform.find, _in("hcl")),
    Rule(permissions.find),
    Rule(events.find),
    Rule(endpoints.find),
    Rule(command_line.find),
    Rule(command_line.find, _in("powershell"), needles=(b"-TRS",)),
    Rule(templates.find),
    Rule(installs.find, installs.LANGUAGES),
    Rule(inline_code.find, _in("yaml")),
    Rule(wrappers.find),
    Rule(wrappers.find, _in("python"), needles=(b"livekit.plugins",)),
    Rule(wrappers.find, _SCRIPTS, needles=(b"agents-plugin-aws",)),
    Rule(wrappers.find, _APPS, needles=(b"AWSPredictionsPlugin",)),
    Rule(results.find),
    Rule(shapes.find, shapes.LANGUAGES),
    Rule(request_members.find),
    Rule(named_operations.find, named_operations.LANGUAGES),
    # Whoever reads a result word by word tells the words from the punctuation, and need not name
    # the service; whoever reads it otherwise takes a member "transcript", or the speakers.
    Rule(results.find, _READING, needles=(b"punctuation", b"pronunciation")),
    Rule(results.find, _in("ruby", "php"), needles=(), later=(b"_labels",)),
    Rule(settings_files.find),
    Rule(settings_files.find, _SETTINGS, needles=(b"RANSCRI",)),
    Rule(output_files.find_in_yaml, _in("yaml")),
    Rule(output_files.find, _in("json"), needles=(*WORD, b"ConversationCharacteristics")),
)


# A pattern that says how a name ends: with these characters after its last dot, or with no dot.
_CLOSED = re.compile(r"(?:\.|\A)[^.*?\[\]]*\Z")


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules for a file, and all their needles, each once; ``texts`` are both sorts of them."""

    rules: tuple[Rule, ...]
    needles: tuple[bytes, ...]
    later: tuple[bytes, ...]
    texts: tuple[bytes, ...]


def plan_for(tail: str, language: str) -> Plan:
    """The plan for a file with this end of its path (directory and name) and this language."""
    lower = tail.lower()
    plan = _by_language(language)
    if not _names_with(_ending(lower)).match(lower):
        return plan
    named = [rule for rule in RULES if rule in plan.rules or rule.named(lower)]
    return _plan(named)


def finds(rules: Iterable[Rule], hits: Iterable[bytes]) -> tuple[Find, ...]:
    """The functions of the rules to which one of these needles belongs, each once."""
    found = set(hits)
    return tuple(
        dict.fromkeys(
            rule.find
            for rule in rules
            if not found.isdisjoint(rule.needles) or not found.isdisjoint(rule.later)
        )
    )


@cache
def _by_language(language: str) -> Plan:
    return _plan(rule for rule in RULES if rule.everywhere or language in rule.languages)


def _plan(rules: Iterable[Rule]) -> Plan:
    kept = tuple(rules)
    needles = tuple(dict.fromkeys(needle for rule in kept for needle in rule.needles))
    later = tuple(dict.fromkeys(needle for rule in kept for needle in rule.later))
    return Plan(kept, needles, later, texts=tuple(dict.fromkeys((*needles, *later))))


@cache
def _names_with(ending: str) -> re.Pattern[str]:
    """One expression for the patterns that a name with this ending may fit.

    Nearly every file fits none, and is let go by it at once.
    """
    patterns = [
        fnmatch.translate(pattern)
        for rule in RULES
        for pattern in rule.names
        if _ending(pattern) == ending or not _CLOSED.search(pattern)
    ]
    return re.compile("(?:.*/)?(?:" + ("|".join(patterns) or "(?!)") + ")")


def _ending(name: str) -> str:
    """What follows the last dot of a path's last part; "" where it has none."""
    _, dot, ending = name.rpartition(".")
    return "" if not dot or "/" in ending else ending
