"""Who won a choice by ear, shown when it is asked for, and the variant that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from providers.errors import Trouble
from tui.preference_lines import kept_choices, result_sections
from tui.screens.choose import ChooseWindow
from tui.screens.preference_sound import HeardBench
from tui.screens.run import RunWindow
from tui.text import one_line

if TYPE_CHECKING:
    from checklists.before.preference.trial import PreferenceTrial


class ResultBench(HeardBench):
    """A screen with one trial, None until its places are found."""

    def __init__(self) -> None:
        self.trial: PreferenceTrial | None = None
        super().__init__()

    def do_preference_result(self) -> None:
        """Who is ahead; that somebody looked is on record while the trial is not through."""
        trial = self.trial
        if trial is None:
            return
        self._look(trial)
        self.app.push_screen(RunWindow("By ear, without a reference", result_sections(trial)))

    def do_preference_keep(self) -> None:
        """Which variant is kept, then the record."""
        trial = self.trial
        if trial is None:
            return
        self._look(trial)

        def answered(index: int | None) -> None:
            if index is not None:
                self._record(trial, index if index < len(trial.variants) else None)

        winner = trial.winner
        current = len(trial.variants) if winner is None else winner
        window = ChooseWindow("Which variant is kept, by ear", kept_choices(trial), current)
        self.app.push_screen(window, answered)

    def _look(self, trial: PreferenceTrial) -> None:
        self.listening.pause()
        if trial.open_spans:
            trial.look()

    def _record(self, trial: PreferenceTrial, kept: int | None) -> None:
        from checklists.before.preference.evidence import is_evidence, record, verdict_by_ear

        try:
            run = record(self.program.workspace, trial, kept)
        except Trouble as trouble:
            self.program.say_trouble(trouble)
            return
        self.program.reload()
        verdict = one_line(verdict_by_ear(run))
        if is_evidence(run):
            self.say(f"Recorded as evidence, {verdict}.")
        else:
            self.say(f"Recorded, {verdict}; no evidence: a local voice spoke these clips.")
