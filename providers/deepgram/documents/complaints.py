"""What Deepgram complains of in a stream: Error, Warning and ConfigureFailure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.documents.fields import soft_label, soft_text
from providers.documents.model import MessageKind, StreamMessage
from providers.documents.streams import Entry, Gathered

Raw = Mapping[str, Any]


def take_complaint(gathered: Gathered, entry: Entry, message: Raw, where: str) -> None:
    """A complaint as a warning: its name and its sentence. Raises FieldTrouble."""
    native = soft_text(message, "type", where)
    name = next(
        (
            told
            for key in ("variant", "code", "err_code")
            if (told := soft_label(message, key, where))
        ),
        native,
    )
    text = next(
        (
            told
            for key in ("description", "message", "err_msg")
            if (told := soft_text(message, key, where))
        ),
        "no reason",
    )
    gathered.warnings.append(f"{name}: {text}")
    event: MessageKind = "error" if native.endswith("Error") else "warning"
    gathered.messages.append(
        StreamMessage(event, native, entry.line, f"{name}: {text}", path=where, raw=message)
    )
