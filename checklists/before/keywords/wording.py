"""Why a term has its verdict, in a few words."""

from __future__ import annotations

from checklists.before.keywords.effects import Effect


def why(effect: Effect) -> str:
    """The verdict's reason by counts."""
    gained, bad = len(effect.gained), effect.bad
    if effect.verdict == "keep":
        return f"{_words(gained)} right that {_were(gained)} wrong" + _against(effect)
    if effect.verdict == "harmful":
        return f"{_bad(effect)}, against {gained} gained"
    if effect.verdict == "untested":
        return "not said in these clips, and nothing changed"
    if bad:
        return f"{_bad(effect)}, and as many gained"
    if effect.verdict == "not-needed":
        return (
            f"right without it, all {effect.said} times"
            if effect.said > 1
            else ("right without it")
        )
    return f"said {effect.said}, right before {effect.right_before}, and nothing changed"


def _against(effect: Effect) -> str:
    return f", against {_bad(effect)}" if effect.bad else ""


def _bad(effect: Effect) -> str:
    parts = [
        (len(effect.lost), "lost"),
        (len(effect.harmed), "harmed nearby"),
        (effect.invented, "put where it is not said"),
    ]
    return ", ".join(f"{number} {what}" for number, what in parts if number)


def _words(number: int) -> str:
    return f"{number} word{'' if number == 1 else 's'}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
