"""Whether a microphone is alive, and its clock right: found out while it records.

Seen: a PulseAudio stub without a card opens without an error, delivers zeros and runs at half
speed. Nothing of this is an error to PortAudio; only the sound and the clock tell.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from dataclasses import dataclass
from typing import Literal

from providers.audio.naming import shown

Ailment = Literal["silent", "half-silent", "drift", "stalled", "overflow"]

SILENT_AFTER = 1.0
STALLED_AFTER = 1.0
# Opening is not hearing: a null sink's monitor was seen to give its first block after 2 s.
FIRST_BLOCK_AFTER = 3.0
# The first blocks come in a burst, or late, on most sound servers.
SETTLING_SECONDS = 1.0
# Blocks come in lumps of up to 0.1 s: over less than 3 s that alone could look like 5 %.
LEAST_WINDOW, MOST_WINDOW = 3.0, 10.0
MOST_DRIFT = 0.05
OVERFLOW_SHOWN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is wrong: ``sentence`` says what, the likely cause and what to do.

    ``since`` is the moment it began (seconds, monotonic).
    """

    kind: Ailment
    sentence: str
    since: float


class CaptureHealth:
    """Told of every block; asked for findings at any time, from any thread."""

    def __init__(
        self, device: str, rate: int, *, opened_at: float, platform: str = sys.platform
    ) -> None:
        self._device = shown(device)
        self._rate = rate
        self._opened_at = opened_at
        self._platform = platform
        self._lock = threading.Lock()
        self._first: float | None = None
        self._last = opened_at
        self._frames = 0
        # Since when each channel has been all zeros.
        self._zeros: list[float | None] = []
        # (arrived, frames delivered by then) of the window over which the clock is judged.
        self._window: deque[tuple[float, int]] = deque()
        self._overflows = 0
        self._overflowed_at: float | None = None

    def opened(self, at: float) -> None:
        """It has been opened only now: waiting for its first block begins here."""
        with self._lock:
            self._opened_at = at

    def heard(
        self, frames: int, peaks: tuple[int, ...], arrived: float, *, overflow: bool = False
    ) -> None:
        """A block of ``frames`` with the peak of each channel came at ``arrived``."""
        with self._lock:
            if self._first is None:
                self._first = arrived
                self._zeros = [None] * len(peaks)
            elif arrived - self._last > STALLED_AFTER:
                # It came back: what was missed says nothing about its clock.
                self._window.clear()
                self._first = arrived
            self._last = arrived
            self._frames += frames
            begun = arrived - frames / self._rate
            self._zeros = [
                None if peak else (begun if since is None else since)
                for since, peak in zip(self._zeros, peaks, strict=True)
            ]
            if overflow:
                self._overflows += 1
                self._overflowed_at = arrived
            if arrived - self._first >= SETTLING_SECONDS:
                self._window.append((arrived, self._frames))
                while arrived - self._window[0][0] > MOST_WINDOW:
                    self._window.popleft()

    def findings(self, now: float) -> tuple[Finding, ...]:
        """What is wrong at ``now``, the worst first; empty while all is well."""
        with self._lock:
            # Of a device that gives nothing, neither silence nor speed can be judged.
            found = self._stalled(now)
            if found is not None:
                return (found,)
            possible = (self._drift(), self._silent(now), self._overflow(now))
            return tuple(finding for finding in possible if finding is not None)

    def speed(self) -> float | None:
        """Seconds of audio per second of wall clock, lately; None while too little has come."""
        with self._lock:
            return self._speed()

    def _speed(self) -> float | None:
        if not self._window:
            return None
        (begun, before), (ended, after) = self._window[0], self._window[-1]
        if ended - begun < LEAST_WINDOW:
            return None
        return (after - before) / self._rate / (ended - begun)

    def _stalled(self, now: float) -> Finding | None:
        if self._first is None:
            if now - self._opened_at < FIRST_BLOCK_AFTER:
                return None
            return Finding(
                "stalled",
                f"{self._device} opened, and no sound has come from it for "
                f"{now - self._opened_at:.0f} s: the sound server has no source behind it, or "
                f"does not run. {self._look_at_sources()}, or choose another device.",
                self._opened_at,
            )
        if now - self._last < STALLED_AFTER:
            return None
        return Finding(
            "stalled",
            f"Nothing has come from {self._device} for {now - self._last:.0f} s: it was unplugged, "
            "or the sound server ended. Plug it in again and start a new recording; what was "
            "recorded is kept.",
            self._last,
        )

    def _silent(self, now: float) -> Finding | None:
        dead = [since for since in self._zeros if since is not None]
        if not dead or now - max(dead) < SILENT_AFTER:
            return None
        since = max(dead)
        if len(dead) < len(self._zeros):
            channel = next(n for n, start in enumerate(self._zeros, 1) if start is not None)
            return Finding(
                "half-silent",
                f"Channel {channel} of {self._device} gives only zeros: a mono microphone is "
                "opened as stereo, or one input is not connected. Record in mono, or connect it.",
                since,
            )
        return Finding(
            "silent",
            f"{self._device} gives only zeros, for {now - since:.0f} s: {self._why_zeros()}.",
            since,
        )

    def _drift(self) -> Finding | None:
        speed = self._speed()
        if speed is None or abs(speed - 1.0) <= MOST_DRIFT:
            return None
        begun = self._window[0][0]
        if speed < 1:
            cause = (
                "a sound server without a card stands behind it, or the computer is too busy and "
                "sound is lost. Choose another device, or end what keeps the computer busy"
            )
        else:
            cause = (
                f"it does not run at {self._rate} Hz as it says, so speech will sound too slow. "
                "Choose another sample rate or device"
            )
        return Finding(
            "drift",
            f"{self._device} gave {speed:.2f} s of sound per second: {cause}.",
            begun,
        )

    def _overflow(self, now: float) -> Finding | None:
        if self._overflowed_at is None or now - self._overflowed_at > OVERFLOW_SHOWN_SECONDS:
            return None
        times = "once" if self._overflows == 1 else f"{self._overflows} times"
        return Finding(
            "overflow",
            f"Sound from {self._device} was lost before it could be taken, {times}: the computer "
            "was too busy. End what keeps it busy, and record again what matters.",
            self._overflowed_at,
        )

    def _why_zeros(self) -> str:
        if self._platform == "darwin":
            return (
                "this terminal may not use the microphone, or its input volume is zero. Allow it "
                "in System Settings, Privacy & Security, Microphone, and start the terminal again"
            )
        return (
            "it is muted or switched off, or a sound server without a card stands behind it. "
            f"Unmute it (alsamixer, pavucontrol). {self._look_at_sources()}, or choose another "
            "device"
        )

    def _look_at_sources(self) -> str:
        if self._platform == "darwin":
            return "Look in System Settings, Sound, Input"
        return "See what 'pactl list short sources' names"
