"""Fixtures of the Amazon stand-in's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wire.amazon.serving import Served, serving


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(vocabulary_seconds=0.0) as running:
        yield running
