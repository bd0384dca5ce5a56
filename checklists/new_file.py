"""Writing a file as a whole or not at all, and never over another without being told."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from providers.errors import BadInput


def write_new(path: Path, content: bytes, *, overwrite: bool = False, mode: int = 0o666) -> None:
    """Write a file as a whole or not at all. Raises BadInput where it is there already.

    ``overwrite`` replaces it. Nobody ever sees half a file, and a failure leaves the old one.
    ``mode`` is what the file may be at most, as for ``os.open``.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        if path.is_dir():
            raise BadInput(f"{path} is a directory: name a file in it.")
        if path.exists() and not path.is_file():
            raise BadInput(f"{path} is a device or a pipe, not a file: name another file.")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            part.replace(path)
        else:
            # A link, unlike a rename, refuses a name that came to be in the meantime.
            _link_new(part, path)
    except FileExistsError as error:
        raise BadInput(
            f"{path} is already there and was left as it is: name another file, or say --force."
        ) from error
    except OSError as error:
        raise BadInput(
            f"{path} could not be written ({error.strerror or error}): name a file in a directory "
            "that you may write to."
        ) from error
    finally:
        # What could not be made, for its name perhaps, cannot be removed either.
        with suppress(OSError):
            part.unlink()


def _link_new(part: Path, path: Path) -> None:
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links (FAT, some network shares).
        if path.exists():
            raise FileExistsError(str(path)) from None
        part.replace(path)
