"""Create an API key: can each side be reached and used, and what to do where it cannot.

Task 4 of the guide. A check never spends money and sends no audio: Deepgram is asked about the
key, Amazon for a list of at most one job.
"""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import sys
from collections.abc import Mapping, Sequence

from checklists.before.account_details import account_details
from checklists.before.checks import Check, Status
from checklists.before.differences import without_userinfo
from checklists.records import Run
from checklists.vendors import Vendors
from checklists.versions import program_version, sdk_versions
from checklists.workspace import Workspace
from providers.credentials import AmazonAccess, DeepgramAccess, amazon_from, deepgram_from
from providers.errors import Trouble

__all__ = [
    "Check",
    "Status",
    "check_access",
    "check_amazon",
    "check_deepgram",
    "check_programs",
    "check_vendors",
    "check_versions",
    "record",
]


def check_versions() -> Check:
    """Python and the libraries a vendor's answer depends on."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    listed = ", ".join(f"{name} {version}" for name, version in sdk_versions().items())
    return Check("versions", "ok", f"crossfade {program_version()}, Python {python}, {listed}")


def check_programs() -> list[Check]:
    """ffmpeg and flite: optional, and what goes missing without them."""
    uses = {
        "ffmpeg": "audio other than WAV cannot be decoded here",
        "flite": "the sandbox guesses pronunciations of unknown words by its own table",
    }
    return [
        Check(name, "ok", f"found at {path}")
        if (path := shutil.which(name))
        else Check(name, "warning", f"not found: {without}", f"install {name} (apt or brew)")
        for name, without in uses.items()
    ]


async def check_deepgram(environ: Mapping[str, str]) -> list[Check]:
    """The key and the endpoint. Without a key the sandbox takes this side: skipped, not failed."""
    try:
        access = deepgram_from(environ)
    except Trouble as trouble:
        return [Check("deepgram key", "failed", str(trouble), "correct DEEPGRAM_BASE_URL")]
    if access is None:
        return [
            Check(
                "deepgram key",
                "skipped",
                "DEEPGRAM_API_KEY is not set: the sandbox stands in",
                "create a key in the Deepgram console and set DEEPGRAM_API_KEY",
            )
        ]
    return await _ask_deepgram(access)


async def _ask_deepgram(access: DeepgramAccess) -> list[Check]:
    """The key, and what the account says where the key is not refused."""
    from providers.deepgram.account import check_key

    label = "sandbox" if access.sandbox else "live"
    try:
        report = await check_key(access)
    except Trouble as trouble:
        return [
            Check("deepgram key", "failed", str(trouble), "check DEEPGRAM_API_KEY and the network")
        ]
    detail = f"{report.detail} ({label}, {without_userinfo(access.base_url)})"
    if report.scopes:
        detail = f"{detail}; its scopes: {', '.join(report.scopes)}"
    if report.verdict == "refused":
        fix = "set DEEPGRAM_API_KEY to a key that is valid"
        return [Check("deepgram key", "failed", detail, fix)]
    if report.verdict == "good":
        first = Check("deepgram key", "ok", detail)
    else:
        first = Check(
            "deepgram key", "warning", detail, "try one short clip with 'crossfade transcribe'"
        )
    return [first, *await account_details(access)]


async def check_amazon(environ: Mapping[str, str]) -> list[Check]:
    """Credentials, region and permission to list. Without credentials: skipped, not failed."""
    try:
        access = await asyncio.to_thread(amazon_from, environ)
    except Trouble as trouble:
        return [Check("amazon credentials", "failed", str(trouble), "correct AWS_PROFILE")]
    if access is None:
        return [
            Check(
                "amazon credentials",
                "skipped",
                "no AWS credentials were found: the sandbox stands in",
                "set AWS_PROFILE, or run 'aws configure'",
            )
        ]
    return await _ask_amazon(access)


async def _ask_amazon(access: AmazonAccess) -> list[Check]:
    """Credentials and region, and the one permission that can be seen without changing anything."""
    from providers.amazon.account import check_credentials

    label = "sandbox" if access.sandbox else "live"
    report = await check_credentials(access)
    if not report.ok:
        return [
            Check(
                "amazon credentials",
                "failed",
                report.why,
                "check the profile, the region and the permission transcribe:ListTranscriptionJobs",
            )
        ]
    how = f"credentials from {report.method}, region {report.region}"
    permission = (
        f"transcribe:ListTranscriptionJobs is granted in {report.region}; starting jobs, streaming "
        "and S3 show theirs when they are first used"
    )
    return [
        Check("amazon credentials", "ok", f"{how} ({label})"),
        Check("amazon permission", "ok", permission),
    ]


async def check_vendors(environ: Mapping[str, str]) -> list[Check]:
    """Both sides, at the same time."""
    deepgram, amazon = await asyncio.gather(check_deepgram(environ), check_amazon(environ))
    return [*deepgram, *amazon]


async def check_access(vendors: Vendors) -> list[Check]:
    """Both sides of an open pair, whatever they are."""
    deepgram, amazon = await asyncio.gather(
        _ask_deepgram(vendors.deepgram_access()), _ask_amazon(vendors.amazon_access())
    )
    return [*deepgram, *amazon]


def record(workspace: Workspace, checks: Sequence[Check], *, sandbox: bool, seconds: float) -> Run:
    """Keep the checks as a run, and as evidence for "Create an API key" when Deepgram said yes.

    ``sandbox`` says whether it was the sandbox that said so.
    """
    run = workspace.record_run(
        "doctor",
        sandbox=sandbox,
        vendor="deepgram",
        result={"checks": [dataclasses.asdict(check) for check in checks]},
        numbers={"failed": sum(check.status == "failed" for check in checks)},
        seconds=seconds,
    )
    if any(check.name == "deepgram key" and check.status == "ok" for check in checks):
        workspace.attach_evidence("api-key", run.id)
    return run
