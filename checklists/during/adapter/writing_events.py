"""The source of an adapter of streams: a class that is fed messages and gives events."""

from __future__ import annotations

from checklists.during.adapter.definitions import put_together
from checklists.during.adapter.describing import module_doc
from checklists.during.adapter.layout import quoted
from checklists.during.adapter.room import whole_tree
from checklists.during.adapter.shape import STREAM
from checklists.during.adapter.shaping import Shaping
from checklists.during.adapter.wanted import Wanted
from checklists.during.adapter.writing import WhenLost, constants

_CLASS = '''\
class AmazonEvents:
    """Feed it each message of a stream in order, and pass on the events that it gives.

    Partials of a result and its final have the same ResultId, and the same messages
    always get the same ids.
    """

    def __init__(self, *, lost: Lost = {lost}) -> None:
        """Raises NotAtDeepgram where LOST names any field."""
        if LOST and lost == "raise":
            raise NotAtDeepgram(LOST)
        self._results = _Results()

    def feed(self, message: str | bytes | Response) -> list[dict[str, Any]]:
        """The event of a Results message, of silence an empty one; none of others.

        Raises BadResponse for what Deepgram does not send.
        """
        read_message = read(message) if isinstance(message, (str, bytes)) else message
        if _field(read_message, "type", "", str) != "Results":
            return []
        found = self._results.of(read_message)
        return [_event([] if found is None else [found])]
'''


def events_source(wanted: Wanted, name: str, when_lost: WhenLost) -> str:
    """A module that runs without this program. ``name`` is the module's, for its docstring."""
    shaping = Shaping()
    made = shaping.value(STREAM, whole_tree(wanted), 4, [], "")
    event = "\n".join(
        [
            "def _event(results: list[Result]) -> dict[str, Any]:",
            '    """An event, as far as it is read."""',
            f"    return {made}",
        ]
    )
    code = "\n\n\n".join([*shaping.functions, event, _CLASS.format(lost=quoted(when_lost))])
    return f"{module_doc(wanted, name, {}, when_lost)}\n\n{put_together(code, constants(wanted))}"
