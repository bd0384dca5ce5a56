"""A four-hour response and a thousand typical ones through ``crossfade convert``.

The long one in fresh processes: 40,000 words of two speakers, with ids and segments. The thousand
are calls of ten minutes; beside them ``python -m json.tool`` runs over the same files, one process
a file as it takes one, and once more its own work in a single process, which is the harder mark.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONG, TYPICAL, FILES, TIMES = 40_000, 1_500, 1_000, 3
_TARGETS = ("transcript", "deepgram", "amazon", "srt", "vtt")
_WORDS = """
the call about your account number is with us and we can help you today please hold the line thank
you for waiting I see the order here it was sent on Monday and should be there by now
""".split()  # noqa: SIM905
_PEAK = (
    "import resource, sys; from tui.__main__ import main; code = main(sys.argv[1:]); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr); "
    "sys.exit(code)"
)
_JSON_TOOL = (
    "import json, sys, pathlib\n"
    "for path in pathlib.Path(sys.argv[1]).glob('*.json'):\n"
    "    made = json.dumps(json.loads(path.read_bytes()), indent=4, ensure_ascii=True)\n"
    "    pathlib.Path(sys.argv[2], path.name).write_text(made + '\\n')\n"
)


def response(words: int, seed: int = 1) -> dict[str, Any]:
    """A diarized job of today's shape, with that many words in turns of 5 to 30."""
    draw = random.Random(seed)
    items: list[dict[str, Any]] = []
    turns: list[dict[str, Any]] = []
    segments: list[dict[str, Any]] = []
    at = 0.0
    while words > 0:
        said = min(words, draw.randint(5, 30))
        at = _turn(draw, at + 0.3, said, items, turns, segments)
        words -= said
    text = " ".join(segment["transcript"] for segment in segments)
    results = {
        "transcripts": [{"transcript": text}],
        "speaker_labels": {"speakers": 2, "segments": turns},
        "items": items,
        "audio_segments": segments,
    }
    return {"jobName": "b", "accountId": "1", "status": "COMPLETED", "results": results}


def _turn(
    draw: random.Random,
    at: float,
    words: int,
    items: list[dict[str, Any]],
    turns: list[dict[str, Any]],
    segments: list[dict[str, Any]],
) -> float:
    """One turn of that many words; its end in seconds."""
    label = {"speaker_label": f"spk_{len(turns) % 2}"}
    began, first, moments, shown = at, len(items), [], []
    for number in range(words):
        start, at = at, at + draw.uniform(0.1, 0.5)
        times = {"start_time": f"{start:.3f}", "end_time": f"{at:.3f}"}
        word = draw.choice(_WORDS)
        best = {"confidence": f"{draw.random():.3f}", "content": word}
        items.append(
            {"id": len(items), **label, "type": "pronunciation", "alternatives": [best], **times}
        )
        moments.append({**label, **times})
        if number == words - 1 or draw.random() < 0.1:
            mark = {"confidence": "0.0", "content": "."}
            items.append({"id": len(items), **label, "type": "punctuation", "alternatives": [mark]})
            word += "."
        shown.append(word)
    times = {"start_time": f"{began:.3f}", "end_time": f"{at:.3f}"}
    turns.append({**times, **label, "items": moments})
    ids = list(range(first, len(items)))
    segments.append(
        {"id": len(segments), "transcript": " ".join(shown), **times, **label, "items": ids}
    )
    return at


def _long(folder: Path, target: str) -> str:
    """Seconds and MiB of one conversion in a fresh process, the median of several."""
    taken, peaks = [], []
    for number in range(TIMES):
        out = folder / f"{target}-{number}"
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", _PEAK, "convert", folder / "long.json", "--to", target,
             "--out", out, "--json", *(["--generation", "2024"] if target == "amazon" else [])],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        taken.append(time.monotonic() - began)
        peaks.append(int(done.stderr))
    return f"{sorted(taken)[TIMES // 2]:.2f} s, {max(peaks)} MiB"


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds on the wall, and of processors, which hold on a busy machine too."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.1f} s ({self.processor:.1f} s of processor)"


def _taken(arguments: Sequence[str | Path], files: Sequence[Path] = ()) -> Taken:
    """One process, or one for each of a tenth of the files, ten times over."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    for path in files[::10] or [Path()]:
        given = [path if one == "FILE" else one for one in arguments]
        subprocess.run([sys.executable, *given], stdout=subprocess.DEVNULL, check=True)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    times = 10 if files else 1
    return Taken(times * wall, times * spent)


def measure() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "long.json").write_text(json.dumps(response(LONG)))
        for target in _TARGETS:
            print(f"{LONG:,} words of two speakers to {target:<10} {_long(folder, target)}")
        calls = folder / "calls"
        calls.mkdir()
        for number in range(FILES):
            (calls / f"{number:04d}.json").write_text(
                json.dumps(response(TYPICAL, number), indent=1)
            )
        single = folder / "single"
        single.mkdir()
        every = sorted(calls.iterdir())
        ours = _taken(
            ["-m", "tui", "convert", calls, "--to", "deepgram", "--out", folder / "ours", "--json"]
        )
        tool = _taken(["-m", "json.tool", "FILE", folder / "tool"], every)
        print(
            f"{FILES:,} calls of {TYPICAL:,} words to Deepgram's shape: {ours}; python -m "
            f"json.tool over them {tool}, its work in one process "
            f"{_taken(['-c', _JSON_TOOL, calls, single])}"
        )


if __name__ == "__main__":
    measure()
