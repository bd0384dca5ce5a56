"""Trouble on demand: what a test asks the stand-in to do wrong.

Given to ``application`` when it is built, and changed by the test as it goes. The service itself
never sets any of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Faults:
    """What to do wrong. Seconds are real seconds, except ``*_after_audio``: seconds of audio.

    REST: the next ``fail_next`` requests are answered with ``status`` and ``body`` (a dict is
    sent as JSON) and ``headers``; ``stall`` waits before answering; ``cut_body`` promises more
    than it sends. Streaming: ``handshake_status`` refuses the handshake with ``handshake_error``
    as dg-error; ``close_after_audio`` closes with ``close_code`` and ``close_reason``;
    ``drop_after_audio`` breaks the connection without a close frame; ``gossip`` is sent, as it
    is, right after the handshake; ``deaf`` never answers CloseStream.
    """

    fail_next: int = 0
    status: int = 500
    body: dict[str, object] | str = ""
    headers: dict[str, str] = field(default_factory=dict)
    stall: float = 0.0
    cut_body: bool = False
    handshake_status: int = 0
    handshake_error: str = ""
    close_after_audio: float | None = None
    close_code: int = 1011
    close_reason: str = ""
    drop_after_audio: float | None = None
    gossip: tuple[str, ...] = ()
    deaf: bool = False
