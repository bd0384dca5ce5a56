"""Classes and types that model Amazon Transcribe's results, wherever the JSON is taken apart.

A class for a result names no SDK: it is known by the members that it declares together (Developer
Guide, output examples, 2023-05, and real output). Others' results have some of the same names, so
it counts in a project that uses the service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checklists.scan.becomes import becomes
from checklists.scan.comments import comments
from checklists.scan.finding import Finding
from checklists.scan.operations import words
from checklists.scan.source import SourceFile

LANGUAGES = words("""
    java kotlin scala groovy csharp fsharp visualbasic go rust swift dart php python typescript tsx
    javascript vue svelte
    """)
# What is declared together, in camel case, and what a class of it is.
_TOGETHER: tuple[tuple[frozenset[str], str], ...] = (
    (words("jobname accountid results"), "a result file"),
    (words("transcripts items"), "its results"),
    (words("speakerlabels items"), "its results"),
    (words("starttime endtime alternatives"), "one item"),
)
_NAMES = (
    r"job_?[nN]ame|account_?(?:[iI]d|ID)|[rR]esults|[tT]ranscripts|[iI]tems|[sS]peaker_?[lL]abels"
    r"|[sS]tart_?[tT]ime|[eE]nd_?[tT]ime|[aA]lternatives|JobName|AccountI[dD]"
)
# A member is declared with a modifier, by its name and type, or by the name it has in the JSON.
_DECLARED = re.compile(
    rf"\b(?:private|public|protected|internal|val|var|let|final|readonly|pub|late)\b"
    rf"[^;\n=(){{}}]{{0,80}}?\b(?P<modified>{_NAMES})\b\s*(?=[;:={{,)\n])"
    rf"|^[ \t]*(?P<typed>{_NAMES})\??[ \t]*:(?!:)"
    rf"|(?:json:|serde|JsonProperty|JsonPropertyName|SerializedName|SerialName|@Json)\W{{0,4}}"
    rf"(?:\w+\s*[=:]\s*)?\W{{0,3}}(?P<tagged>{_NAMES})[\"',]",
    re.MULTILINE,
)
# One of these stands in whatever is declared together.
_SIGNS = (b"lternatives", b"ranscripts", b"ccountI", b"ccount_id", b"eaker_labels", b"eakerLabels")
# Results of a stream are told by another room.
_LIVE = re.compile(rb"\b(?:[iI]sPartial|is_partial|TranscriptEvent)\b")
_MOST_LINES = 60
_MOST_NAMES = 1_000


def find(file: SourceFile) -> Iterator[Finding]:
    """One finding a file: the first place where members are declared that belong together."""
    if not any(one in file.data for one in _SIGNS) or _LIVE.search(file.data):
        return
    declared: list[tuple[int, str]] = []
    text = file.data.decode("latin-1")
    for match in _DECLARED.finditer(text):
        at = match.start(match.lastgroup or 0)
        if not comments(file).hold(at):
            name = match[match.lastgroup or 0].replace("_", "").lower()
            declared.append((file.line_at(at), name))
        if len(declared) == _MOST_NAMES:
            break
    for position, (line, _) in enumerate(declared):
        after = declared[position : position + _MOST_LINES]
        near = {name for at, name in after if at < line + _MOST_LINES}
        for members, said in _TOGETHER:
            if declared[position][1] in members and members <= near:
                yield file.finding(
                    line,
                    "result-shape",
                    "parser",
                    "batch",
                    f"a type for batch results: {said}",
                    becomes("parser", "batch"),
                    "medium",
                    needs="project",
                )
                return
