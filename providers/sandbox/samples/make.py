"""Make the sample calls: ``python -m providers.sandbox.samples.make [--out DIR] [--check]``.

Needs flite with the voices rms and slt (Debian: ``apt install flite``). The same flite gives the
same bytes; ``--check`` makes everything anew and compares it with what is here.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from providers.audio.naming import shown
from providers.audio.pacing import PcmFormat
from providers.audio.wav import write_wav
from providers.sandbox.samples.mixing import MixedCall, mix
from providers.sandbox.samples.script import read_script
from providers.sandbox.samples.synthesis import flite_version
from providers.sandbox.samples.truth import truth_text

HERE = Path(__file__).parent
TRUTH = "truth.toml"


def make(folder: Path) -> tuple[str, ...]:
    """Write all samples into ``folder``; gives the names of the files."""
    made = []
    names = [TRUTH]
    for script in read_script():
        call = mix(script)
        path = folder / f"{script.id}.wav"
        write_wav(path, call.pcm, PcmFormat("linear16", script.rate, call.channels))
        reference = path.with_suffix(".txt")
        reference.write_text(reference_text(call), encoding="utf-8")
        names += [path.name, reference.name]
        data = path.read_bytes()
        made.append((call, hashlib.sha256(data).hexdigest(), len(data)))
    (folder / TRUTH).write_text(truth_text(made, flite_version()), encoding="utf-8")
    return tuple(names)


def reference_text(call: MixedCall) -> str:
    """What was said, all channels by time, one line."""
    return " ".join(word.punctuated for word in call.words) + "\n"


def check(folder: Path) -> int:
    """Compare ``folder`` with what is made now. 0 if every byte is the same, else 1."""
    with (folder / TRUTH).open("rb") as file:
        then = tomllib.load(file)["flite"]
    now = flite_version()
    with tempfile.TemporaryDirectory() as anew:
        names = make(Path(anew))
        different = [name for name in names if _digest(folder, name) != _digest(Path(anew), name)]
    print(f"made with {then}; here is {now}")
    for name in names:
        print(f"{'DIFFERENT' if name in different else 'same':9}  {name}")
    return 1 if different else 0


def _digest(folder: Path, name: str) -> str:
    path = folder / name
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "missing"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 fine, 1 the check found a difference, 2 flite or files are missing."""
    parser = argparse.ArgumentParser(prog="make", description="Synthesise the sample calls.")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR", help="where to write")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    chosen = parser.parse_args(arguments)
    if chosen.check and not (chosen.out / TRUTH).is_file():
        print(f"{shown(chosen.out)} has no samples to compare: leave out --check.", file=sys.stderr)
        return 2
    try:
        if chosen.check:
            return check(chosen.out)
        chosen.out.mkdir(parents=True, exist_ok=True)
        for name in make(chosen.out):
            print(chosen.out / name)
    except FileNotFoundError as error:
        print(f"{error.filename} is missing: install flite (apt install flite).", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
