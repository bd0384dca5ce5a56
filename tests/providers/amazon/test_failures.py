"""One sentence for everything that can go wrong before or at Amazon; never a key in it."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import botocore.exceptions as known
import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.amazon.account import check_credentials
from providers.amazon.batch import AmazonBatch
from providers.amazon.failures import cleaned, handshake_refused, job_failed, refused, translated
from providers.amazon.live import AmazonLive
from providers.audio.pacing import PcmFormat
from providers.credentials import AmazonAccess, Secret
from providers.errors import BadInput, Trouble, VendorTrouble
from tests.providers.amazon.conftest import MakeClip
from tests.providers.amazon.test_live import given as blocks_of
from tests.wire.amazon.serving import KEY_ID, SECRET, Served

MONO = PcmFormat("linear16", 16000, 1)


async def troubles(access: AmazonAccess, clip: MakeClip) -> list[Trouble]:
    """What batch and live say of the same access."""
    found: list[Trouble] = []
    with pytest.raises(Trouble) as caught:
        await AmazonBatch(access, cleanup_seconds=0.2).transcribe(clip())
    found.append(caught.value)
    with pytest.raises(Trouble) as caught:
        async for _ in AmazonLive(access).stream(blocks_of([]), MONO):
            pass
    found.append(caught.value)
    for trouble in found:
        assert SECRET not in str(trouble) and KEY_ID not in str(trouble)
        assert "\n" not in str(trouble) and str(trouble).endswith(".")
    return found


async def test_a_wrong_secret(served: Served, clip: MakeClip) -> None:
    for trouble in await troubles(replace(served.access, secret=Secret("wrong")), clip):
        assert isinstance(trouble, VendorTrouble)
        assert "did not accept the AWS credentials" in str(trouble)
        assert trouble.status == 403
        assert trouble.code in ("SignatureDoesNotMatch", "InvalidSignatureException")
        assert "Left behind" not in str(trouble)


async def test_an_unknown_key(served: Served, clip: MakeClip) -> None:
    for trouble in await troubles(replace(served.access, key_id="AKIAOTHEROTHEROTHER0"), clip):
        assert "did not accept the AWS credentials" in str(trouble)
        assert "OTHER" not in str(trouble)


async def test_no_region(served: Served, clip: MakeClip) -> None:
    for trouble in await troubles(replace(served.access, region=""), clip):
        assert isinstance(trouble, VendorTrouble)
        assert str(trouble) == "Amazon has no region: set AWS_REGION or a region in the profile."


async def test_no_credentials(served: Served, clip: MakeClip) -> None:
    for trouble in await troubles(replace(served.access, key_id="", secret=Secret("")), clip):
        assert isinstance(trouble, BadInput)
        assert "No AWS credentials were found" in str(trouble)


async def test_no_such_profile(served: Served, clip: MakeClip) -> None:
    access = AmazonAccess(region="us-east-1", profile="nobody", transcribe_url=served.url)
    for trouble in await troubles(access, clip):
        assert isinstance(trouble, BadInput)
        assert "profile does not exist" in str(trouble)


async def test_a_profile_that_needs_to_sign_in(
    served: Served, clip: MakeClip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile corp]\nsso_session = corp\nsso_account_id = 111122223333\n"
        "sso_role_name = dev\nregion = us-east-1\n"
        "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example/start\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(tmp_path))
    access = replace(served.access, key_id="", secret=Secret(""), profile="corp")
    for trouble in await troubles(access, clip):
        assert "aws sso login" in str(trouble)


async def test_nobody_answers(clip: MakeClip) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        access = AmazonAccess("us-east-1", "", url, url, url, key_id=KEY_ID, secret=Secret(SECRET))
        for trouble in await troubles(access, clip):
            assert isinstance(trouble, VendorTrouble)
            assert "could not be reached" in str(trouble)


async def test_checking_credentials(served: Served) -> None:
    good = await check_credentials(served.access)
    assert (good.ok, good.region, good.method, good.why) == (True, "us-east-1", "explicit", "")
    bad = await check_credentials(replace(served.access, secret=Secret("wrong")))
    assert (bad.ok, bad.region) == (False, "us-east-1")
    assert "did not accept" in bad.why and "wrong" not in bad.why
    none = await check_credentials(AmazonAccess(region="us-east-1", transcribe_url=served.url))
    assert "No AWS credentials" in none.why
    nowhere = await check_credentials(replace(served.access, region=""))
    assert "no region" in nowhere.why


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("ExpiredTokenException", "session has expired"),
        ("AccessDeniedException", "may not do this"),
        ("LimitExceededException", "limit was reached"),
        ("ThrottlingException", "limit was reached"),
        ("InternalFailureException", "trouble of its own"),
        ("NoSuchBucket", "bucket does not exist"),
        ("ConflictException", "answered ConflictException"),
        ("", "an unnamed error"),
    ],
)
def test_codes_and_their_sentences(code: str, part: str) -> None:
    trouble = refused(code, "Because.", "testing", status=400, request_id="r-1")
    assert isinstance(trouble, VendorTrouble)
    assert part in str(trouble) and "while testing" in str(trouble)
    assert (trouble.vendor, trouble.code, trouble.status, trouble.request_id) == (
        "amazon",
        code,
        400,
        "r-1",
    )


def test_handshakes_with_and_without_a_body() -> None:
    told = handshake_refused(403, b'{"__type":"com.x#ExpiredTokenException","message":"old"}')
    assert "session has expired" in str(told)
    assert "credentials" in str(handshake_refused(403, b""))
    assert "500" in str(handshake_refused(500, b"<html>\x1b[31mno</html>"))
    assert "\x1b" not in str(handshake_refused(418, b"<html>\x1b[31mno</html>"))


def test_failed_jobs_are_about_the_file_or_the_service() -> None:
    assert isinstance(job_failed("j", "Unsupported media format."), BadInput)
    assert isinstance(job_failed("j", "Internal service error"), VendorTrouble)
    assert "no reason was given" in str(job_failed("j", ""))


def test_exceptions_of_boto3() -> None:
    cases = [
        (known.EndpointConnectionError(endpoint_url="http://x"), "could not be reached"),
        (known.ConnectTimeoutError(endpoint_url="http://x"), "did not answer in time"),
        (known.ReadTimeoutError(endpoint_url="http://x"), "did not answer in time"),
        (known.SSLError(endpoint_url="https://x", error=OSError("bad")), "TLS certificate"),
        (known.ProxyConnectionError(proxy_url="http://u:p@x"), "The proxy could not be reached"),
        (known.PartialCredentialsError(provider="env", cred_var="x"), "incomplete"),
        (known.ParamValidationError(report="Missing name"), "not valid: "),
        (known.UnauthorizedSSOTokenError(), "aws sso login"),
        (ConnectionResetError(), "could not be reached"),
        (RuntimeError("odd"), "client failed while testing (RuntimeError): odd."),
    ]
    for error, part in cases:
        sentence = str(translated(error, "testing"))
        assert part in sentence, sentence
        assert "u:p" not in sentence


@given(st.text(max_size=300))
def test_any_message_becomes_one_safe_line(message: str) -> None:
    safe = cleaned(message)
    assert safe.isprintable() or safe == ""
    assert len(safe) <= 400


@pytest.mark.parametrize(
    "secret",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "X-Amz-Signature=abcdef",
        "X-Amz-Security-Token=IQoJb3JpZ2luX2VjE",
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ],
)
def test_keys_are_cut_out_of_messages(secret: str) -> None:
    assert cleaned(f"the key {secret} is wrong") == "the key **** is wrong"
