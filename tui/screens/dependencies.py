"""Identify upstream dependencies: the scan, the places it found with their marks, the features."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, ClassVar

from checklists.scan.finding import KINDS, MODES
from tui import clipboard
from tui.actions import bindings_for
from tui.dependency_lines import change_sections, in_a_sentence, named, skipped_sections
from tui.dependency_view import DependencyView
from tui.draft_lines import draft_sentence
from tui.screens.bench import Tell
from tui.screens.dependency_filter import DependencyFilter
from tui.screens.dependency_forms import owner_window, scan_window
from tui.screens.dependency_list import DependencyList
from tui.screens.run import RunWindow
from tui.text import counted, shortened

if TYPE_CHECKING:
    from checklists.dependency_marks import Status
    from checklists.draft.drafting import Draft
    from checklists.scan.scanning import Progress, Scan

NEEDS_A_SCAN = ("group-dependencies", "filter-dependencies", "fold-all-dependencies")
NEEDS_A_PLACE = ("mark-handled", "mark-not-ours", "mark-owner", "fold-dependencies",
                 "unfold-dependencies", "copy-dependency")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan that has just ended, when it began, and how many seconds it took."""

    found: Scan
    began: datetime
    seconds: float


class DependenciesScreen(DependencyList):
    """The keys."""

    CSS_PATH: ClassVar[Any] = ["bench.tcss", "dependencies.tcss"]
    BINDINGS = bindings_for("dependencies")
    AUTO_FOCUS = "PlaceRows"
    bench_id = "dependencies"

    def reasons(self) -> Mapping[str, str]:
        """What the keys need first."""
        key = self.program.key_of
        reasons: dict[str, str] = {}
        if self.found is None:
            none = f"There is no scan yet: {key('scan-code')} makes one."
            needs = (*NEEDS_A_SCAN, *NEEDS_A_PLACE, "changed-dependencies", "skipped-dependencies",
                     "dependencies-view", "draft-change")  # fmt: skip
            return dict.fromkeys(needs, none)
        if self.view_name == "features":
            away = f"This is about the places: {key('dependencies-view')} shows them."
            reasons |= dict.fromkeys((*NEEDS_A_SCAN, *NEEDS_A_PLACE), away)
        elif not self.rows.places:
            reasons |= dict.fromkeys(NEEDS_A_PLACE, "There is no place under the cursor.")
        elif self.rows.place is None:
            reasons["copy-dependency"] = "This is a heading: go to one of its places."
        if self.found.since is None:
            reasons["changed-dependencies"] = (
                f"This is the first scan of this code: after the next ({key('scan-code')}) it is "
                "said what changed."
            )
        if not self.found.scan.skipped:
            reasons["skipped-dependencies"] = "Everything was looked into."
        return reasons

    # --- scanning ----------------------------------------------------------------------------

    def do_scan_code(self) -> None:
        """Ask what to scan, and scan it."""
        self.app.push_screen(scan_window(self.said_paths), self._scan)

    @property
    def said_paths(self) -> Sequence[str]:
        """What was scanned last, or where the code was said to be."""
        if self.found is not None:
            return self.found.directories
        code = self.program.workspace.beginning.answers().code
        return (code,) if code else ()

    def _scan(self, paths: tuple[Path, ...] | None) -> None:
        if paths is None:
            return

        async def carry_out(tell: Tell) -> Scanned:
            stop = Event()
            try:
                return await asyncio.to_thread(_scanned, paths, tell, stop.is_set)
            finally:
                stop.set()

        named_paths = shortened(", ".join(map(str, paths)), 40)
        self.run_work(f"Looking through {named_paths}", carry_out, self._keep)

    def _keep(self, scanned: Scanned) -> str:
        from checklists.before import dependencies

        self.found = dependencies.keep(
            self.program.workspace,
            scanned.found,
            started_at=scanned.began,
            seconds=scanned.seconds,
        )
        if self.focused is None:
            # An empty list is not in view and so has no focus.
            self.call_after_refresh(self.focus_view)
        return in_a_sentence(self.found)

    # --- the change --------------------------------------------------------------------------

    def do_draft_change(self) -> None:
        """Draft the change of what was scanned, as it is now."""
        if self.found is None:
            return
        paths = tuple(Path(one) for one in self.found.directories)

        async def carry_out(tell: Tell) -> Draft:
            stop = Event()
            try:
                return await asyncio.to_thread(_drafted, paths, tell, stop.is_set)
            finally:
                stop.set()

        self.run_work("Drafting the change", carry_out, self._show_draft)

    def _show_draft(self, done: Draft) -> str:
        from tui.screens.draft import DraftWindow

        if not done.sites:
            return "Nothing in this code starts a transcription, so there is nothing to draft."
        if self.app.screen is self:
            self.app.push_screen(DraftWindow(done))
        return draft_sentence(done)

    # --- marks -------------------------------------------------------------------------------

    def do_mark_handled(self) -> None:
        """Handled; open where all of them are that already."""
        self._toggle("handled")

    def do_mark_not_ours(self) -> None:
        """Not ours; open where all of them are that already."""
        self._toggle("not-ours")

    def _toggle(self, status: Status) -> None:
        places = self.rows.places
        already = all(self.standings[one.key].mark.status == status for one in places)
        self._marking(
            lambda: self.program.workspace.dependency_marks.set_status(
                places, "" if already else status
            )
        )

    def do_mark_owner(self) -> None:
        """Ask whose these places are, beginning with what is known of the first."""
        places = self.rows.places

        def answered(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                marks = self.program.workspace.dependency_marks
                self._marking(lambda: marks.describe(places, *answer))

        window = owner_window(named(places), self.standings[places[0].key].mark)
        self.app.push_screen(window, answered)

    def _marking(self, mark: Callable[[], object]) -> None:
        # Every screen is shown anew after a change, this one with the marks as they are then.
        self.program.change(mark)

    # --- what is seen ------------------------------------------------------------------------

    def do_dependencies_view(self) -> None:
        """The places, or the features."""
        self.view_name = "features" if self.view_name == "uses" else "uses"
        self.show_view()

    def do_group_dependencies(self) -> None:
        """By file, or by kind."""
        self.choose(by_kind=not self.view.by_kind)

    def do_filter_dependencies(self) -> None:
        """Ask which are wanted."""
        if self.found is None:
            return
        findings = [place.finding for place in self.found.places]
        kinds, modes = {one.kind for one in findings}, {one.mode for one in findings}

        def answered(view: DependencyView | None) -> None:
            if view is not None:
                self.view = view
                self.show_all()

        self.app.push_screen(
            DependencyFilter(
                self.view,
                [kind for kind in KINDS if kind in kinds],
                [mode for mode in MODES if mode in modes],
            ),
            answered,
        )

    def do_fold_dependencies(self) -> None:
        """Only the heading."""
        self.rows.fold(away=True)

    def do_unfold_dependencies(self) -> None:
        """With its places."""
        self.rows.fold(away=False)

    def do_fold_all_dependencies(self) -> None:
        """Only the headings, or everything."""
        self.rows.fold_all()

    def do_changed_dependencies(self) -> None:
        """What changed."""
        if self.found is not None:
            self.app.push_screen(
                RunWindow("Changed since the scan before", change_sections(self.found))
            )

    def do_skipped_dependencies(self) -> None:
        """What was passed over."""
        if self.found is not None:
            self.app.push_screen(RunWindow("Not looked into", skipped_sections(self.found)))

    def do_copy_dependency(self) -> None:
        """Path and line."""
        place = self.rows.place
        if place is not None:
            clipboard.copy(self.program, f"{place.file}:{place.finding.line}", "place in the code")


def _scanned(paths: Sequence[Path], tell: Tell, stop: Callable[[], bool]) -> Scanned:
    """The whole scan, in a thread; what stops it is not kept."""
    from checklists.scan.scanning import scan

    began, clock = datetime.now(UTC), time.monotonic()
    found = scan(paths, on_progress=_told(tell, stop), stop=stop)
    return Scanned(found, began, time.monotonic() - clock)


def _drafted(paths: Sequence[Path], tell: Tell, stop: Callable[[], bool]) -> Draft:
    """The draft, in a thread; the code is scanned for it as it is now."""
    from checklists.draft.drafting import draft

    return draft(*paths, on_progress=_told(tell, stop), stop=stop)


def _told(tell: Tell, stop: Callable[[], bool]) -> Callable[[Progress], None]:
    def told(now: Progress) -> None:
        if not stop():
            words = f"{counted(now.files, 'file')}, {counted(now.findings, 'sign')}"
            tell(f"{words}: {shortened(now.path, 30)}", 0, 0)

    return told
