"""A new workspace asks three things, one at a time: audio, code, sandbox or live."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any, ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from checklists.beginning import AccessAnswer, Answers
from checklists.first_look import Look, audio_in, code_in
from providers.speech import VENDORS, Vendor
from tui.screens.choose import Choices
from tui.screens.path_suggester import PathSuggester
from tui.screens.window import Window
from tui.text import clean, one_line

Step = Literal["audio", "code", "access"]
STEPS: tuple[Step, ...] = ("audio", "code", "access")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what becomes of the answer."""

    asks: str
    about: str
    example: str = ""


QUESTIONS: dict[Step, Question] = {
    "audio": Question(
        "Where is the audio?",
        "A file, a directory, a pattern such as ~/calls/**/*.wav, or s3://bucket/prefix. It is "
        "counted now; nothing is copied and nothing is sent.",
        "~/calls",
    ),
    "code": Question(
        "Where is the code that uses Amazon Transcribe?",
        "A directory. It is kept for the scan of the first task; nothing leaves this machine.",
        "~/src/app",
    ),
    "access": Question(
        "Sandbox or live?",
        "Keys are taken from the environment and never typed here.",
    ),
}
_LOOKS: dict[Step, Callable[[str, Callable[[], bool]], Look]] = {"audio": audio_in, "code": code_in}


@dataclass(frozen=True, slots=True)
class Given:
    """The answers, and whether the rest was left for later."""

    answers: Answers = field(default_factory=Answers)
    later: bool = False


class FirstRunWindow(Window[Given]):
    """Always dismissed with what was answered; escape leaves the rest for later."""

    CSS_PATH: ClassVar[Any] = ["window.tcss", "first_run.tcss"]
    AUTO_FOCUS = "#answer"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]  # noqa: RUF012 - as Textual types it

    def __init__(self, known: Answers, *, asks_access: bool = True) -> None:
        super().__init__()
        self._answers = known
        self._steps = STEPS if asks_access else STEPS[:2]
        self._number = 0
        self._said: list[str] = []
        self._looking: Event | None = None

    def compose(self) -> ComposeResult:
        with self.box("", "") as box:
            box.add_class("-small")
            yield Static(id="so-far", markup=False)
            yield Static(id="asks", markup=False)
            yield Static(id="about", markup=False)
            answer = Input(id="answer", suggester=PathSuggester())
            answer.cursor_blink = False
            yield answer
            yield Choices(id="choices", markup=False)
            yield Static(id="missing", markup=False)

    def on_mount(self) -> None:
        """Begin with the first question."""
        self._show_step()

    @property
    def step(self) -> Step:
        """The question that is asked now."""
        return self._steps[self._number]

    def _show_step(self) -> None:
        question = QUESTIONS[self.step]
        choosing = self.step == "access"
        box = self.query_one(".box")
        box.border_title = Content(f"A new workspace · {self._number + 1} of {len(self._steps)}")
        keys = "↑ ↓ enter choose" if choosing else "→ completes · enter next"
        box.border_subtitle = Content(f"{keys} · esc later")
        self.query_one("#so-far", Static).update(Content("\n".join(self._said)))
        self.query_one("#so-far").set_class(not self._said, "-empty")
        self.query_one("#asks", Static).update(Content.styled(question.asks, "bold"))
        self.query_one("#about", Static).update(Content(question.about))
        self._say("")
        answer, choices = self.query_one("#answer", Input), self.query_one("#choices", Choices)
        answer.display, choices.display = not choosing, choosing
        self.query_one("#missing").display = not choosing
        if choosing:
            choices.set_options(_choices(None))
            choices.highlighted = 1 if self._answers.access == "auto" else 0
            choices.focus()
            self._find_keys()
        else:
            answer.value = self._answers.audio if self.step == "audio" else self._answers.code
            answer.placeholder = f"for example {question.example}; nothing to skip it"
            answer.focus()

    def _say(self, sentence: str) -> None:
        self.query_one("#missing", Static).update(Content(one_line(sentence)))

    # --- a place -----------------------------------------------------------------------------

    @on(Input.Submitted, "#answer")
    def _place_given(self, event: Input.Submitted) -> None:
        if self._looking is not None:
            return
        place = event.value.strip()
        if not place:
            self._keep("")
            self._next(f"{self.step.capitalize()}: later")
            return
        self._looking = Event()
        self._say("Looking…")
        self._look(self.step, place, self._looking)

    @on(Input.Changed, "#answer")
    def _place_changed(self) -> None:
        """What was being looked at is not what is asked for any more."""
        if self._looking is not None:
            self._looking.set()
            self._looking = None
        self._say("")

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self, step: Step, place: str, stop: Event) -> None:
        try:
            found = await asyncio.to_thread(_LOOKS[step], place, stop.is_set)
        except Exception as error:
            self.program.note_fault(error)
            found = Look(place, False, "It could not be looked at")
        if self._looking is not stop:
            return
        self._looking = None
        if found.usable:
            self._keep(found.place)
            self._next(f"{step.capitalize()}: {found.says}")
        else:
            self._say(f"{found.says}.")

    def _keep(self, answer: str) -> None:
        if self.step == "audio":
            self._answers = replace(self._answers, audio=answer)
        else:
            self._answers = replace(self._answers, code=answer)

    def _next(self, said: str) -> None:
        self._said.append(one_line(said))
        if self._number + 1 == len(self._steps):
            self.dismiss(Given(self._answers))
            return
        self._number += 1
        self._show_step()

    # --- sandbox or live ---------------------------------------------------------------------

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _find_keys(self) -> None:
        from checklists.before.access_found import found_here

        try:
            findings = await asyncio.to_thread(found_here, os.environ, "auto")
        except Exception as error:
            self.program.note_fault(error)
            return
        who = {one.side: clean(one.says) for one in findings if one.topic == "answers"}
        choices = self.query_one("#choices", Choices)
        here = choices.highlighted
        choices.set_options(_choices(who))
        choices.highlighted = here

    @on(OptionList.OptionSelected, "#choices")
    def _access_chosen(self, event: OptionList.OptionSelected) -> None:
        access: AccessAnswer = "auto" if event.option_index else "sandbox"
        self.dismiss(Given(replace(self._answers, access=access)))

    def action_leave(self) -> None:
        """Leave the rest for later."""
        if self._looking is not None:
            self._looking.set()
        self.dismiss(Given(self._answers, later=True))


def _choices(who: Mapping[Vendor, str] | None) -> list[Option]:
    """Both answers; ``who`` says who would answer for each side live, None while that is found."""
    if who is None:
        found = "looking for keys…"
    else:
        found = "\n".join(f"{side.capitalize()}: {who.get(side, 'unknown')}." for side in VENDORS)
    return [
        Option(Content.assemble(
            ("Sandbox\n", "bold"),
            ("Both vendors' protocols and a real recogniser on this machine; nothing leaves it.",
             "dim"),
        )),
        Option(Content.assemble(("Live where there is a key\n", "bold"), (found, "dim"))),
    ]  # fmt: skip
