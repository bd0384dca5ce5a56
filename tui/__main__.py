"""The entry point: parses the command line and turns every ending into an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from providers.errors import Trouble
from tui.cli import parse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run crossfade; returns 0 fine, 1 no, 2 bad input, 3 vendor trouble, 130 interrupted."""
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
        # The reader of a pipe went away (for example 'head'): not an error, and no traceback when
        # the interpreter flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _lay_settings_under() -> None:
    """The settings' endpoints become the environment's, where it has none."""
    from tui.settings import load_endpoints, settings_path

    path = settings_path()
    if path.exists():
        from tui.endpoints import lay_under

        lay_under(os.environ, load_endpoints(path))


if __name__ == "__main__":
    sys.exit(main())
