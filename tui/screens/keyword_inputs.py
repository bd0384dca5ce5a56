"""What goes into a trial of terms: the list, the clips, the model and its boosts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.screens.keyword_trying import usable
from tui.screens.keyword_ways import KeywordWays
from tui.text import counted, one_line
from tui.widgets.clip_picker import ClipPicker
from tui.widgets.term_panel import TermPanel

if TYPE_CHECKING:
    from tui.screens.vocabulary import Picked

# Of one request: Deepgram's advice for keyterms, and its limit for keywords (keyterm and keywords
# pages, read 2026-11).
MOST_TERMS = 100


class KeywordInputs(KeywordWays):
    """Every change is shown by ``show_experiment``: what it takes now, and that it is untried."""

    most_terms = MOST_TERMS

    def show_experiment(self) -> None:
        """Show the experiment again beside what was chosen meanwhile."""

    def terms_changed(self) -> None:
        """The verdicts stay those of the experiment on record until the terms are tried."""
        self.show_experiment()

    def put_terms(self, terms: Sequence[str]) -> int:
        """Take these for the list; how many there is no room for."""
        wanted = tidied(terms)
        self.query_one(TermPanel).show(wanted[:MOST_TERMS])
        self.terms_changed()
        self.redraw_edges()
        return max(0, len(wanted) - MOST_TERMS)

    def choose_clip(self) -> None:
        """The clip under the cursor in, or out; it needs a reference."""
        record = self.clip_of(self.query_one(ClipPicker).selected)
        if record is not None and not usable(record):
            why = "only a draft that nobody confirmed" if record.references else "no reference"
            self.say(f"{one_line(record.name)} has {why}: nothing could be gained or lost.")
            return
        super().choose_clip()

    def do_keywords_term(self) -> None:
        """The cursor into the line."""
        self.type_term()

    def do_keywords_remove(self) -> None:
        """One term less."""
        self.query_one(TermPanel).drop_term()

    def do_keywords_clear(self) -> None:
        """No term any more."""
        self.put_terms(())

    def do_keywords_fill(self) -> None:
        """The domain terms of the chosen sample calls."""
        from checklists.before.search import domain_terms

        terms = domain_terms(self.chosen_clips)
        if not terms:
            self.say("None of the chosen clips is a sample call.")
            return
        self.put_terms((*self.terms, *terms))

    def do_keywords_import(self) -> None:
        """The vocabulary screen, and what is picked there into the list."""
        from tui.screens.vocabulary import VocabularyScreen

        self.app.push_screen(VocabularyScreen(self._imported))

    def _imported(self, picked: Picked) -> None:
        left_out = self.put_terms((*self.terms, *picked.terms))
        self.rules = tuple(dict.fromkeys((*self.rules, *picked.rules)))
        rules = f", {counted(len(picked.rules), 'rule')} held ready" if picked.rules else ""
        over = f"; {left_out} left out: {MOST_TERMS} are the most" if left_out else ""
        many = counted(len(picked.terms), "term")
        self.say(f"{many} taken from {one_line(picked.source)}{rules}{over}. Untested as yet.")

    def do_keywords_model(self) -> None:
        """Which model, and so keyterms or keywords."""
        from tui.keyword_models import about, models
        from tui.screens.choose import ChooseWindow

        names = models(self.model)

        def answered(index: int | None) -> None:
            if index is not None:
                self.model = names[index]
                self.show_experiment()
                self.redraw_edges()

        choices = [(one_line(name), about(name)) for name in names]
        self.app.push_screen(ChooseWindow("Model", choices, names.index(self.model)), answered)

    def do_keywords_sweep(self) -> None:
        """Several boosts, or only the neutral one."""
        self.sweep = not self.sweep
        self.say("The full form tries several boosts." if self.sweep else "One boost: 1.")
        self.show_experiment()

    def do_keywords_choose(self) -> None:
        """This clip."""
        self.choose_clip()

    def do_keywords_all(self) -> None:
        """Every clip that has a reference, or none."""
        hashes = {record.sha256 for record in self.clips if usable(record)}
        self.chosen = set() if hashes <= self.chosen else hashes
        self.show_bench()
        self.redraw_edges()

    def do_keywords_samples(self) -> None:
        """The sample calls into the workspace."""
        self.add_samples()

    def do_keywords_other(self) -> None:
        """The next pane, where one fits."""
        self.next_side()


def tidied(terms: Sequence[str]) -> tuple[str, ...]:
    """Each term once, spaces tidied, in the order given."""
    found: dict[str, str] = {}
    for term in terms:
        if tidy := " ".join(term.split()):
            found.setdefault(tidy.casefold(), tidy)
    return tuple(found.values())
