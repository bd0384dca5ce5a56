"""Amazon's refusals and the network's, each as one sentence that says what to do.

Errors are matched by their code, never by status: the real service was recorded answering
ConflictException with 400 where its model says 409. No sentence holds a key: vendors' messages
are taken over only for codes that say what is wrong with the request, and are cleaned first.
"""

from __future__ import annotations

import json
import re

from providers.errors import BadInput, Trouble, VendorTrouble

# Anything that looks like a key id, a signature, a token or a presigned query.
_SECRETS = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{8,}|X-Amz-[A-Za-z-]+=[^&\s'\"]+|\b[0-9a-f]{64}\b"
    r"|Credential=\S+|(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"
)
NO_REGION = "Amazon has no region: set AWS_REGION or a region in the profile."
_LONGEST = 400
_CREDENTIAL_CODES = {
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidAccessKeyId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "IncompleteSignatureException",
    "MissingAuthenticationTokenException",
    "AuthorizationHeaderMalformed",
}
_EXPIRED_CODES = {"ExpiredTokenException", "ExpiredToken", "RequestExpired"}
_DENIED_CODES = {"AccessDeniedException", "AccessDenied", "403", "OptInRequired"}
_LIMIT_CODES = {
    "LimitExceededException",
    "LimitExceededConcurrentJobException",
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "SlowDown",
}
_SERVER_CODES = {
    "InternalFailureException",
    "InternalFailure",
    "InternalError",
    "ServiceUnavailableException",
    "ServiceUnavailable",
    "500",
    "503",
}
_INPUT_CODES = {"BadRequestException", "ValidationException"}
_OF_STREAMS = "; at most 25 streams run at once, each of at most four hours"
_NO_NEW_AUDIO = "no new audio"
# What another connection would meet again. A session id in use, a certificate, a region: the same.
_LASTING_CODES = {
    *_CREDENTIAL_CODES,
    *_EXPIRED_CODES,
    *_DENIED_CODES,
    "ConflictException",
    "NoRegion",
    "SSLError",
    "ValidationException",
}
# FailureReason texts that speak of the file (botocore 1.44.5, TranscriptionJob.FailureReason).
_FILE_TROUBLE = (
    "unsupported media format",
    "does not match the detected",
    "invalid sample rate",
    "invalid file size",
    "invalid number of channels",
)


def translated(error: BaseException, doing: str) -> Trouble:
    """The sentence for an exception of boto3, botocore, httpx or the system.

    ``doing`` completes "Amazon ... while ...": "uploading the clip", "listing jobs".
    """
    import botocore.exceptions as known

    if isinstance(error, Trouble):
        return error
    if isinstance(error, known.ClientError):
        details = error.response.get("Error", {})
        about = error.response.get("ResponseMetadata", {})
        return refused(
            str(details.get("Code", "")),
            str(details.get("Message", "")),
            doing,
            status=about.get("HTTPStatusCode"),
            request_id=str(about.get("RequestId", "")),
        )
    return _configuration(error) or _network(error, doing)


def refused(
    code: str, message: str, doing: str, *, status: int | None = None, request_id: str = ""
) -> Trouble:
    """The sentence for an error that Amazon named."""
    said = cleaned(message)
    return VendorTrouble(
        _for_code(code, said, doing),
        vendor="amazon",
        status=status,
        code=code,
        request_id=request_id,
    )


def job_failed(job: str, reason: str) -> Trouble:
    """The sentence for a job that ended FAILED: about the file, or about the service."""
    text = f"Amazon's job {job} failed: {_sentence(cleaned(reason) or 'no reason was given')}"
    if any(part in reason.lower() for part in _FILE_TROUBLE):
        return BadInput(text)
    return VendorTrouble(text, vendor="amazon", code="FAILED")


def cleaned(message: str) -> str:
    """A vendor's message on one line, without control characters and anything like a key."""
    flat = "".join(c if c.isprintable() else " " for c in message)
    return _SECRETS.sub("****", " ".join(flat.split()))[:_LONGEST]


def handshake_refused(status: int, body: bytes, request_id: str = "") -> Trouble:
    """The sentence for a stream that was not let in (HTTP status and body of the refusal)."""
    code, message = "", ""
    try:
        told = json.loads(body)
        code = str(told.get("__type", "")).rpartition("#")[2]
        message = str(told.get("Message") or told.get("message") or "")
    except (ValueError, AttributeError):
        message = body[:_LONGEST].decode("utf-8", "replace")
    if not code and status == 403:
        code = "InvalidSignatureException"
    return refused(
        code or str(status), message, "opening the stream", status=status, request_id=request_id
    )


def worth_again(trouble: Trouble) -> bool:
    """Whether a stream that ended with this may succeed over another connection.

    Limits pass, and so does a stream that had no audio for too long; a request that was refused
    as such does not, nor do credentials.
    """
    if not isinstance(trouble, VendorTrouble) or trouble.code in _LASTING_CODES:
        return False
    if trouble.code in _INPUT_CODES:
        return _NO_NEW_AUDIO in str(trouble)
    return trouble.code in _LIMIT_CODES or trouble.status not in (400, 401, 402, 403)


def _for_code(code: str, said: str, doing: str) -> str:
    if code in _CREDENTIAL_CODES:
        return (
            f"Amazon did not accept the AWS credentials while {doing} ({code}): check "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or the profile, the region and the "
            "clock."
        )
    if code in _EXPIRED_CODES:
        return (
            f"The AWS session has expired ({code}) while {doing}: sign in again, for example "
            "with 'aws sso login'."
        )
    if code in _DENIED_CODES:
        return (
            f"The AWS credentials may not do this while {doing} ({code}): ask for the permission "
            "that the request needs."
        )
    if code in _LIMIT_CODES:
        return (
            f"Amazon's limit was reached while {doing} ({code}): wait a little, or ask for a "
            f"higher quota in Service Quotas{_OF_STREAMS if 'stream' in doing else ''}."
        )
    if code in _SERVER_CODES:
        return f"Amazon had trouble of its own while {doing} ({code}): try again in a minute."
    if code in _INPUT_CODES and _NO_NEW_AUDIO in said:
        return (
            f"Amazon ended the stream while {doing}: {_sentence(said)} Send audio, or silence, "
            "without longer gaps."
        )
    if code == "ConflictException" and "stream" in doing:
        return (
            f"Another stream took over the session id while {doing}: {_sentence(said)} Give each "
            "stream an id of its own."
        )
    if code in _INPUT_CODES:
        return f"Amazon refused the request while {doing}: {_sentence(said)}"
    if code == "NoSuchBucket":
        return f"The S3 bucket does not exist, found while {doing}: check its name and region."
    return f"Amazon answered {code or 'an unnamed error'} while {doing}: {_sentence(said)}"


def _configuration(error: BaseException) -> Trouble | None:
    """Trouble with profiles, regions and signing in, found before anything was sent."""
    import botocore.exceptions as known

    if isinstance(error, known.ProfileNotFound):
        return BadInput(
            "The AWS profile does not exist: check AWS_PROFILE, or run 'aws configure "
            "list-profiles' to see the names."
        )
    if isinstance(error, known.NoRegionError | known.InvalidRegionError):
        return VendorTrouble(NO_REGION, vendor="amazon", code="NoRegion")
    if isinstance(error, known.PartialCredentialsError):
        return BadInput(
            "The AWS credentials are incomplete: both the key id and the secret key are needed."
        )
    if isinstance(error, known.NoCredentialsError):
        return BadInput(
            "No AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY."
        )
    if isinstance(
        error, known.SSOError | known.TokenRetrievalError | known.CredentialRetrievalError
    ):
        return VendorTrouble(
            "AWS sign-in is needed: run 'aws sso login' for the profile and try again.",
            vendor="amazon",
            code=type(error).__name__,
        )
    if isinstance(error, known.ParamValidationError):
        return BadInput(f"The request to Amazon is not valid: {_sentence(cleaned(str(error)))}")
    if isinstance(error, ValueError) and "endpoint" in str(error).lower():
        return BadInput("An endpoint in AWS_ENDPOINT_URL_... is not a URL such as https://host.")
    return None


def _network(error: BaseException, doing: str) -> Trouble:
    import botocore.exceptions as known

    name = type(error).__name__
    if isinstance(error, known.ProxyConnectionError):
        text = f"The proxy could not be reached while {doing}: check HTTPS_PROXY and NO_PROXY."
    elif isinstance(error, known.SSLError):
        text = f"The TLS certificate was not accepted while {doing}: check AWS_CA_BUNDLE."
    elif "Timeout" in name:
        text = f"Amazon did not answer in time while {doing}: check the network and try again."
    elif isinstance(error, known.HTTPClientError | OSError) or "Connect" in name:
        text = (
            f"Amazon could not be reached while {doing} ({name}): check the network, the region "
            "and AWS_ENDPOINT_URL_... variables."
        )
    else:
        text = f"Amazon's client failed while {doing} ({name}): {_sentence(cleaned(str(error)))}"
    return VendorTrouble(text, vendor="amazon", code=name)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
