"""What the linter says about one option."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the options. "error": refused with 400 or the like; "warning": accepted
    but without effect or not as meant; "note": worth knowing."""

    option: str
    severity: Severity
    why: str
    fix: str
