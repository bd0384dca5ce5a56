"""Where keys, profiles, regions and endpoints come from, and how they stay unseen.

Deepgram: ``DEEPGRAM_API_KEY`` and ``DEEPGRAM_BASE_URL`` (the SDK reads only the first; the second
is ours). Amazon: the ordinary AWS variables, profiles and chain of boto3, with
``AWS_ENDPOINT_URL_TRANSCRIBE``, ``AWS_ENDPOINT_URL_S3``, ``AWS_ENDPOINT_URL_EVENTBRIDGE`` and
``AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING`` (the last is honoured by Amazon's own newer SDK, not by
boto3, which cannot stream).

The sandbox hands out keys of its own that open nothing else; whoever uses one of them is talking
to the sandbox, wherever it runs. That is how a result is labelled, and all that ``sandbox`` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from providers.errors import BadInput

SANDBOX_DEEPGRAM_KEY = "crossfade-sandbox-key"
SANDBOX_AWS_KEY_ID = "AKIACROSSFADESANDBOX"
SANDBOX_AWS_SECRET = "crossfade-sandbox-secret"
SANDBOX_REGION = "us-east-1"
DEEPGRAM_BASE_URL = "https://api.deepgram.com"


class Secret:
    """A string that does not show itself in logs, reprs, tracebacks or f-strings."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The key itself, for the one place that puts it on the wire."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(****)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, slots=True)
class DeepgramAccess:
    """A key and the service it is for. ``base_url`` is http(s), without a trailing slash."""

    key: Secret
    base_url: str = DEEPGRAM_BASE_URL

    @property
    def sandbox(self) -> bool:
        """Whether this key only opens the sandbox."""
        return self.key.reveal() == SANDBOX_DEEPGRAM_KEY

    @property
    def websocket_url(self) -> str:
        """The same host for streaming (the SDK joins by concatenation, so no trailing slash)."""
        return "ws" + self.base_url.removeprefix("http")


@dataclass(frozen=True, slots=True)
class AmazonAccess:
    """How to reach Amazon. Empty strings mean: what boto3's own chain says.

    Explicit keys are only ever the sandbox's; a user's own keys stay in boto3's chain and are
    never copied into this program.
    """

    region: str = ""
    profile: str = ""
    transcribe_url: str = ""
    s3_url: str = ""
    streaming_url: str = ""
    key_id: str = ""
    secret: Secret = Secret("")  # noqa: RUF009 - immutable
    events_url: str = ""

    @property
    def sandbox(self) -> bool:
        """Whether this key only opens the sandbox."""
        return self.key_id == SANDBOX_AWS_KEY_ID


def deepgram_from(environ: Mapping[str, str]) -> DeepgramAccess | None:
    """Deepgram's key from the environment, or None. Raises BadInput for an unusable base URL."""
    key = environ.get("DEEPGRAM_API_KEY", "").strip()
    if not key:
        return None
    return DeepgramAccess(
        Secret(key), checked_url("DEEPGRAM_BASE_URL", environ) or DEEPGRAM_BASE_URL
    )


def amazon_from(environ: Mapping[str, str]) -> AmazonAccess | None:
    """Amazon by boto3's own chain, or None where it has no credentials.

    Raises BadInput for a profile that does not exist or an unusable endpoint URL. Importing
    botocore costs a quarter of a second, so it is only done here.
    """
    import botocore.exceptions
    import botocore.session

    try:
        # AWS_PROFILE is left to botocore: named explicitly it would beat keys in the environment.
        session = botocore.session.Session()
        credentials = session.get_credentials()
        # boto3 reads AWS_DEFAULT_REGION and the profile; Amazon's other SDKs read AWS_REGION.
        region = session.get_config_variable("region") or environ.get("AWS_REGION", "")
    except botocore.exceptions.ProfileNotFound as error:
        name = environ.get("AWS_PROFILE", "")
        raise BadInput(
            f"The AWS profile {name!r} does not exist: check AWS_PROFILE, or run "
            "'aws configure list-profiles' to see the names."
        ) from error
    if credentials is None:
        return None
    sandboxed = credentials.access_key == SANDBOX_AWS_KEY_ID
    return AmazonAccess(
        region=region,
        transcribe_url=checked_url("AWS_ENDPOINT_URL_TRANSCRIBE", environ),
        s3_url=checked_url("AWS_ENDPOINT_URL_S3", environ),
        streaming_url=checked_url("AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING", environ),
        events_url=checked_url("AWS_ENDPOINT_URL_EVENTBRIDGE", environ),
        key_id=SANDBOX_AWS_KEY_ID if sandboxed else "",
        secret=Secret(credentials.secret_key if sandboxed else ""),
    )


def checked_url(name: str, environ: Mapping[str, str]) -> str:
    """The variable's URL without a trailing slash, or "". Raises BadInput if it is not http(s)."""
    value = environ.get(name, "").strip().rstrip("/")
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https", "ws", "wss") or not parts.hostname:
        raise BadInput(f"{name} is {value!r}, which is not a URL such as https://host:port.")
    return value
