"""Copies of clips inside a workspace, named by content."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from providers.audio.naming import shown
from providers.errors import BadInput

if TYPE_CHECKING:
    from providers.audio.clips import Clip


def kept_copy(folder: Path, clip: Clip) -> Path:
    """The clip's copy in ``folder``, made where it is not there yet. Blocks.

    Raises BadInput where it cannot be made (a full disk, no permission).
    """
    target = folder / f"{clip.sha256}{clip.path.suffix.lower()}"
    # Copied beside and renamed, so that half a copy never bears the clip's name.
    part = target.with_suffix(".part")
    try:
        if not target.exists():
            try:
                shutil.copyfile(clip.path, part)
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(
            f"{shown(clip.path)} cannot be opened or copied into the workspace "
            f"({error.strerror or error}): make room there, or leave the file where it is."
        ) from error
    return target.absolute()
