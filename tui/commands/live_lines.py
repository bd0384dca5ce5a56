"""How ``crossfade live`` tells what happens: a JSON line an event, or columns for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from checklists.before.live.panes import label, problems_of
from checklists.before.live.playing import Playing
from checklists.before.live.results import event_json, hit_json
from checklists.before.live.watch import watch_of
from providers.speech import LiveEvent
from tui.commands.output import Progress, print_json, say, say_wrapped
from tui.text import counted
from tui.watch_lines import sighting_text

# Events of which a lag would say nothing.
_ABOUT_THE_STREAM = ("gap", "reconnected", "warning", "closed")


class Printer:
    """One line an event: JSON for programs, columns for people (interims only in place)."""

    def __init__(
        self, playing: Playing, origin: Mapping[str, bool], as_json: bool, progress: Progress
    ) -> None:
        self._playing = playing
        self._origin = dict(origin)
        self._json = as_json
        self._progress = progress
        # Where a vendor has several panes, their numbers tell them apart.
        self._often = max(Counter(pane.vendor for pane in playing.panes).values()) > 1
        self._watches = {pane.id: watch_of(pane, playing.panes) for pane in playing.panes}
        self._width = max(19, *(len(self._named(pane.id)) for pane in playing.panes))

    def say_panes(self) -> None:
        """Which number is which pane, where people need it, and what is wrong with its options."""
        if self._json:
            return
        for pane in self._playing.panes:
            if self._often:
                say(f"{pane.id} {pane.vendor.capitalize()} {label(pane)}")
            if self._playing.stamp:
                continue
            for problem in problems_of(pane, None):
                if problem.severity != "note":
                    name = " ".join(part for part in ("Pane", pane.id, problem.option) if part)
                    say_wrapped(
                        f"{name}: {problem.why.rstrip('.')}. {problem.fix.rstrip('.')}.", then="  "
                    )

    def show(self, event: LiveEvent) -> None:
        """One event; with the last one of a pane, what it took to keep that stream up."""
        kept_up = self._playing.kept_up(event.side) if event.event == "closed" else {}
        if self._json:
            self._print(event, kept_up)
            return
        self._say(event)
        self._say_found(event)
        if told := _in_words(kept_up):
            say(f"{'':9}  {self._named(event.side):<{self._width}} {told}")

    def _say(self, event: LiveEvent) -> None:
        side = self._named(event.side)
        if event.event == "interim":
            self._progress(f"{event.audio_time:6.1f} s  {side}  ...{event.text[-70:]}")
            return
        self._progress.done()
        head = f"{event.end:7.2f} s  {side:<{self._width}} ch {event.channel}  {event.event:<14} "
        if event.event in _ABOUT_THE_STREAM:
            say(f"{head}{event.text}")
        else:
            lag = event.received_at - self._playing.clock.due(event.end)
            say(f"{head}+{max(lag, 0.0):.2f} s  {event.text}")

    def _say_found(self, event: LiveEvent) -> None:
        """Places of watched terms, once they are settled."""
        watch = self._watches.get(event.side)
        found = [watch.sightings[number] for number in watch.hear(event)] if watch else []
        for one in found:
            if one.state == "settled":
                self._progress.done()
                say(
                    f"{one.hit.start:7.2f} s  {self._named(event.side):<{self._width}} "
                    f"ch {one.hit.channel}  {sighting_text(one)}"
                )

    def _print(self, event: LiveEvent, kept_up: Mapping[str, float]) -> None:
        document = event_json(event, self._playing.clock.started_at)
        document["pane"] = event.side
        document |= self._found_in_text(event)
        if event.event == "closed":
            document["stream"] = dict(kept_up)
        if self._playing.stamp:
            (pane,) = (pane for pane in self._playing.panes if pane.id == event.side)
            document |= {"recorded": self._playing.stamp, "model": pane.model}
        print_json({**document, "sandbox": self._origin}, line=True)

    def _found_in_text(self, event: LiveEvent) -> dict[str, list[dict[str, object]]]:
        """``text_hits`` of a final, where its pane's text is searched for what others listen for;
        the score stands in place of a confidence."""
        watch = self._watches.get(event.side)
        if watch is None or watch.by_sound:
            return {}
        found = [watch.sightings[number] for number in watch.hear(event)]
        told = [hit_json(one.hit) | {"how": one.how} for one in found]
        for one in told:
            one["score"] = one.pop("confidence")
        return {"text_hits": told} if told else {}

    def _named(self, pane_id: str) -> str:
        (pane,) = (pane for pane in self._playing.panes if pane.id == pane_id)
        origin = "sandbox" if self._playing.sandboxed(pane_id) else "live"
        if self._playing.stamp:
            origin = f"recorded, {origin}"
        return f"{f'{pane_id} ' if self._often else ''}{pane.vendor} ({origin})"


def _in_words(kept_up: Mapping[str, float]) -> str:
    """What was out of the ordinary about a stream; "" for nothing."""
    again, gaps, unknown = (
        int(kept_up.get(name, 0)) for name in ("connections", "gaps", "unknown_messages")
    )
    found = []
    if again > 1:
        sent = kept_up.get("sent_again_seconds", 0.0)
        found.append(f"connected {counted(again, 'time')}, {sent:.1f} s of audio sent again")
    if gaps:
        found.append(f"{counted(gaps, 'gap')} of {kept_up.get('gap_seconds', 0.0):.1f} s together")
    if unknown:
        found.append(f"{counted(unknown, 'message')} of an unknown kind")
    return "; ".join(found)
