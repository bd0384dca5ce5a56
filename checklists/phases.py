"""The guide's three phases. Apart from the guide itself, so that naming one reads no file."""

from __future__ import annotations

from typing import Literal, get_args

Phase = Literal["before", "during", "after"]
PHASES: tuple[Phase, ...] = get_args(Phase)
