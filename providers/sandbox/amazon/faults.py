"""Faults that a test asks the stand-in for. The product never builds one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Faults:
    """Counters count down as they are used up; the rest stays as it is.

    ``throttled``: API calls answered ThrottlingException. ``internal``: API calls answered 500.
    ``failure_reason``: every job ends FAILED with it. ``hold_jobs``: jobs stay IN_PROGRESS.
    ``refuse_deletes``: S3 answers every delete with AccessDenied. ``expired_links``: fetches of a
    default transcript answered AccessDenied, as after 15 minutes. ``drop_live_after``: seconds of
    audio after which a stream's connection is cut without a word. ``live_exception``: type and
    text of an exception frame sent at the first audio. ``mute_live``: nothing is sent down, and
    the connection is not closed after the end.
    """

    throttled: int = 0
    internal: int = 0
    failure_reason: str = ""
    hold_jobs: bool = False
    refuse_deletes: bool = False
    expired_links: int = 0
    drop_live_after: float = 0.0
    live_exception: tuple[str, str] | None = None
    mute_live: bool = False
