"""The two ways a request can go wrong, each told in one sentence.

Everything that a user can meet is one of these: bad input (exit code 2) or trouble with a vendor
or the network (exit code 3). Both carry a finished sentence that says what happened, where, and
what to do next; nothing above this package has to know an SDK's exceptions.
"""

from __future__ import annotations


class Trouble(Exception):
    """Something the user can act on. ``str()`` is one sentence, safe to print (no keys)."""

    exit_code = 1


class BadInput(Trouble):
    """A file, option or value that cannot be used as given."""

    exit_code = 2


class VendorTrouble(Trouble):
    """A vendor, the network or the sandbox did not do what was asked.

    ``vendor`` is "deepgram" or "amazon"; ``status`` the HTTP status or close code where there was
    one; ``code`` the vendor's own name for the error; ``request_id`` what its support asks for.
    """

    exit_code = 3

    def __init__(
        self,
        sentence: str,
        *,
        vendor: str,
        status: int | None = None,
        code: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(sentence)
        self.vendor = vendor
        self.status = status
        self.code = code
        self.request_id = request_id


class SandboxTrouble(Trouble):
    """The sandbox could not run here: a port in use, no room, a recogniser that does not start."""

    exit_code = 3
