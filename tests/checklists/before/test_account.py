"""Task 4: what is found without asking, what the account says, and that no key is in any of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from checklists.before.access_found import Finding, Topic, amazon_found, deepgram_found, found_here
from checklists.before.account import check_access, check_deepgram, check_vendors, record
from checklists.before.account_details import account_details
from checklists.before.key_steps import AMAZON_STEPS, DEEPGRAM_STEPS
from checklists.vendors import Choice, Vendors
from checklists.workspace import Workspace
from providers.credentials import DeepgramAccess, Secret
from providers.sandbox.process import SandboxUrls
from tests.wire.deepgram.serving import on_loopback

KEY = "dg-5f3c0de-not-a-real-key-4711"
AWS = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "wJalr-not-real-0815"}
NO_FILES = {
    "AWS_CONFIG_FILE": "/nonexistent/config",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def of(found: tuple[Finding, ...], topic: Topic) -> Finding:
    return next(one for one in found if one.topic == topic)


def deepgram(**environ: str) -> tuple[Finding, ...]:
    return deepgram_found(environ, "auto")


def amazon(**environ: str) -> tuple[Finding, ...]:
    return amazon_found({**NO_FILES, **environ}, "auto")


# --- what was found --------------------------------------------------------------------------


def test_the_variable_is_named_and_the_key_is_not() -> None:
    found = found_here({**NO_FILES, **AWS, "DEEPGRAM_API_KEY": KEY}, "auto")
    said = " ".join(f"{one.says} {one.next}" for one in found)
    assert "DEEPGRAM_API_KEY" in said and "AWS_ACCESS_KEY_ID" in said
    for secret in (KEY, *AWS.values()):
        assert secret not in said and secret[:6] not in said and secret[-6:] not in said


def test_without_a_key_the_sandbox_answers_and_the_next_step_is_told() -> None:
    found = deepgram()
    assert of(found, "answers").says == "the sandbox, because there are no credentials"
    assert of(found, "key").standing == "missing" and "create a key" in of(found, "key").next
    assert of(found, "endpoint").says == "Deepgram's own, https://api.deepgram.com"


@pytest.mark.parametrize(
    ("choice", "key", "says"),
    [
        ("auto", KEY, "Deepgram itself, live"),
        ("live", KEY, "Deepgram itself, live"),
        ("sandbox", "", "the sandbox, because the program was started with --sandbox"),
        ("sandbox", KEY, "the credentials found for Deepgram are not used"),
        ("live", "", "nobody: there are no credentials, and --live forbids the sandbox"),
        ("auto", "crossfade-sandbox-key", "a sandbox, because the key is the sandbox's own"),
    ],
)
def test_who_would_answer_and_why(choice: Choice, key: str, says: str) -> None:
    assert says in of(deepgram_found({"DEEPGRAM_API_KEY": key}, choice), "answers").says


@pytest.mark.parametrize(
    ("environ", "topic", "says"),
    [
        ({"DEEPGRAM_TOKEN": KEY}, "key", "DEEPGRAM_TOKEN is, and is not read"),
        ({"DEEPGRAM_API_KEY": f'"{KEY}"'}, "key", "quotes, blanks or foreign letters"),
        ({"DEEPGRAM_API_KEY": f"{KEY} {KEY}"}, "key", "quotes, blanks or foreign letters"),
        ({"DEEPGRAM_BASE_URL": KEY}, "endpoint", "DEEPGRAM_BASE_URL is not a URL"),
        ({"DEEPGRAM_BASE_URL": "http://proxy.example.com"}, "endpoint", "plain http"),
        ({"DEEPGRAM_BASE_URL": f"https://u:{KEY}@example.com"}, "endpoint", "//****@example.com"),
    ],
)
def test_what_is_doubtful(environ: Mapping[str, str], topic: Topic, says: str) -> None:
    finding = of(deepgram(**environ), topic)
    assert says in finding.says and KEY not in finding.says
    assert finding.standing == "doubtful" or "****" in finding.says


def test_the_sandbox_on_loopback_is_no_plain_http_to_warn_of() -> None:
    finding = of(deepgram(DEEPGRAM_BASE_URL="http://127.0.0.1:8900"), "endpoint")
    assert finding.standing == "found"


def test_amazons_source_region_and_endpoints() -> None:
    found = amazon(**AWS, AWS_REGION="eu-west-1", AWS_ENDPOINT_URL_S3="http://127.0.0.1:9")
    assert "AWS_ACCESS_KEY_ID" in of(found, "key").says
    assert of(found, "region").says == "eu-west-1, from AWS_REGION"
    assert of(found, "endpoint").says == "http://127.0.0.1:9, from AWS_ENDPOINT_URL_S3"
    assert of(found, "answers").says == "Amazon itself, live"


def test_amazon_without_anything() -> None:
    found = amazon()
    assert "switched off" in of(found, "key").says and of(found, "region").standing == "missing"
    assert of(found, "answers").says == "the sandbox, because there are no credentials"
    maybe = amazon(AWS_EC2_METADATA_DISABLED="")
    assert of(maybe, "answers").standing == "doubtful"
    assert "not asked for yet" in of(maybe, "key").says


def test_half_a_key_a_missing_profile_and_a_broken_file(tmp_path: Path) -> None:
    half = amazon(AWS_ACCESS_KEY_ID="AKIAEXAMPLEEXAMPLE00")
    assert of(half, "key").says == "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not"
    missing = amazon(AWS_PROFILE="acme")
    assert of(missing, "key").says == "the profile acme is named and does not exist"
    broken = tmp_path / "config"
    broken.write_text("no [section")
    (finding,) = amazon(AWS_CONFIG_FILE=str(broken))
    assert finding.standing == "doubtful" and "cannot be read" in finding.says


def test_a_profile_by_name(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[profile acme]\nsso_account_id = 1\nsso_role_name = r\nregion = eu-west-1\n")
    found = amazon(AWS_CONFIG_FILE=str(config), AWS_PROFILE="acme")
    assert of(found, "key").says.startswith("single sign-on by the profile acme (")
    assert of(found, "region").says == "eu-west-1, from the profile acme"


def test_the_steps_name_scopes_and_the_safe_place() -> None:
    words = " ".join(f"{step.title} {step.says} {step.command}" for step in DEEPGRAM_STEPS)
    for needed in ("Member", "usage:read", "project:read", "billing:read", ".env", "read -rs"):
        assert needed in words
    assert "transcribe:ListTranscriptionJobs" in " ".join(step.says for step in AMAZON_STEPS)


# --- what the account says -------------------------------------------------------------------


async def test_both_sides_of_the_sandbox(sandbox: SandboxUrls, tmp_path: Path) -> None:
    vendors = Vendors(sandbox.deepgram_access(), sandbox.amazon_access())
    checks = {check.name: check for check in await check_access(vendors)}
    assert list(checks) == [
        "deepgram key", "deepgram project", "deepgram models", "deepgram balance",
        "deepgram limits", "amazon credentials", "amazon permission",
    ]  # fmt: skip
    assert "scopes: member" in checks["deepgram key"].detail
    assert checks["deepgram project"].detail == "crossfade sandbox"
    assert "nova-3 2" in checks["deepgram models"].detail
    assert checks["deepgram balance"].detail.endswith("USD left in crossfade sandbox")
    assert checks["deepgram limits"].status == "skipped"
    assert "us-east-1" in checks["amazon permission"].detail
    with Workspace.open(tmp_path / "w") as workspace:
        record(workspace, list(checks.values()), sandbox=True, seconds=0.1)
        states = {one.id: one for one in workspace.task_states()}
    assert states["api-key"].rehearsed


class Reduced:
    """A Deepgram whose key may not do everything."""

    def __init__(self, answers: Mapping[str, tuple[int, Any]]) -> None:
        self._answers = answers
        self.app = web.Application()
        self.app.add_routes([web.get("/v1/{rest:.*}", self._answer)])

    async def _answer(self, request: web.Request) -> web.Response:
        status, body = self._answers.get(request.match_info["rest"], (403, {}))
        return web.json_response(body, status=status)


NOVA = {
    "stt": [
        {
            "name": "2-general",
            "canonical_name": "nova-2-general",
            "architecture": "nova-2",
            "languages": ["en"],
            "version": "1",
            "batch": True,
            "streaming": False,
        }
    ]
}
ONE = {"projects": [{"project_id": "p1", "name": "Acme \x1b[2J calls"}]}
GOOD = {"auth/token": (200, {"scopes": ["usage:write"]})}


async def test_a_key_of_the_role_default_is_good_and_told_nothing() -> None:
    async with on_loopback(Reduced({**GOOD, "models": (200, NOVA)}).app) as url:
        environ = {"DEEPGRAM_API_KEY": KEY, "DEEPGRAM_BASE_URL": url}
        checks = {check.name: check for check in await check_deepgram(environ)}
    assert checks["deepgram key"].status == "ok" and "(live," in checks["deepgram key"].detail
    assert checks["deepgram project"].status == checks["deepgram balance"].status == "skipped"
    assert checks["deepgram models"].status == "warning"
    assert checks["deepgram models"].detail.endswith("(nova-2 1); no Nova-3")
    assert KEY not in repr(checks)


async def test_an_empty_balance_is_a_warning_with_its_status_code() -> None:
    answers = {
        **GOOD,
        "projects": (200, ONE),
        "projects/p1/models": (200, NOVA),
        "projects/p1/balances": (200, {"balances": [{"amount": 0, "units": "usd"}]}),
    }
    async with on_loopback(Reduced(answers).app) as url:
        checks = {c.name: c for c in await account_details(DeepgramAccess(Secret(KEY), url))}
    assert (
        checks["deepgram balance"].status == "warning"
        and "402" in checks["deepgram balance"].detail
    )
    assert checks["deepgram balance"].next


async def test_an_ill_account_is_a_warning_and_the_key_stays_good() -> None:
    async with on_loopback(
        Reduced({**GOOD, "projects": (500, {}), "models": (500, {})}).app
    ) as url:
        environ = {"DEEPGRAM_API_KEY": KEY, "DEEPGRAM_BASE_URL": url}
        checks = {check.name: check for check in await check_deepgram(environ)}
    assert checks["deepgram key"].status == "ok"
    assert checks["deepgram project"].status == checks["deepgram models"].status == "warning"
    assert all(check.next or check.status in ("ok", "skipped") for check in checks.values())


async def test_a_refused_key_is_not_asked_further() -> None:
    async with on_loopback(Reduced({"auth/token": (401, {})}).app) as url:
        checks = await check_deepgram({"DEEPGRAM_API_KEY": KEY, "DEEPGRAM_BASE_URL": url})
    assert [(check.name, check.status) for check in checks] == [("deepgram key", "failed")]


async def test_without_credentials_both_sides_are_skipped() -> None:
    checks = await check_vendors({})
    assert [(check.name, check.status) for check in checks] == [
        ("deepgram key", "skipped"), ("amazon credentials", "skipped"),
    ]  # fmt: skip
