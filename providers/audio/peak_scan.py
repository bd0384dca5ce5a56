"""Fills the peaks of a clip in the background: a sketch at once, then every sample."""

from __future__ import annotations

import hashlib
import threading
import time

from providers.audio.clips import Clip, blocks, glimpses
from providers.audio.peaks import Peaks
from providers.audio.peaks_cache import PeakCache
from providers.errors import Trouble

# Rounds of a sketch: how many places of the clip are listened to, for so long each.
SKETCH_PLACES = (64, 256, 1024)
GLIMPSE_SECONDS = 0.05
# A round is not begun after this: on a slow disk a rough picture beats a late one.
SKETCH_BUDGET = 0.2
# Shorter clips are complete before a sketch would be.
WORTH_SKETCHING = 300.0
BINS_AT_A_TIME = 400
# Between two pieces the screen gets its turn: this thread holds the interpreter while it counts.
PAUSE_SECONDS = 0.0002


class PeakScan:
    """One reading of one clip in a thread of its own. ``peaks`` may be drawn all the time."""

    def __init__(self, clip: Clip, cache: PeakCache | None = None) -> None:
        """``clip.sha256`` may be "" (``clips.describe``): then the file is hashed here."""
        self.clip = clip
        self.peaks = Peaks.of(clip)
        # A sentence where the clip could not be read (on).
        self.trouble = ""
        # Whether the peaks came from the cache.
        self.cached = False
        self._cache = cache
        self._stop = threading.Event()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._work, name="peaks", daemon=True)

    @property
    def done(self) -> bool:
        """Whether nothing more comes: complete, cancelled or in trouble."""
        return self._done.is_set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop soon, keep what there is. Does not wait."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing more comes; False where that took longer than ``seconds``."""
        return self._done.wait(seconds)

    def _work(self) -> None:
        try:
            self._scan()
        except Trouble as trouble:
            self.trouble = str(trouble)
        except OSError as error:
            self.trouble = f"The waveform could not be read ({error.strerror})."
        finally:
            self._done.set()

    def _scan(self) -> None:
        sha256 = self.clip.sha256
        if sha256 and self._from_cache(sha256):
            return
        self._sketch()
        if not sha256 and self._cache is not None:
            sha256 = self._hash()
            if sha256 and self._from_cache(sha256):
                return
        if self._read() and self._cache is not None and sha256:
            self._cache.store(sha256, self.peaks)

    def _from_cache(self, sha256: str) -> bool:
        self.cached = self._cache is not None and self._cache.load(sha256, self.peaks)
        return self.cached

    def _sketch(self) -> None:
        """Rounds of ever more places, while there is time."""
        clip, duration = self.clip, self.clip.duration
        # Of anything but a WAV there is only one glimpse: every place would be a start of ffmpeg.
        if clip.container != "wav" or duration < WORTH_SKETCHING:
            return
        began = time.monotonic()
        for places in SKETCH_PLACES:
            for index, glimpse in enumerate(glimpses(clip, places, GLIMPSE_SECONDS)):
                part = duration / places
                end = duration if index == places - 1 else (index + 1) * part
                self.peaks.sketch(glimpse.data, index * part, end)
            self.peaks.sketch_done()
            if self._stop.is_set() or 4 * (time.monotonic() - began) > SKETCH_BUDGET:
                # The next round has four times as many places.
                return

    def _read(self) -> bool:
        seconds = BINS_AT_A_TIME * self.peaks.bin_frames / self.clip.rate
        for block in blocks(self.clip, seconds):
            if self._stop.is_set():
                return False
            self.peaks.add(block.data)
            time.sleep(PAUSE_SECONDS)
        self.peaks.finish()
        return True

    def _hash(self) -> str:
        """The file's hash, or "" when cancelled."""
        digest = hashlib.sha256()
        missing = self.clip.size
        with self.clip.path.open("rb") as stream:
            while missing and (piece := stream.read(min(missing, 1 << 20))):
                if self._stop.is_set():
                    return ""
                digest.update(piece)
                missing -= len(piece)
        return digest.hexdigest()
