"""What is shown of the wire holds no secret, however odd, and nothing else is changed."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.exchange import Wire, WireMessage
from providers.masking import Mask, secrets_in

# What hides a secret is made of asterisks: one that has them may seem to be left.
ODD = st.text(
    st.characters(blacklist_characters="*", blacklist_categories=["Cs"]), min_size=6, max_size=40
)
PRESIGNED = (
    "wss://host:8443/stream-transcription-websocket?media-encoding=pcm&vocabulary-name=a%20b"
    "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAEXAMPLE1%2F20261123%2Fus-east-1"
    "%2Ftranscribe%2Faws4_request&X-Amz-Date=20261123T075126Z&X-Amz-Expires=300"
    "&X-Amz-Security-Token=IQoJb3%2F%2B%3D&X-Amz-SignedHeaders=host&X-Amz-Signature=0a1b2c3d"
)


@given(ODD, ODD, st.text(max_size=20), st.text(max_size=20))
def test_no_odd_key_is_left_in_any_form(key: str, other: str, before: str, after: str) -> None:
    mask = Mask(key, other)
    for form in (
        key,
        json.dumps({"said": key}),
        json.dumps({"said": key}, ensure_ascii=False),
        quote(key),
        quote(key, safe=""),
        quote_plus(key),
        quote(key, safe="").lower() if key.isascii() and key == key.lower() else key,
    ):
        text = before + form + after
        assert form not in mask.text(text) or form in before + after
        assert key not in mask.text(text) or key in before + after


@given(ODD, st.lists(st.tuples(ODD, st.text(max_size=30)), max_size=5), st.booleans())
def test_no_odd_key_is_left_in_a_url(key: str, pairs: list[tuple[str, str]], twice: bool) -> None:
    query = urlencode([*pairs, ("callback", key), *([("tag", key)] if twice else [])])
    shown = Mask(key).url(f"wss://host/v1/listen?{query}")
    assert key not in shown and quote_plus(key) not in shown
    assert all(key not in value for _, value in parse_qsl(urlsplit(shown).query))


@given(st.lists(st.tuples(st.text("abc_", min_size=1), st.text(max_size=30)), max_size=6))
def test_what_holds_no_secret_stays_as_it_was(pairs: list[tuple[str, str]]) -> None:
    url = f"wss://host:8443/v1/listen?{urlencode(pairs)}"
    if "://" not in url[6:] and "%3A%2F%2F" not in url:
        assert Mask("not-there").url(url) == url
    assert Mask().text(url) == url


def test_of_a_presigned_url_only_what_opens_it_is_hidden() -> None:
    assert secrets_in(PRESIGNED) == ("", "AKIAEXAMPLE1", "0a1b2c3d", "IQoJb3/+=")
    shown = Mask(*secrets_in(PRESIGNED)).url(PRESIGNED)
    assert shown == (
        PRESIGNED.replace("AKIAEXAMPLE1", "****")
        .replace("IQoJb3%2F%2B%3D", "****")
        .replace("0a1b2c3d", "****")
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("wss://me:pa%40ss@host/v1/listen?model=a", "wss://****@host/v1/listen?model=a"),
        ("wss://host/v1?access_token=abc&model=x", "wss://host/v1?access_token=****&model=x"),
        ("wss://host/v1?X-Amz-Credential=AKIA1", "wss://host/v1?X-Amz-Credential=****"),
        (
            "wss://host/v1?X-Amz-Credential=A%2FB%2Fday%2Fregion%2Ftranscribe%2Faws4_request",
            "wss://host/v1?X-Amz-Credential=****%2Fday%2Fregion%2Ftranscribe%2Faws4_request",
        ),
        (
            "wss://host/v1?callback=https%3A%2F%2Fme%3Apw%40there%2Fx&model=a",
            "wss://host/v1?callback=https%3A%2F%2F****%40there%2Fx&model=a",
        ),
        ("wss://host/v1?keyterm=token&keyterm=a%26b", "wss://host/v1?keyterm=token&keyterm=a%26b"),
        ("wss://host/v1", "wss://host/v1"),
    ],
)
def test_urls(url: str, shown: str) -> None:
    assert Mask().url(url) == shown


def test_headers() -> None:
    shown = Mask("s3cret-key").headers(
        [
            ("Authorization", "Token s3cret-key"),
            ("Proxy-Authorization", "Basic"),
            ("X-Api-Key", "abc def"),
            ("Set-Cookie", "AWSALB=abc"),
            ("set-cookie2", "AWSALB=def"),
            ("dg-error", "no such key: s3cret-key"),
            ("Via", "one"),
            ("Via", "two"),
        ]
    )
    assert shown == {
        "Authorization": "Token ****",
        "Proxy-Authorization": "****",
        "X-Api-Key": "****",
        "Set-Cookie": "****",
        "set-cookie2": "****",
        "dg-error": "no such key: ****",
        "Via": "one, two",
    }


def test_a_wire_is_masked_and_silent_without_a_tap() -> None:
    heard: list[WireMessage] = []
    taps = [None, heard.append]
    wire = Wire(Mask("s3cret"), lambda: taps[-1])
    wire.received("Results", '{"text": "é s3cret"}', at=7.0)
    wire.closed(1011, "s3cret NET-0001")
    wire.closed(1006, "")
    wire.closed(None, "")
    wire.sent("audio", size=3200)
    taps.append(None)
    assert not wire.tapped
    wire.sent("KeepAlive", "{}")
    received, closed, audio = heard
    assert received == WireMessage(7.0, "received", "Results", '{"text": "é ****"}', 21)
    assert (closed.kind, closed.text) == ("close", "1011 **** NET-0001")
    assert (audio.direction, audio.kind, audio.text, audio.size) == ("sent", "audio", "", 3200)
