"""Whether Amazon would let us in: one cheap call that reads and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from providers.amazon.blocking import in_thread
from providers.amazon.failures import translated
from providers.amazon.sessions import session, transcribe_client
from providers.credentials import AmazonAccess


@dataclass(frozen=True, slots=True)
class CredentialCheck:
    """What was found. ``method`` is boto3's name for where the credentials come from ("env",
    "sso", "explicit", ...); ``why`` the sentence to show where ``ok`` is false, else ""."""

    ok: bool
    region: str
    method: str
    why: str = ""


async def check_credentials(access: AmazonAccess) -> CredentialCheck:
    """List one job. Never raises for trouble with Amazon: it is told in ``why``."""
    found = {"region": access.region, "method": ""}

    def ask() -> None:
        made = session(access)
        found["region"] = made.region_name or ""
        credentials = made.get_credentials()
        found["method"] = str(credentials.method) if credentials is not None else ""
        client = transcribe_client(made, access)
        found["region"] = client.meta.region_name
        client.list_transcription_jobs(MaxResults=1)

    try:
        await in_thread(ask)
    except Exception as error:
        why = str(translated(error, "checking the credentials"))
        return CredentialCheck(False, found["region"], found["method"], why)
    return CredentialCheck(True, found["region"], found["method"])
