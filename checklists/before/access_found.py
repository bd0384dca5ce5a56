"""What was found here before anybody is asked: keys, regions, endpoints, and who would answer.

Told from the environment and two files of Amazon's tools; nothing is sent, and no character of a
key is in any sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from checklists.before.differences import without_userinfo
from checklists.vendors import Choice
from providers.amazon.credential_sources import CredentialSource, credential_source
from providers.amazon.sessions import on_this_machine
from providers.credentials import (
    DEEPGRAM_BASE_URL,
    SANDBOX_AWS_KEY_ID,
    SANDBOX_DEEPGRAM_KEY,
    checked_url,
)
from providers.errors import BadInput
from providers.speech import Vendor

Topic = Literal["answers", "key", "endpoint", "region"]
Standing = Literal["found", "missing", "doubtful"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found, or is missing, on one side. ``next`` is "" where all is well.

    The topic "answers" says who would answer for this side: the vendor or the sandbox, and why.
    """

    side: Vendor
    topic: Topic
    standing: Standing
    says: str
    next: str = ""


def found_here(environ: Mapping[str, str], choice: Choice) -> tuple[Finding, ...]:
    """Both sides. Blocks for as long as two small files take to read; asks nobody."""
    return (*deepgram_found(environ, choice), *amazon_found(environ, choice))


# Variables that other programs and old examples use; nothing here or in the SDK reads them.
_NOT_READ = ("DEEPGRAM_TOKEN", "DEEPGRAM_ACCESS_TOKEN", "DEEPGRAM_KEY", "DG_API_KEY")


def deepgram_found(environ: Mapping[str, str], choice: Choice) -> tuple[Finding, ...]:
    """Deepgram's key by the name of its variable, the endpoint, and who would answer."""
    key = environ.get("DEEPGRAM_API_KEY", "").strip()
    return (
        _answers("deepgram", choice, bool(key), own=key == SANDBOX_DEEPGRAM_KEY),
        _deepgram_key(environ, key),
        _endpoint("deepgram", "DEEPGRAM_BASE_URL", environ, f"Deepgram's own, {DEEPGRAM_BASE_URL}"),
    )


def _deepgram_key(environ: Mapping[str, str], key: str) -> Finding:
    if not key:
        others = [name for name in _NOT_READ if environ.get(name, "").strip()]
        says = "DEEPGRAM_API_KEY is not set"
        if others:
            says += f"; {others[0]} is, and is not read"
            return Finding("deepgram", "key", "doubtful", says, "give it the name DEEPGRAM_API_KEY")
        return Finding("deepgram", "key", "missing", says, "create a key in Deepgram's console")
    if key == SANDBOX_DEEPGRAM_KEY:
        return Finding("deepgram", "key", "found", "the sandbox's own, from DEEPGRAM_API_KEY")
    if any(character.isspace() or character in "\"'" for character in key) or not key.isascii():
        says = "from DEEPGRAM_API_KEY, with quotes, blanks or foreign letters in it"
        return Finding("deepgram", "key", "doubtful", says, "set it again, the bare key only")
    return Finding("deepgram", "key", "found", "from the variable DEEPGRAM_API_KEY")


def _endpoint(vendor: Vendor, name: str, environ: Mapping[str, str], own: str) -> Finding:
    try:
        url = checked_url(name, environ)
    except BadInput:
        # What stands there may be anything, a key put into the wrong variable too.
        says = f"{name} is not a URL such as https://host:port"
        return Finding(vendor, "endpoint", "doubtful", says, f"correct {name}, or unset it")
    if not url:
        return Finding(vendor, "endpoint", "found", own)
    says = f"{without_userinfo(url)}, from {name}"
    if urlsplit(url).scheme in ("http", "ws") and not on_this_machine(url):
        says += "; plain http, which shows the key to everyone on the way"
        return Finding(vendor, "endpoint", "doubtful", says, "use https")
    return Finding(vendor, "endpoint", "found", says)


def _answers(
    vendor: Vendor, choice: Choice, keys: bool, *, own: bool, maybe: bool = False
) -> Finding:
    """Who would answer for a side, and why."""
    name = vendor.capitalize()
    if choice == "sandbox":
        says = "the sandbox, because the program was started with --sandbox"
        if keys:
            says += f"; the credentials found for {name} are not used"
        return Finding(vendor, "answers", "found", says)
    if own:
        return Finding(
            vendor, "answers", "found", "a sandbox, because the key is the sandbox's own"
        )
    if keys:
        return Finding(vendor, "answers", "found", f"{name} itself, live")
    if maybe:
        says = f"{name} itself where this machine has a role of its own, the sandbox otherwise"
        return Finding(vendor, "answers", "doubtful", says)
    if choice == "live":
        says = "nobody: there are no credentials, and --live forbids the sandbox"
        return Finding(vendor, "answers", "missing", says, "set them, or start without --live")
    return Finding(vendor, "answers", "found", "the sandbox, because there are no credentials")


def amazon_found(environ: Mapping[str, str], choice: Choice) -> tuple[Finding, ...]:
    """Amazon's credentials by their source, region, endpoints, and who would answer."""
    try:
        source = credential_source(environ)
    except BadInput as trouble:
        return (Finding("amazon", "key", "doubtful", str(trouble).rstrip("."), "correct the file"),)
    own = environ.get("AWS_ACCESS_KEY_ID") == SANDBOX_AWS_KEY_ID
    keys = source.kind not in ("instance", "none") and not source.missing
    endpoints = [
        _endpoint("amazon", name, environ, "")
        for name in _ENDPOINTS
        if environ.get(name, "").strip()
    ]
    standard = Finding("amazon", "endpoint", "found", "Amazon's own for the region")
    return (
        _answers("amazon", choice, keys, own=own, maybe=source.kind == "instance"),
        _amazon_key(source, environ),
        _amazon_region(source),
        *(endpoints or [standard]),
    )


_ENDPOINTS = (
    "AWS_ENDPOINT_URL_TRANSCRIBE",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING",
    "AWS_ENDPOINT_URL_EVENTBRIDGE",
    "AWS_ENDPOINT_URL",
)


def _amazon_key(source: CredentialSource, environ: Mapping[str, str]) -> Finding:
    if source.missing:
        says = f"the profile {source.missing} is named and does not exist"
        return Finding("amazon", "key", "doubtful", says, "correct AWS_PROFILE")
    if source.kind == "environment" and not environ.get("AWS_SECRET_ACCESS_KEY"):
        says = "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not"
        return Finding("amazon", "key", "doubtful", says, "set both, or use a profile")
    if source.kind == "none":
        says = "none in the environment or the files; instance metadata is switched off"
        return Finding("amazon", "key", "missing", says, "set AWS_PROFILE, or run 'aws configure'")
    if source.kind == "instance":
        says = "none in the environment or the files; this machine's own role is not asked for yet"
        return Finding("amazon", "key", "missing", says, "set AWS_PROFILE, or run 'aws configure'")
    return Finding("amazon", "key", "found", _SOURCES[source.kind].format(source=source))


_SOURCES = {
    "environment": "from the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "assumed-role": "a role assumed by the profile {source.profile} ({source.where})",
    "web-identity": "a web identity, from {source.where}",
    "sso": "single sign-on by the profile {source.profile} ({source.where})",
    "credentials-file": "the profile {source.profile} in {source.where}",
    "login": "'aws login' by the profile {source.profile} ({source.where})",
    "process": "a program named by the profile {source.profile} ({source.where}); not run yet",
    "config-file": "the profile {source.profile} in {source.where}",
    "container": "the container's role, named by {source.where}",
}


def _amazon_region(source: CredentialSource) -> Finding:
    if source.region:
        return Finding("amazon", "region", "found", f"{source.region}, from {source.region_from}")
    return Finding("amazon", "region", "missing", "none is set", "set AWS_DEFAULT_REGION")
