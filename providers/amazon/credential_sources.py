"""Where boto3 would take credentials from, told from variables and files alone.

Nobody is asked: no instance metadata, no single sign-on, no program is run, and no key is read
further than to see that it is there. The order is botocore's own chain (credentials.py of botocore
1.44.5); a test holds the two against each other.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from providers.errors import BadInput

Kind = Literal[
    "environment", "assumed-role", "web-identity", "sso", "credentials-file", "login", "process",
    "config-file", "container", "instance", "none",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CredentialSource:
    """What boto3 would use first.

    ``where`` is the variable or file that says so, ``profile`` the profile's name where one is
    used. "instance" means that only a machine in Amazon's cloud could have any, which nobody has
    asked yet; "none" that even that is switched off. ``region`` is "" where none is set, and
    ``region_from`` says by what. ``missing`` is a profile that is named and does not exist.
    """

    kind: Kind
    where: str = ""
    profile: str = ""
    region: str = ""
    region_from: str = ""
    missing: str = ""


def credential_source(environ: Mapping[str, str]) -> CredentialSource:
    """Look at the variables and the two files. Raises BadInput for a file that cannot be read."""
    variable = next((name for name in _PROFILE_NAMES if environ.get(name)), "")
    profile = environ.get(variable, "") or "default"
    config_file = _path(environ, "AWS_CONFIG_FILE", "~/.aws/config")
    secrets_file = _path(environ, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
    config, secrets = _profiles(config_file), _sections(secrets_file)
    settings = {**config.get(profile, {}), **secrets.get(profile, {})}
    region, region_from = _region(environ, settings, profile)
    missing = profile if variable and profile not in config and profile not in secrets else ""
    kind, where = _first(environ, settings, secrets.get(profile, {}), config_file, secrets_file)
    used = profile if kind in _OF_A_PROFILE or missing else ""
    return CredentialSource(kind, where, used, region, region_from, missing)


# As botocore looks for them.
_PROFILE_NAMES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
_OF_A_PROFILE = (
    "assumed-role", "web-identity", "sso", "credentials-file", "login", "process", "config-file",
)  # fmt: skip


def _first(
    environ: Mapping[str, str],
    settings: Mapping[str, Any],
    secrets: Mapping[str, Any],
    config_file: Path,
    secrets_file: Path,
) -> tuple[Kind, str]:
    """The first link of the chain that would answer, and what says so."""
    web = "web_identity_token_file"
    in_config = str(config_file)
    chain: tuple[tuple[object, Kind, str], ...] = (
        (environ.get("AWS_ACCESS_KEY_ID"), "environment", "AWS_ACCESS_KEY_ID"),
        ("role_arn" in settings and web not in settings, "assumed-role", in_config),
        (environ.get("AWS_WEB_IDENTITY_TOKEN_FILE"), "web-identity", "AWS_WEB_IDENTITY_TOKEN_FILE"),
        (web in settings, "web-identity", in_config),
        ("sso_account_id" in settings or "sso_role_name" in settings, "sso", in_config),
        ("aws_access_key_id" in secrets, "credentials-file", str(secrets_file)),
        ("login_session" in settings, "login", in_config),
        ("credential_process" in settings, "process", in_config),
        ("aws_access_key_id" in settings, "config-file", in_config),
        *((environ.get(name), "container", name) for name in _CONTAINER),
    )  # fmt: skip
    for there, kind, where in chain:
        if there:
            return kind, where
    if environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return "none", "AWS_EC2_METADATA_DISABLED"
    return "instance", ""


_CONTAINER: tuple[str, ...] = (
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)


def _region(
    environ: Mapping[str, str], settings: Mapping[str, Any], profile: str
) -> tuple[str, str]:
    """As ``providers.credentials`` decides it."""
    if environ.get("AWS_DEFAULT_REGION"):
        return environ["AWS_DEFAULT_REGION"], "AWS_DEFAULT_REGION"
    if settings.get("region"):
        return str(settings["region"]), f"the profile {profile}"
    if environ.get("AWS_REGION"):
        return environ["AWS_REGION"], "AWS_REGION"
    return "", ""


def _path(environ: Mapping[str, str], name: str, default: str) -> Path:
    # As the SDK does: the home of nobody is a name like any other, where nothing is.
    return Path(os.path.expanduser(environ.get(name) or default))  # noqa: PTH111


def _profiles(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """The profiles of a configuration file."""
    from botocore.configloader import build_profile_map

    profiles: Mapping[str, Mapping[str, Any]] = build_profile_map({**_sections(path)})["profiles"]
    return profiles


def _sections(path: Path) -> Mapping[str, Mapping[str, Any]]:
    from botocore.configloader import raw_config_parse
    from botocore.exceptions import ConfigNotFound, ConfigParseError

    try:
        found: Mapping[str, Mapping[str, Any]] = raw_config_parse(str(path))
    except ConfigNotFound:
        return {}
    except (ConfigParseError, OSError, UnicodeError) as error:
        raise BadInput(
            f"{path} cannot be read as an AWS configuration file: correct it, or name another."
        ) from error
    return {name: values for name, values in found.items() if isinstance(values, Mapping)}
