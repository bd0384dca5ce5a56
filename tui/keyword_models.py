"""The models that terms can be tried with, and how each takes them."""

from __future__ import annotations

from tui.text import one_line

# Those that people compare; any other is typed into the plan's choice.
_OFFERED = (
    "nova-3", "nova-3-medical", "nova-2", "nova-2-phonecall", "nova-2-medical", "enhanced",
    "enhanced-phonecall", "base", "base-phonecall",
)  # fmt: skip


def models(now: str) -> tuple[str, ...]:
    """Those offered, with the one in use among them."""
    return _OFFERED if now in _OFFERED else (now, *_OFFERED)


def about(model: str) -> str:
    """How it takes terms, in a line."""
    from checklists.before.keywords import way_of

    if way_of(model) == "keyterm":
        return "keyterm: words and phrases, no boosts, 500 tokens in all"
    return one_line("keywords: single words, each with a boost, 100 in all")
