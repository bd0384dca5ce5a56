"""Keys, signatures and tokens taken out of what is shown of the wire; all else stays as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, quote_plus, unquote, unquote_plus, urlsplit

HIDDEN = "****"
_PRIVATE_HEADER = re.compile(
    r"authorization|cookie|token|secret|signature|credential|api-?key", re.IGNORECASE
)
_PRIVATE_PARAMETER = re.compile(
    r"x-amz-(signature|security-token)|(access_|id_|session_)?token|(api_?)?key|secret|password"
    r"|signature|authorization|jwt"
)
# Percent-encoded in a URL, as botocore writes it: key id/date/region/service/aws4_request.
_KEY_ID = re.compile(r"^.*?(?=((/|%2F)[^/%]*){4}$|$)", re.IGNORECASE)
_USER = re.compile(r"://[^/?#]*@")
_SCHEMES = ("token", "bearer", "basic")


class Mask:
    """Hides some secrets wherever they stand, also as URLs and JSON write them."""

    def __init__(self, *secrets: str) -> None:
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        # The longest first: a form may be the beginning of another.
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def text(self, text: str) -> str:
        """``text`` without the secrets."""
        return self._pattern.sub(HIDDEN, text) if self._pattern is not None else text

    def url(self, url: str) -> str:
        """``url`` without the secrets, a user's name and password, and the values of parameters
        that sign or authorise. Of X-Amz-Credential only the key's id goes: the rest is date,
        region and service."""
        start, mark, query = _USER.sub(f"://{HIDDEN}@", url, count=1).partition("?")
        return self.text(start) + mark + "&".join(map(self._parameter, query.split("&")))

    def headers(self, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Headers by name, those that occur twice joined by a comma, private ones hidden."""
        found: dict[str, str] = {}
        for name, value in pairs:
            shown = _hidden(value) if _PRIVATE_HEADER.search(name) else self.text(value)
            found[name] = f"{found[name]}, {shown}" if name in found else shown
        return found

    def _parameter(self, pair: str) -> str:
        name, mark, value = pair.partition("=")
        plain = unquote_plus(name).lower()
        inner = unquote_plus(value)
        if plain == "x-amz-credential":
            value = _KEY_ID.sub(HIDDEN, value, count=1)
        elif mark and _PRIVATE_PARAMETER.fullmatch(plain):
            value = HIDDEN
        elif _USER.search(inner):  # a URL in the URL, with a user of its own
            value = quote(_USER.sub(f"://{HIDDEN}@", inner), safe="*")
        return self.text(name) + mark + self.text(value)


def secrets_in(url: str) -> tuple[str, ...]:
    """What a URL gives away: its user's password; a presigned one its key id, signature, token."""
    parts = urlsplit(url)
    query = {name.lower(): value for name, value in parse_qsl(parts.query)}
    return (
        unquote(parts.password or ""),
        query.get("x-amz-credential", "").rsplit("/", 4)[0],
        query.get("x-amz-signature", ""),
        query.get("x-amz-security-token", ""),
    )


def _forms(secret: str) -> set[str]:
    """A secret as text, URLs and JSON write it."""
    encoded = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
    lower = {re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), form) for form in encoded}
    in_json = {json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    return encoded | lower | in_json


def _hidden(value: str) -> str:
    scheme = value.partition(" ")[0]
    return f"{scheme} {HIDDEN}" if scheme.lower() in _SCHEMES and scheme != value else HIDDEN
