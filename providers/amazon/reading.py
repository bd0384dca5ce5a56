"""Reading what may be of any kind in an answer of Amazon's API."""

from __future__ import annotations

from typing import Any


def text_of(value: Any) -> str:
    """A string as it is; "" for anything else."""
    return value if isinstance(value, str) else ""
