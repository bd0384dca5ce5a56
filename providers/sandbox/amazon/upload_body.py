"""Bodies of uploads: spooled to disk, unwrapped from ``aws-chunked``, checked against their sums.

Current SDKs wrap an upload as ``aws-chunked`` with a checksum trailer (Amazon S3 API reference,
"Signature calculations ... chunked upload ... trailing headers"):
``<hex length>[;chunk-signature=...]\\r\\n<bytes>\\r\\n ... 0\\r\\n<trailer>\\r\\n\\r\\n``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from providers.sandbox.amazon.refusals import Refusal
from providers.sandbox.amazon.signature import Chain, Granted

LARGEST_OBJECT = 5 * 1024**3
_LINE_LIMIT = 8192
_TRAILED = "TRAILER"


@dataclass(slots=True)
class BodySums:
    """Running digests of a body."""

    size: int = 0
    crc32: int = 0
    md5: Any = field(default_factory=lambda: hashlib.md5(usedforsecurity=False))
    sha1: Any = field(default_factory=lambda: hashlib.sha1(usedforsecurity=False))
    sha256: Any = field(default_factory=hashlib.sha256)

    def add(self, data: bytes) -> None:
        """Take in the next bytes."""
        self.size += len(data)
        if self.size > LARGEST_OBJECT:
            raise Refusal(
                "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size."
            )
        self.crc32 = zlib.crc32(data, self.crc32)
        for digest in (self.md5, self.sha1, self.sha256):
            digest.update(data)

    def named(self, algorithm: str) -> bytes | None:
        """The digest S3 calls by that name; None for those this server does not compute."""
        if algorithm == "crc32":
            return self.crc32.to_bytes(4, "big")
        if algorithm in ("sha1", "sha256", "md5"):
            digest: bytes = getattr(self, algorithm).digest()
            return digest
        return None


async def receive(request: web.Request, path: Path, granted: Granted | None) -> BodySums:
    """Write the body to ``path``, verified. Raises Refusal; then nothing is left at ``path``."""
    sums = BodySums()
    kind = request.headers.get("x-amz-content-sha256", "")
    try:
        with path.open("wb") as sink:
            if kind.startswith("STREAMING-") or "aws-chunked" in request.headers.get(
                "Content-Encoding", ""
            ):
                chain = Chain(granted) if granted and kind.startswith("STREAMING-AWS4") else None
                chunks = ChunkedBody(request.content, chain)
                async for piece in chunks:
                    sums.add(piece)
                    sink.write(piece)
                trailers = chunks.trailers
            else:
                async for piece in request.content.iter_any():
                    sums.add(piece)
                    sink.write(piece)
                trailers = {}
        _check(request, sums, kind, trailers)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return sums


def _check(request: web.Request, sums: BodySums, kind: str, trailers: dict[str, str]) -> None:
    if len(kind) == 64 and sums.sha256.hexdigest() != kind.lower():
        raise Refusal(
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        )
    decoded = request.headers.get("x-amz-decoded-content-length", "")
    if decoded.isdigit() and int(decoded) != sums.size:
        raise Refusal("IncompleteBody", "The body is not as long as it was announced to be.")
    wanted = {name.lower(): value for name, value in request.headers.items()} | trailers
    for header, value in wanted.items():
        algorithm = "md5" if header == "content-md5" else header.removeprefix("x-amz-checksum-")
        if algorithm == header or not value:
            continue
        computed = sums.named(algorithm)
        if computed is not None and base64.b64encode(computed).decode() != value:
            raise Refusal(
                "BadDigest",
                f"The {algorithm.upper()} you specified did not match the calculated checksum.",
            )


class ChunkedBody:
    """The bytes inside an ``aws-chunked`` body; ``trailers`` is filled when it has ended."""

    def __init__(self, content: Any, chain: Chain | None) -> None:
        self._content = content
        self._chain = chain
        self.trailers: dict[str, str] = {}

    def __aiter__(self) -> ChunkedBody:
        return self

    async def __anext__(self) -> bytes:
        line = await self._line()
        length, _, extension = line.partition(";")
        try:
            size = int(length, 16)
        except ValueError:
            raise _broken(f"{line[:40]!r} is no chunk header") from None
        if size > LARGEST_OBJECT:
            raise _broken("a chunk is too large")
        data: bytes = await self._content.readexactly(size) if size else b""
        if self._chain is not None:
            signature = extension.strip().removeprefix("chunk-signature=")
            # Each chunk is hashed after the empty string (its headers, of which it has none).
            self._chain.check(signature, (b"", data))
        if size == 0:
            await self._read_trailers()
            raise StopAsyncIteration
        if await self._content.readexactly(2) != b"\r\n":
            raise _broken("a chunk is longer than it says")
        return data

    async def _read_trailers(self) -> None:
        covered = b""
        while line := await self._line(last=True):
            name, _, value = line.partition(":")
            if name == "x-amz-trailer-signature":
                if self._chain is not None:
                    self._chain.check(value.strip(), (covered,), suffix=_TRAILED)
                continue
            self.trailers[name.strip().lower()] = value.strip()
            covered += f"{name.strip().lower()}:{value.strip()}\n".encode()

    async def _line(self, *, last: bool = False) -> str:
        raw: bytes = await self._content.readline()
        if len(raw) > _LINE_LIMIT or (not raw.endswith(b"\n") and not last):
            raise _broken("it ends within a chunk header")
        return raw.decode("ascii", "replace").strip()


def valid_content_hash(kind: str) -> bool:
    """Whether an ``x-amz-content-sha256`` is a digest or one of the names S3 knows."""
    if kind.startswith("STREAMING-") or kind == "UNSIGNED-PAYLOAD":
        return True
    try:
        return len(binascii.unhexlify(kind)) == 32
    except ValueError:
        return False


def _broken(why: str) -> Refusal:
    return Refusal("InvalidRequest", f"The aws-chunked body cannot be read: {why}.")
