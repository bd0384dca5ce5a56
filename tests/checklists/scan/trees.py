"""Trees of small files that a scan is tried on."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

from checklists.scan.finding import Finding
from checklists.scan.scanning import Scan, scan


def planted(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files below ``root``; texts without their common indentation."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(textwrap.dedent(content).lstrip("\n"), encoding="utf-8")
    return root


def scanned(root: Path, files: Mapping[str, str | bytes]) -> Scan:
    """What a scan of these files finds."""
    return scan([planted(root, files)])


def places(found: Scan, root: Path, *kinds: str) -> set[tuple[str, int, str]]:
    """(path below the root, line, kind) of the findings of these kinds, of all without any."""
    return {
        (below(one, root), one.line, one.kind)
        for one in found.findings
        if not kinds or one.kind in kinds
    }


def below(one: Finding, root: Path) -> str:
    """The finding's path below the root."""
    return Path(one.path).relative_to(root).as_posix()


def only(found: Scan, kind: str) -> Finding:
    """The one finding of a kind."""
    same = [one for one in found.findings if one.kind == kind]
    assert len(same) == 1, found.findings
    return same[0]
