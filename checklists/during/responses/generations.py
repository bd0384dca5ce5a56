"""The shapes that Amazon's files of a finished job have had."""

from __future__ import annotations

from typing import Literal

# By the year since which they are seen: the first, with labels on items, with ids and segments.
Generation = Literal["2018", "2022", "2024"]
GENERATIONS: tuple[Generation, ...] = ("2018", "2022", "2024")
