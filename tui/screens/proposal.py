"""A proposed set of samples: which and why, what they stand for, and what they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from checklists.before.representative import without
from tui.sample_lines import amount, length
from tui.screens.window import Window
from tui.text import counted, ending, one_line, shortened, shown_path
from tui.widgets.fitted import Fitted
from tui.widgets.lines import Lines
from tui.widgets.table import Column, Line, Table, TableRows

if TYPE_CHECKING:
    from checklists.before.representative import Chosen, Item, Proposal
    from checklists.before.sample_survey import Survey

TABLE = (
    Column("", 3),
    Column("File", 14, grows=True),
    Column("Length", 7, right=True),
    Column("kHz", 5, right=True, rank=2),
    Column("Ch", 2, right=True, rank=3),
    Column("Why it: the first with", 24, grows=True),
)
FEATURE_LINES = 3
KEYS = "space in or out · a all · v covered · enter take these · esc cancel"
SHORT_KEYS = "space · a all · v other · enter take · esc"


class ProposalWindow(Window["Proposal"]):
    """Dismissed with the proposal without the clips that were left out by hand."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "proposal.tcss"]
    AUTO_FOCUS = "TableRows"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide")]  # noqa: RUF012
    BINDINGS = [  # noqa: RUF012
        Binding("space", "choose", "In or out", show=False),
        Binding("a", "choose_all", "All or none", show=False),
        Binding("v", "other", "Other side", show=False),
    ]

    def __init__(self, found: Survey, items: Sequence[Item], proposal: Proposal) -> None:
        super().__init__()
        self._found = found
        chosen = {one.name for one in proposal.chosen}
        self._looks = {
            look.candidate.name: look for look in found.looks if look.candidate.name in chosen
        }
        self._items = [item for item in items if item.name in chosen]
        self._proposal = proposal
        self._dropped: set[str] = set()
        self._covered = False

    def compose(self) -> ComposeResult:
        proposal = self._proposal
        title = (
            f"{counted(len(proposal.chosen), 'file')} proposed of {proposal.population:,}, "
            f"seed {proposal.seed}"
        )
        with self.box(title, KEYS if self.app.size.width >= 80 else SHORT_KEYS):
            with Container(id="halves"):
                yield Table(TABLE, id="chosen")
                yield Lines(id="stands-for")
            yield Static(id="under-cursor", markup=False)

    def on_mount(self) -> None:
        """Show the set, and first of all what it does not cover."""
        self._show()

    # --- showing -----------------------------------------------------------------------------

    @property
    def _now(self) -> Proposal:
        return without(self._proposal, self._items, self._dropped)

    def _show(self) -> None:
        now = self._now
        brings = {one.name: one for one in now.chosen}
        lines = [self._line(one, brings.get(one.name)) for one in self._proposal.chosen]
        self.query_one(Table).show(lines)
        texts = list(covered(now) if self._covered else not_covered(now, self._found))
        self.query_one(Lines).show(texts, _styled)
        self._show_one()

    def _line(self, first: Chosen, now: Chosen | None) -> Line:
        look = self._looks[first.name]
        clip = look.facts.clip if look.facts else None
        why = brings_in_words(now.brings) if now else "left out"
        return Line(
            first.name,
            (
                "[x]" if now else "[ ]",
                first.name.rpartition("/")[2],
                length(clip.duration) if clip else amount(look.candidate.size),
                f"{clip.rate / 1000:.4g}" if clip else "",
                str(clip.channels) if clip else "",
                why if now else (why, "dim"),
            ),
        )

    @on(TableRows.OptionHighlighted)
    def _show_one(self) -> None:
        """The whole path, and every feature of the file under the cursor."""
        name = self.query_one(Table).rows.selected
        values = next((item.values for item in self._items if item.name == name), {})
        first = next((one.brings for one in self._now.chosen if one.name == name), ())
        also = tuple(pair for pair in values.items() if pair not in first)
        where = one_line(name) if name.startswith("s3://") else shown_path(Path(name))
        rows = [("First with", first), ("Also" if first else "Has", also)]
        told = " ".join(f"{label} {brings_in_words(pairs)}." for label, pairs in rows if pairs)

        def lay_out(width: int) -> Content:
            lines = [Content.styled(ending(where, width), "bold")]
            return Content("\n").join([*lines, *folded(told, width, FEATURE_LINES)])

        self.query_one("#under-cursor", Static).update(Fitted(lay_out))

    # --- what the keys do --------------------------------------------------------------------

    def action_choose(self) -> None:
        """The file under the cursor in, or out."""
        name = self.query_one(Table).rows.selected
        if name:
            self._dropped ^= {name}
            self._show()

    def action_choose_all(self) -> None:
        """All in, or all out."""
        names = {one.name for one in self._proposal.chosen}
        self._dropped = set() if self._dropped else names
        self._show()

    def action_other(self) -> None:
        """What is covered instead of what is not, and back."""
        self._covered = not self._covered
        self._show()

    @on(TableRows.OptionSelected)
    def _taken(self) -> None:
        now = self._now
        if now.chosen:
            self.dismiss(now)
        else:
            self.notify("Nothing is left in the set: a puts all in, esc cancels.", markup=False)


def folded(words: str, width: int, most: int) -> list[Content]:
    """``words`` in at most so many lines, with "…" where they go on."""
    lines = Content(words).wrap(max(10, width))
    if len(lines) <= most:
        return lines
    rest = " ".join(line.plain for line in lines[most - 1 :])
    return [*lines[: most - 1], Content(shortened(rest, width))]


def brings_in_words(brings: Sequence[tuple[str, str]]) -> str:
    """Why a file was chosen: the values it was the first to have."""
    if not brings:
        return "more of what is common"
    return one_line(", ".join(f"{feature} {value}" for feature, value in brings))


def not_covered(proposal: Proposal, found: Survey) -> Iterator[str]:
    """What there is that the set does not stand for."""
    yield "Not covered by this set (v: what is)"
    if not proposal.gaps:
        yield "Nothing: every kind of file that is there is in it."
    for gap in proposal.gaps:
        files = counted(gap.clips, "file")
        yield one_line(f"! {gap.feature}: {gap.value} · {files}, {gap.why}")
    for why, count in sorted(proposal.refused.items(), key=lambda item: -item[1]):
        yield one_line(f"✗ {counted(count, 'file')} never chosen: {why}")
    if found.live:
        yield f"- {counted(len(found.live), 'live source')}: to be heard as they come"
    if found.skipped:
        yield f"- {counted(len(found.skipped), 'file')} not among them: no audio, or not opened"


def covered(proposal: Proposal) -> Iterator[str]:
    """Every kind of file there is, and how many of it are in the set."""
    yield "What there is, and what is in the set (v: the gaps)"
    yield "   all  set"
    chosen = len(proposal.chosen)
    wide = len(f"{len(proposal.chosen)}/{proposal.population:,}")
    for feature, shares in groupby(proposal.shares, lambda share: share.feature):
        yield one_line(feature)
        for share in sorted(shares, key=lambda share: -share.clips):
            of_all = share.clips / proposal.population if proposal.population else 0.0
            of_set = share.chosen / chosen if chosen else 0.0
            mark = " " if share.chosen else "!"
            count = f"{share.chosen}/{share.clips:,}"
            yield one_line(f"{mark} {of_all:>4.0%} {of_set:>4.0%} {count:>{wide}} {share.value}")


_STYLES: Mapping[str, str] = {"!": "$warning", "✗": "$error"}


def _styled(text: str) -> Content:
    if text[:2] in ("! ", "✗ ", "- ", "  "):
        return Content.styled(text, _STYLES.get(text[0], ""))
    return Content.styled(text, "$accent")
