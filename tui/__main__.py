"""The entry point: parses the command line and turns every ending into an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from providers.errors import BadInput, Trouble
from tui.cli import parse

# Standard output on a disk that is full, over its quota, or gone.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run crossfade; returns 0 fine, 1 no, 2 bad input, 3 vendor trouble, 130 interrupted."""
    _open_closed()
    options = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        _lay_settings_under()
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except Trouble as trouble:
        from tui.text import clean

        print(f"crossfade: {clean(str(trouble))}", file=sys.stderr)
        return trouble.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of a pipe went away (for example 'head'): not an error.
        _write_no_more()
        return 0
    except OSError as error:
        if error.errno not in _NO_ROOM or error.filename is not None:
            raise
        _write_no_more()
        print(
            f"crossfade: The output could not be written to its end ({error.strerror}): make "
            "room, or send it elsewhere.",
            file=sys.stderr,
        )
        return BadInput.exit_code


def _open_closed() -> None:
    """Where output was closed (``>&-``) it goes nowhere; what is written to files still is.

    Their numbers are taken too: the next file that is opened would get them, and with them what
    another program writes there.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            if name != "stdin":
                setattr(sys, name, os.fdopen(number, "w", encoding="utf-8"))


def _write_no_more() -> None:
    """No traceback when the interpreter flushes what is left at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lay_settings_under() -> None:
    """The settings' endpoints become the environment's, where it has none."""
    from tui.settings import load_endpoints, settings_path

    path = settings_path()
    if path.exists():
        from tui.endpoints import lay_under

        lay_under(os.environ, load_endpoints(path))


if __name__ == "__main__":
    sys.exit(main())
