"""All that sounds in the program: one player, the peaks of the clips looked at, one microphone.

Nothing of it is made before it is needed, and all of it ends with the program, which never waits
for a sound system.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tui.microphone_desk import MicrophoneDesk

if TYPE_CHECKING:
    from providers.audio.clips import Clip
    from providers.audio.peak_scan import PeakScan
    from providers.audio.player import Player
    from providers.audio.recording import Recorded
    from providers.audio.sound_library import Device
    from providers.audio.wav_repair import Repaired
    from tui.widgets.wave_glyphs import Glyphs

PLAYER_SECONDS = 1.0
# Peaks of so many clips stay in memory; the others come back from their cache.
SCANS = 4


def _player() -> Player:
    from providers.audio.player import Player

    return Player()


async def _inputs() -> tuple[Device, ...]:
    from providers.audio.devices import list_inputs

    return await list_inputs()


class SoundDesk:
    """The program holds one; ``holder`` is the pane whose clip is in the player."""

    def __init__(
        self,
        folder: Callable[[], Path],
        environ: Mapping[str, str],
        *,
        make_player: Callable[[], Player] = _player,
    ) -> None:
        """``folder`` gives where recordings are kept."""
        self.environ = environ
        self.microphone = MicrophoneDesk(folder)
        self.make_player = make_player
        self.inputs = _inputs
        self.holder: object | None = None
        # Recordings are looked for by one screen at a time; what was repaired since the start.
        self.looking = asyncio.Lock()
        self.repaired: list[Repaired] = []
        self._player: Player | None = None
        self._scans: dict[Path, PeakScan] = {}

    @property
    def glyphs(self) -> Glyphs:
        """What a waveform is drawn with on this terminal."""
        from tui.widgets.wave_glyphs import suitable_glyphs

        return suitable_glyphs(self.environ)

    @property
    def player(self) -> Player:
        """The one player, made when it is asked for first; it looks for the sound device then."""
        if self._player is None:
            self._player = self.make_player()
            self._player.start()
        return self._player

    def scan(self, clip: Clip) -> PeakScan:
        """The peaks of a clip, on their way from now on."""
        from providers.audio.peak_scan import PeakScan
        from providers.audio.peaks_cache import PeakCache

        known = self._scans.pop(clip.path, None)
        if known is None or known.clip != clip or (known.done and not known.peaks.complete):
            known = PeakScan(clip, PeakCache())
            known.start()
        self._scans[clip.path] = known
        while len(self._scans) > SCANS:
            self._scans.pop(next(iter(self._scans))).cancel()
        return known

    async def close(self) -> Recorded | None:
        """End all of it within a few seconds; gives the recording that was finished by that."""
        for scan in self._scans.values():
            scan.cancel()
        kept = await self.microphone.close()
        player, self._player = self._player, None
        if player is not None:
            # A driver that hangs keeps the player's own thread, which does not keep the program.
            await asyncio.to_thread(player.close, PLAYER_SECONDS)
        return kept
