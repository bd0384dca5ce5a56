"""The account's vocabularies and filters, and the links to their files."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from providers.amazon.objects import LinkTooLarge, fetch_link
from providers.amazon.vocabularies import (
    MOST_BYTES,
    get_filter,
    get_vocabulary,
    list_filters,
    list_vocabularies,
)
from providers.credentials import Secret
from providers.errors import BadInput, VendorTrouble
from tests.wire.amazon.serving import Served

TABLE = b"Phrase\tSoundsLike\tIPA\tDisplayAs\nZyxel\t\t\tZyXEL\n"


async def test_a_vocabulary_comes_with_its_file_byte_by_byte(served: Served) -> None:
    served.uploaded(TABLE, "words.txt")
    served.transcribe().create_vocabulary(
        VocabularyName="terms", LanguageCode="en-GB", VocabularyFileUri="s3://calls/words.txt"
    )
    got = await get_vocabulary(served.access, " terms ")
    assert (got.head.name, got.head.language, got.head.state) == ("terms", "en-GB", "READY")
    assert (got.data, got.region, got.failure) == (TABLE, "us-east-1", "")
    assert got.head.modified is not None


async def test_one_that_failed_says_why(served: Served) -> None:
    served.uploaded(b"bad\r\n", "bad.txt")
    served.transcribe().create_vocabulary(
        VocabularyName="v", LanguageCode="en-US", VocabularyFileUri="s3://calls/bad.txt"
    )
    got = await get_vocabulary(served.access, "v")
    assert (got.head.state, got.data) == ("FAILED", b"bad\r\n") and "CRLF" in got.failure


async def test_a_filter(served: Served) -> None:
    served.transcribe().create_vocabulary_filter(
        VocabularyFilterName="rude", LanguageCode="en-US", Words=["darn", "heck"]
    )
    got = await get_filter(served.access, "rude")
    assert (got.head.kind, got.head.state, got.data) == ("filter", "", b"darn\nheck")
    assert [head.name for head in await list_filters(served.access)] == ["rude"]


async def test_every_page_is_listed(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("providers.amazon.vocabularies._PAGE", 2)
    names = [f"v{number}" for number in range(5)]
    for name in names:
        served.transcribe().create_vocabulary(
            VocabularyName=name, LanguageCode="en-US", Phrases=["one"]
        )
    heads = await list_vocabularies(served.access)
    assert [head.name for head in heads] == names[::-1]
    assert {head.state for head in heads} == {"READY"}


async def test_an_account_without_any(served: Served) -> None:
    assert await list_vocabularies(served.access) == ()
    assert await list_filters(served.access) == ()


async def test_what_is_not_there_is_one_sentence(served: Served) -> None:
    for reader, words in ((get_vocabulary, "custom vocabulary"), (get_filter, "vocabulary filter")):
        with pytest.raises(BadInput, match=f"The account has no {words} 'none'") as caught:
            await reader(served.access, "none")
        assert "list what there is" in str(caught.value)
        with pytest.raises(BadInput, match="is empty"):
            await reader(served.access, "  ")
    wrong = dataclasses.replace(served.access, secret=Secret("not-the-secret-4711"))
    with pytest.raises(VendorTrouble, match="did not accept the AWS credentials") as refused:
        await get_vocabulary(wrong, "terms")
    assert "4711" not in str(refused.value)


class _Link(BaseHTTPRequestHandler):
    """A file behind a link: what was asked with which headers, and ``size`` bytes in answer."""

    size = 0
    status = 200
    seen: dict[str, str]

    def do_GET(self) -> None:
        type(self).seen = {name.lower(): value for name, value in self.headers.items()}
        self.send_response(self.status)
        self.end_headers()
        try:
            for _ in range(self.size // 1000):
                self.wfile.write(b"x" * 1000)
        except OSError:
            pass  # the reader had enough

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on standard error."""


@contextmanager
def link(size: int, status: int = 200) -> Iterator[tuple[str, type[_Link]]]:
    handler = type("Handler", (_Link,), {"size": size, "status": status, "seen": {}})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/words.txt?X-Amz-Signature=abc", handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join(30)


def test_a_link_is_read_without_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATESTTESTTESTTEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret-for-tests")
    with link(3000) as (uri, handler):
        assert fetch_link(uri, most=MOST_BYTES) == b"x" * 3000
        assert fetch_link(uri) == b"x" * 3000
        assert not [name for name in handler.seen if "auth" in name or "amz" in name]


def test_no_more_is_read_than_a_vocabulary_can_have() -> None:
    with link(50_000_000) as (uri, _), pytest.raises(LinkTooLarge):
        fetch_link(uri, most=MOST_BYTES)


async def test_links_that_do_not_open_or_lead_elsewhere(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcribe = served.transcribe()
    transcribe.create_vocabulary(VocabularyName="v", LanguageCode="en-US", Phrases=["one"])
    for size, status, sentence in (
        (0, 403, "did not open"),
        (0, 500, "could not be reached"),
        (0, 302, "could not be reached"),
        (200_000, 200, "larger than 102,400 bytes"),
    ):
        with link(size, status) as (uri, _):
            monkeypatch.setattr(
                "providers.amazon.vocabularies.fetch_link",
                lambda _, *, most, uri=uri: fetch_link(uri, most=most),
            )
            with pytest.raises((BadInput, VendorTrouble), match=sentence) as caught:
                await get_vocabulary(served.access, "v")
            assert "Signature" not in str(caught.value)
