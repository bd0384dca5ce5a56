"""A scan of 20,000 source files beside ``grep -rIl ranscri`` over the same tree, and its memory.

The tree is written for it: code-like text of many lengths in several languages, a use of the
service in one file of 500, the word alone in one of 100, and a node_modules that is passed over.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES, TIMES = 20_000, 3
_ENDINGS = ("py", "py", "ts", "js", "java", "go", "cs", "rb", "md", "json", "yaml", "tf")
_BRACED = ("ts", "js", "java", "go", "cs")
_WORDS = """
value result config request response user order total index client session handler service update
create name path error logger text number items queue worker report column table account
""".split()  # noqa: SIM905
_USE = (
    "import boto3\nclient = boto3.client('transcribe')\n"
    "client.start_transcription_job(TranscriptionJobName='x', LanguageCode='en-US')\n"
)
_MENTION = "# transcribes the audio with a model of our own\n"
_PEAK = (
    "import resource, sys; from pathlib import Path; from checklists.scan.scanning import scan; "
    "found = scan([Path(sys.argv[1])]); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, found.files, len(found.findings))"
)


def _line(draw: random.Random, ending: str) -> str:
    one, two, three = draw.choices(_WORDS, k=3)
    shape = draw.choice(("{} = {}.load({}, 12)", "{}.{}({})", "{} = {} + {}.size", "{}({}, {}[0])"))
    return shape.format(one, two, three) + (";" if ending in _BRACED else "")


def _pool(draw: random.Random, ending: str) -> list[str]:
    return [_line(draw, ending) for _ in range(20_000)]


def _text(draw: random.Random, pool: list[str], ending: str) -> str:
    start = draw.randrange(len(pool) - 1_500)
    lines = pool[start : start + min(1_500, int(draw.lognormvariate(5, 1.0)))]
    if ending in _BRACED:
        return "\n".join(("class Part {", "  void run() {", *(f"    {one}" for one in lines), "}}"))
    return "\n".join(("import os", "from json import loads", *lines, ""))


def _planted(root: Path, files: int) -> int:
    """Write the tree; the bytes in it."""
    draw = random.Random(1)
    pools = {ending: _pool(draw, ending) for ending in set(_ENDINGS)}
    written = 0
    for number in range(files):
        below = root / f"service{number % 40:02d}" / f"part{number % 11:02d}"
        below.mkdir(parents=True, exist_ok=True)
        ending = _ENDINGS[number % len(_ENDINGS)]
        text = _text(draw, pools[ending], ending)
        if number % 500 == 0:
            text, ending = _USE + f"# {number}\n", "py"
        elif number % 100 == 0:
            text = _MENTION + text
        (below / f"file{number:05d}.{ending}").write_text(text)
        written += len(text)
    return written


def _grep(root: Path) -> float:
    began = time.monotonic()
    subprocess.run(["grep", "-rIl", "ranscri", root], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def _scan(root: Path) -> float:
    from checklists.scan.scanning import scan

    began = time.monotonic()
    scan([root])
    return time.monotonic() - began


def _peak(root: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, root], capture_output=True, text=True, check=True
    )
    kilobytes, files, findings = map(int, done.stdout.split())
    return f"{kilobytes / 1024:.0f} MiB for {files:,} files and {findings} findings"


def measure() -> None:
    """Print seconds of both, their ratio, and the scan's memory on a small and the large tree."""
    with tempfile.TemporaryDirectory() as name:
        small, large = Path(name) / "small", Path(name) / "large"
        _planted(small, FILES // 10)
        size = _planted(large, FILES)
        _scan(small)
        if shutil.which("grep"):
            greps = [_grep(large) for _ in range(TIMES)]
            scans = [_scan(large) for _ in range(TIMES)]
            print(
                f"{FILES:,} files, {size / 1e6:.0f} MB: scan {min(scans):.2f} s, grep "
                f"{min(greps):.2f} s, ratio {min(scans) / min(greps):.1f} (best of {TIMES} each)"
            )
        print(f"memory at most {_peak(small)}; {_peak(large)}")


if __name__ == "__main__":
    measure()
