"""What is set on a request in the languages without a grammar here, read line by line.

``request.SetLanguageCode(…)``, ``.withLanguageCode(…)``, ``request.languageCode = …``: what stands
near before the call is taken to be of its request, by the names that the API's members have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from checklists.scan.arguments import as_written
from checklists.scan.comments import comments
from checklists.scan.finding import Mode
from checklists.scan.operations import placed
from checklists.scan.source import SourceFile

_VALUE = (
    rb"(?:(?P<quote>[\"'])(?P<text>[^\"'\\\n]{0,200})(?P=quote)"
    rb"|(?P<word>true|false|-?\d{1,12})\b|(?:\w{1,80}(?:\.|::|->)){0,6}\.?(?P<last>\w{1,80}))?"
)
_CALLED = re.compile(
    rb"(?:\.|->)\s{0,80}(?P<name>(?:[Ss]et|with)?[A-Za-z]{5,40})\(\s{0,20}"
    + _VALUE
    + rb"\s{0,20}(?P<end>\))?"
)
_SET = re.compile(
    rb"\b(?:\w{1,80}\??\.)?(?P<name>[A-Za-z]{5,40})\s{0,20}(?::(?!\s{0,20}(?:String|Int|Bool)\b)|=(?!=))\s{0,20}"
    + _VALUE
    + rb"(?P<end>[ \t]{0,20}[,;)\n])?"
)
_BY_LANGUAGE = {
    "cpp": _CALLED,
    "scala": _CALLED,
    "groovy": _CALLED,
    "swift": _SET,
    "fsharp": _SET,
    "visualbasic": _SET,
}
_BEFORE = 3_000
_AFTER = 1_000
_MOST = 400
# A constant of an enumeration begins so; what begins otherwise is a variable, which says nothing.
_CONSTANTS = frozenset(("LanguageCode", "MediaFormat", "MediaEncoding"))


def set_near(file: SourceFile, start: int, mode: Mode) -> Mapping[str, str]:
    """The members that are set in the lines around the byte ``start``, by their places in the
    API, each with its value where it is a literal."""
    pattern = _BY_LANGUAGE.get(file.language)
    if pattern is None:
        return {}
    found: dict[str, str] = {}
    first = max(0, start - _BEFORE)
    for match in islice(pattern.finditer(file.data, first, start + _AFTER), _MOST):
        place = placed(match["name"].decode(), mode)
        if place is None or comments(file).hold(match.start("name")):
            continue
        if not found.get(place):
            found[place] = _value(match, place.rpartition(".")[2])
    return found


def _value(match: re.Match[bytes], name: str) -> str:
    if match["end"] is None:
        return ""
    if match["last"] is not None and name not in _CONSTANTS:
        return ""
    value = match["text"] or match["word"] or match["last"] or b""
    return as_written(name, value.decode("utf-8", "replace"))
