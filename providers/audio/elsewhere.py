"""The commands that play part of a clip where there is a loudspeaker."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from providers.audio.clips import Clip
from providers.audio.transport import Side, Span

# What may stand in the name of a host or user without being taken for anything else.
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._:-]*")


def commands_elsewhere(
    clip: Clip,
    span: Span | None = None,
    *,
    side: Side = "both",
    speed: float = 1.0,
    environ: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Shell commands that play ``span`` (all of the clip without one), the likeliest first.

    In an SSH session the first one is for the machine one sits at: ffmpeg there and here. The
    others are for this machine, or another one with the same files.
    """
    here = (_ffplay(clip, span, side, speed), _sox(clip, span, side, speed))
    over = _over_ssh(clip, span, side, speed, environ or {})
    return (over, *here) if over else here


def _ffplay(clip: Clip, span: Span | None, side: Side, speed: float) -> str:
    words = ["ffplay", "-nodisp", "-autoexit", *_cut(span), *_filters(side, speed)]
    return f"{' '.join(words)} {_quoted(clip.path)}"


def _sox(clip: Clip, span: Span | None, side: Side, speed: float) -> str:
    effects = []
    if span is not None:
        effects.append(f"trim {span.start:.3f} {span.seconds:.3f}")
    if side != "both":
        effects.append(f"remix {1 if side == 'left' else 2}")
    if speed != 1.0:
        effects.append(f"tempo -s {speed:g}")
    return " ".join(["play", _quoted(clip.path), *effects])


def _over_ssh(
    clip: Clip, span: Span | None, side: Side, speed: float, environ: Mapping[str, str]
) -> str:
    """``SSH_CONNECTION`` holds the addresses and ports of both ends; the third is this machine."""
    ends = environ.get("SSH_CONNECTION", "").split()
    user = environ.get("USER", "")
    if len(ends) != 4 or not _PLAIN.fullmatch(ends[2]) or not _PLAIN.fullmatch(user):
        return ""
    port = f"-p {ends[3]} " if ends[3].isdecimal() and ends[3] != "22" else ""
    there = " ".join(
        ["ffmpeg", "-v", "error", *_cut(span), "-i", _quoted(clip.path),
         *_filters(side, speed), "-f", "wav", "-"]
    )  # fmt: skip
    return f"ssh {port}{user}@{ends[2]} {shlex.quote(there)} | ffplay -nodisp -autoexit -"


def _cut(span: Span | None) -> list[str]:
    if span is None:
        return []
    return ["-ss", f"{span.start:.3f}", "-t", f"{span.seconds:.3f}"]


def _filters(side: Side, speed: float) -> list[str]:
    filters = []
    if side != "both":
        filters.append(f"pan=mono|c0=c{0 if side == 'left' else 1}")
    if speed != 1.0:
        filters.append(f"atempo={speed:g}")
    return ["-af", shlex.quote(",".join(filters))] if filters else []


def _quoted(path: Path) -> str:
    """The whole path as one shell word: never an option, an address, or a broken line."""
    text = str(path.absolute())
    if text.isprintable():
        return shlex.quote(text)
    # bash, zsh and ksh read $'...' with every byte that cannot be shown as an escape.
    escaped = "".join(
        character
        if character.isprintable() and character not in "'\\"
        else "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
        for character in text
    )
    return f"$'{escaped}'"
