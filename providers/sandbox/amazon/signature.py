"""AWS Signature Version 4, verified from the published rules.

Sources: AWS General Reference and the S3 API reference ("Create a signed AWS API request",
"Authenticating Requests: Using Query Parameters", "Signature calculations ... chunked upload"),
as read up to 2026. Written separately from the product's own signing, which is botocore's, so
that each checks the other. Secrets are compared in constant time and appear in no message.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

ALGORITHM = "AWS4-HMAC-SHA256"
EMPTY_HASH = hashlib.sha256(b"").hexdigest()
CLOCK_SKEW = timedelta(minutes=15)
STAMP = "%Y%m%dT%H%M%SZ"


class SignatureRefused(Exception):
    """Why a signature does not open the door.

    ``kind`` is one of "missing", "malformed", "unknown-key", "scope", "expired", "skewed" and
    "mismatch"; each service words it in its own way.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


@dataclass(frozen=True, slots=True)
class Credentials:
    """The one key that this server knows, and the region it plays."""

    key_id: str
    secret: str
    region: str


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What of a request a signature covers. ``path`` and ``query`` are raw, as sent."""

    method: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Granted:
    """A verified signature: what later chunks and frames chain on."""

    signature: str
    timestamp: str
    scope: str
    key: bytes
    presigned: bool


def verify_headers(
    request: SignedRequest, payload_hash: str, known: Credentials, service: str, now: datetime
) -> Granted:
    """Check an ``Authorization`` header. Raises SignatureRefused."""
    authorization = request.header("authorization")
    if not authorization:
        raise SignatureRefused("missing", "Missing Authentication Token")
    fields = _authorization_fields(authorization)
    signed = fields["SignedHeaders"].split(";")
    timestamp = request.header("x-amz-date") or _http_date(request.header("date"))
    moment = _moment(timestamp)
    scope = _scope(fields["Credential"], known, service, timestamp)
    if abs(now - moment) > CLOCK_SKEW:
        raise SignatureRefused(
            "skewed", f"Signature expired: {timestamp} is not within 15 minutes of {now:{STAMP}}"
        )
    if "host" not in signed:
        raise SignatureRefused("malformed", "'Host' must be a signed header")
    key = signing_key(known.secret, timestamp[:8], known.region, service)
    canonical = _canonical(request, canonical_query(request.query), signed, payload_hash, service)
    return _compare(fields["Signature"], key, timestamp, scope, canonical, presigned=False)


def verify_query(
    request: SignedRequest,
    payload_hash: str,
    known: Credentials,
    service: str,
    now: datetime,
    longest: int = 604800,
) -> Granted:
    """Check a presigned URL, valid for at most ``longest`` seconds. Raises SignatureRefused."""
    query = dict(query_pairs(request.query))
    if query.get("X-Amz-Algorithm") != ALGORITHM:
        raise SignatureRefused("missing", "Missing Authentication Token")
    for name in ("Credential", "Date", "Expires", "SignedHeaders", "Signature"):
        if f"X-Amz-{name}" not in query:
            raise SignatureRefused("malformed", f"The query parameter X-Amz-{name} is missing")
    timestamp = query["X-Amz-Date"]
    moment = _moment(timestamp)
    scope = _scope(query["X-Amz-Credential"], known, service, timestamp)
    expires = _expires(query["X-Amz-Expires"], longest)
    if now > moment + timedelta(seconds=expires):
        raise SignatureRefused("expired", f"Signature expired: {timestamp} + {expires} s is past")
    if moment > now + CLOCK_SKEW:
        raise SignatureRefused("skewed", f"Signature not yet current: {timestamp}")
    signed = query["X-Amz-SignedHeaders"].split(";")
    if "host" not in signed:
        raise SignatureRefused("malformed", "'Host' must be a signed header")
    key = signing_key(known.secret, timestamp[:8], known.region, service)
    rest = canonical_query(request.query, without="X-Amz-Signature")
    canonical = _canonical(request, rest, signed, payload_hash, service)
    return _compare(query["X-Amz-Signature"], key, timestamp, scope, canonical, presigned=True)


def presign(
    url_path: str, host: str, known: Credentials, service: str, now: datetime, seconds: int
) -> str:
    """``url_path`` (percent-encoded) with a query that lets anyone GET it for ``seconds``."""
    timestamp = now.strftime(STAMP)
    scope = f"{timestamp[:8]}/{known.region}/{service}/aws4_request"
    query = canonical_query(
        "&".join(
            f"{name}={quote(value, safe='')}"
            for name, value in (
                ("X-Amz-Algorithm", ALGORITHM),
                ("X-Amz-Credential", f"{known.key_id}/{scope}"),
                ("X-Amz-Date", timestamp),
                ("X-Amz-Expires", str(seconds)),
                ("X-Amz-SignedHeaders", "host"),
            )
        )
    )
    request = SignedRequest("GET", url_path, query, [("host", host)])
    canonical = _canonical(request, query, ["host"], "UNSIGNED-PAYLOAD", service)
    key = signing_key(known.secret, timestamp[:8], known.region, service)
    return f"{url_path}?{query}&X-Amz-Signature={_sign(key, timestamp, scope, canonical)}"


class Chain:
    """Signatures of the chunks of one upload or the frames of one stream, each on the last."""

    def __init__(self, granted: Granted) -> None:
        self._granted = granted
        self._previous = granted.signature

    def check(
        self,
        signature: str,
        hashes: Iterable[bytes],
        *,
        timestamp: str = "",
        suffix: str = "PAYLOAD",
    ) -> None:
        """``hashes`` are the byte strings that are hashed into it. Raises SignatureRefused."""
        lines = [
            f"{ALGORITHM}-{suffix}",
            timestamp or self._granted.timestamp,
            self._granted.scope,
            self._previous,
            *(hashlib.sha256(part).hexdigest() for part in hashes),
        ]
        expected = _hmac(self._granted.key, "\n".join(lines)).hex()
        if not hmac.compare_digest(expected, signature):
            raise SignatureRefused("mismatch", "The signature of a chunk does not match")
        self._previous = signature


def signing_key(secret: str, day: str, region: str, service: str) -> bytes:
    """The key for one day, region and service."""
    key = _hmac(b"AWS4" + secret.encode(), day)
    for part in (region, service, "aws4_request"):
        key = _hmac(key, part)
    return key


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Decoded name and value pairs of a raw query, in the order sent."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote(name), unquote(value)) for name, _, value in pairs]


def canonical_query(query: str, without: str = "") -> str:
    """The query as SigV4 wants it: sorted, every name and value encoded once."""
    pairs = [(_encode(n), _encode(v)) for n, v in query_pairs(query) if n != without]
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _canonical(
    request: SignedRequest, query: str, signed: Sequence[str], payload_hash: str, service: str
) -> str:
    headers = _joined(request.headers)
    missing = [name for name in signed if name not in headers]
    if missing:
        raise SignatureRefused("malformed", f"The signed header {missing[0]!r} was not sent")
    path = quote(unquote(request.path), safe="/~")
    if service != "s3":
        path = quote(path, safe="/~")  # every service but S3 encodes the path twice
    block = "".join(f"{name}:{headers[name]}\n" for name in signed)
    return "\n".join([request.method, path or "/", query, block, ";".join(signed), payload_hash])


def _joined(headers: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        low, text = name.lower(), " ".join(value.split())
        joined[low] = f"{joined[low]},{text}" if low in joined else text
    return joined


def _compare(
    given: str, key: bytes, timestamp: str, scope: str, canonical: str, *, presigned: bool
) -> Granted:
    if not hmac.compare_digest(_sign(key, timestamp, scope, canonical), given):
        raise SignatureRefused(
            "mismatch",
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method. "
            "Consult the service documentation for details.",
        )
    return Granted(given, timestamp, scope, key, presigned)


def _sign(key: bytes, timestamp: str, scope: str, canonical: str) -> str:
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return _hmac(key, "\n".join([ALGORITHM, timestamp, scope, digest])).hex()


def _scope(credential: str, known: Credentials, service: str, timestamp: str) -> str:
    parts = credential.split("/")
    if len(parts) != 5 or parts[4] != "aws4_request":
        raise SignatureRefused(
            "malformed", "Credential must be KEY/DATE/REGION/SERVICE/aws4_request"
        )
    key_id, day, region, named, _ = parts
    if not hmac.compare_digest(key_id.encode(), known.key_id.encode()):
        raise SignatureRefused(
            "unknown-key", "The security token included in the request is invalid."
        )
    if day != timestamp[:8]:
        raise SignatureRefused("malformed", "The date in Credential is not that of the request")
    if region != known.region:
        raise SignatureRefused(
            "scope",
            f"Credential should be scoped to a valid region: {known.region}, not {region[:40]}.",
        )
    if named != service:
        raise SignatureRefused(
            "scope", f"Credential should be scoped to the service {service}, not {named[:40]}."
        )
    return "/".join(parts[1:])


def _authorization_fields(value: str) -> dict[str, str]:
    algorithm, _, rest = value.partition(" ")
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if algorithm != ALGORITHM or not {"Credential", "SignedHeaders", "Signature"} <= fields.keys():
        raise SignatureRefused(
            "malformed",
            f"Authorization must be {ALGORITHM} with Credential, SignedHeaders and Signature",
        )
    return fields


def _expires(value: str, longest: int) -> int:
    if not value.isdigit() or not 1 <= int(value) <= longest:
        raise SignatureRefused(
            "malformed", f"X-Amz-Expires must be between 1 and {longest} seconds"
        )
    return int(value)


def _moment(timestamp: str) -> datetime:
    try:
        return datetime.strptime(timestamp, STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise SignatureRefused(
            "malformed", "The date of the request must be given as YYYYMMDD'T'HHMMSS'Z'"
        ) from None


def _http_date(value: str) -> str:
    try:
        moment = datetime.strptime(value, "%a, %d %b %Y %H:%M:%S GMT")
    except ValueError:
        return ""
    return moment.strftime(STAMP)


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _encode(text: str) -> str:
    return quote(text, safe="~")
