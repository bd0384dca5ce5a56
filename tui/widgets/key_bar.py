"""The footer: the keys that matter here, as many as fit, help always last and always seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from tui.actions import Action, Situation, effective_keys, key_name, usable_in


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of the footer. ``usable`` is false where the action would say why not."""

    action: str
    key: str
    label: str
    rank: int
    usable: bool

    @property
    def width(self) -> int:
        """Cells, with the brackets that stand for "not now"."""
        return len(self.key) + 1 + len(self.label) + (0 if self.usable else 2)


GAP = 2


def entries(situation: Situation, remapped: Mapping[str, str]) -> list[Entry]:
    """The footer's candidates in reading order: this place, then everywhere, then help."""
    shown = [action for action in usable_in(situation.place) if action.rank]
    own = [a for a in shown if a.place != "everywhere"]
    shared = [a for a in shown if a.place == "everywhere" and a.id != "help"]
    helping = [a for a in shown if a.id == "help"]
    return [_entry(action, situation, remapped) for action in (*own, *shared, *helping)]


def _entry(action: Action, situation: Situation, remapped: Mapping[str, str]) -> Entry:
    keys = effective_keys(action, remapped)
    return Entry(
        action.id,
        key_name(keys[0]) if keys else "",
        action.label,
        action.rank,
        not action.why_not(situation),
    )


def fitted(candidates: Sequence[Entry], width: int) -> list[Entry]:
    """Those that fit in ``width`` cells: the highest ranks go first, help never goes."""
    kept = [entry for entry in candidates if entry.key]
    while len(kept) > 1 and _length(kept) > width:
        worst = max(kept[:-1], key=lambda entry: (entry.rank, kept.index(entry)))
        kept.remove(worst)
    return kept


def _length(shown: Sequence[Entry]) -> int:
    return sum(entry.width for entry in shown) + GAP * max(0, len(shown) - 1)


class KeyBar(Widget):
    """One line at the bottom of a screen, made from the registry of actions."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 1; padding: 0 1;
        background: $footer-background; color: $foreground;
        text-wrap: nowrap; text-overflow: clip;
    }
    """

    def __init__(self, situation: Situation, remapped: Mapping[str, str]) -> None:
        super().__init__()
        # The whole bar can be clicked; underlining every word of it would shout.
        self.auto_links = False
        self._situation = situation
        self._remapped = remapped

    def show(self, situation: Situation) -> None:
        """Redraw for a new situation, if it is one."""
        if situation != self._situation:
            self._situation = situation
            self.refresh()

    def render(self) -> Content:
        """The line, help at its right end."""
        kept = fitted(entries(self._situation, self._remapped), self.content_size.width)
        if not kept:
            return Content("")
        *others, last = kept
        parts = [self._key(entry) for entry in others]
        left = Content(" " * GAP).join(parts)
        right = self._key(last)
        room = self.content_size.width - left.cell_length - right.cell_length
        return Content.assemble(left, " " * max(room, GAP if others else 0), right)

    @staticmethod
    def _key(entry: Entry) -> Content:
        click = f"@click=app.act('{entry.action}')"
        if entry.usable:
            return Content.from_markup(
                f"[{click}][bold $footer-key-foreground]$key[/] $label[/]",
                key=entry.key,
                label=entry.label,
            )
        # Brackets, because dim alone is not seen everywhere.
        return Content.from_markup(
            f"[{click}][dim]($key $label)[/][/]", key=entry.key, label=entry.label
        )
