"""Text as an attacker, or an unlucky recording, would send it."""

from __future__ import annotations

import re

# Renames the window, writes the clipboard, clears the screen, moves the cursor, C1, bidi.
PAYLOAD = "\x1b]0;PWNED\x07\x1b]52;c;UFdORUQ=\x07\x1b[2J\x1b[5;5HXX\x9b31m\u202egnp\u202c\x08end"
VISIBLE = "␛]0;PWNED␇␛]52;c;UFdORUQ=␇␛[2J␛[5;5HXX\ufffd31m\ufffdgnp\ufffd␈end"
MARKUP = "[/] [inaudible] [type=x, v={'a[0]'}] [b]bold[/b] [@click=app.quit]q[/]"

# None of these may be among the bytes that reach the terminal.
_LEAKS = re.compile(
    rb"\x1b\]0;|\x1b\]52|\x1b\[2J|\x1b\[5;5H|\x07|\x08"
    rb"|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]"
)
# The one sequence of Textual's own that ends in BEL: the shape of the mouse pointer.
_POINTER = re.compile(rb"\x1b\]22;[a-z-]*\x07")


def leaks(output: bytes) -> list[bytes]:
    """What of the payload got through, with its surroundings."""
    own = _POINTER.sub(b"", output)
    return [own[max(0, m.start() - 20) : m.end() + 20] for m in _LEAKS.finditer(own)]
