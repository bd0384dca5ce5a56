"""Where credentials would come from, told without asking: held against botocore's own chain."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import botocore.session
import pytest

from providers.amazon.credential_sources import CredentialSource, Kind, credential_source
from providers.errors import BadInput

METHODS: Mapping[Kind, str] = {
    "environment": "env",
    "assumed-role": "assume-role",
    "web-identity": "assume-role-with-web-identity",
    "sso": "sso",
    "credentials-file": "shared-credentials-file",
    "config-file": "config-file",
}
KEYS = "aws_access_key_id = AKIAXXXXXXXXXXXXXXXX\naws_secret_access_key = not-a-secret\n"
ROLE = "role_arn = arn:aws:iam::123456789012:role/transcribe\n"
SSO = (
    "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
    "sso_account_id = 123456789012\nsso_role_name = Reader\n"
)
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "AKIAXXXXXXXXXXXXXXXX", "AWS_SECRET_ACCESS_KEY": "not"}
WEB = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/tmp/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/x"}


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    return Look(tmp_path, monkeypatch)


class Look:
    """The two files and the variables, for us and for botocore alike."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.config, self.secrets = folder / "config", folder / "credentials"
        self._monkeypatch = monkeypatch

    def at(self, config: str, secrets: str, variables: Mapping[str, str]) -> CredentialSource:
        if config:
            self.config.write_text(config)
        if secrets:
            self.secrets.write_text(secrets)
        environ = {
            "AWS_CONFIG_FILE": str(self.config),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.secrets),
            "AWS_EC2_METADATA_DISABLED": "true",
            **variables,
        }
        for name, value in environ.items():
            self._monkeypatch.setenv(name, value)
        return credential_source(environ)


@pytest.mark.parametrize(
    ("config", "secrets", "variables", "kind"),
    [
        ("", "", ENVIRONMENT, "environment"),
        ("", f"[default]\n{KEYS}", ENVIRONMENT, "environment"),
        ("", f"[default]\n{KEYS}", {}, "credentials-file"),
        (f"[default]\n{KEYS}", "", {}, "config-file"),
        (f"[default]\n{KEYS}", f"[default]\n{KEYS}", {}, "credentials-file"),
        (f"[profile acme]\n{SSO}", "", {"AWS_PROFILE": "acme"}, "sso"),
        (f"[profile acme]\n{SSO}", f"[acme]\n{KEYS}", {"AWS_PROFILE": "acme"}, "sso"),
        (f"[profile acme]\n{SSO}", f"[default]\n{KEYS}", {}, "credentials-file"),
        (f"[profile acme]\n{ROLE}source_profile = default\n", f"[default]\n{KEYS}",
         {"AWS_PROFILE": "acme"}, "assumed-role"),
        (f"[profile acme]\n{ROLE}source_profile = default\n", f"[default]\n{KEYS}",
         {"AWS_PROFILE": "acme", **ENVIRONMENT}, "environment"),
        (f"[default]\n{ROLE}web_identity_token_file = /tmp/token\n", "", {}, "web-identity"),
        ("", f"[default]\n{KEYS}", WEB, "web-identity"),
        ("", "", {}, "none"),
    ],
)  # fmt: skip
def test_the_first_of_the_chain_is_botocores(
    look: Look, config: str, secrets: str, variables: Mapping[str, str], kind: Kind
) -> None:
    source = look.at(config, secrets, variables)
    credentials = botocore.session.Session().get_credentials()
    assert source.kind == kind
    assert (credentials.method if credentials else None) == METHODS.get(kind)


def test_a_program_is_named_and_not_run(look: Look, tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    source = look.at(f"[default]\ncredential_process = touch {mark}\nregion = eu-west-1\n", "", {})
    assert (source.kind, source.profile, source.region) == ("process", "default", "eu-west-1")
    assert source.where == str(look.config) and not mark.exists()


def test_a_container_and_an_instance_are_not_asked(look: Look) -> None:
    container = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/credentials"}
    source = look.at("", "", container)
    assert (source.kind, source.where) == ("container", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
    assert look.at("", "", {"AWS_EC2_METADATA_DISABLED": "false"}).kind == "instance"


@pytest.mark.parametrize(
    ("variables", "region", "said_by"),
    [
        ({}, "eu-west-1", "the profile default"),
        ({"AWS_REGION": "us-west-2"}, "eu-west-1", "the profile default"),
        ({"AWS_DEFAULT_REGION": "us-west-2"}, "us-west-2", "AWS_DEFAULT_REGION"),
    ],
)
def test_the_region_and_what_says_so(
    look: Look, variables: Mapping[str, str], region: str, said_by: str
) -> None:
    source = look.at("[default]\nregion = eu-west-1\n", "", variables)
    assert (source.region, source.region_from) == (region, said_by)
    assert botocore.session.Session().get_config_variable("region") == region


def test_a_profile_that_does_not_exist(look: Look) -> None:
    source = look.at("", f"[default]\n{KEYS}", {"AWS_PROFILE": "acme"})
    assert source.missing == "acme"


def test_a_file_that_is_no_configuration(look: Look) -> None:
    with pytest.raises(BadInput, match="cannot be read as an AWS configuration file"):
        look.at("\x00 no [section", "", {})


def test_no_key_is_in_what_is_told(look: Look) -> None:
    source = look.at("", f"[default]\n{KEYS}", {"AWS_SESSION_TOKEN": "tok-4711"})
    assert "AKIA" not in repr(source) and "not-a-secret" not in repr(source)
    assert "tok-4711" not in repr(source)


def test_the_home_of_nobody_holds_no_files() -> None:
    """botocore takes such a name as it stands, and finds nothing there."""
    nowhere = {"AWS_CONFIG_FILE": "~nobody-here/x", "AWS_SHARED_CREDENTIALS_FILE": "~nobody-here/y"}
    assert credential_source(nowhere) == credential_source(
        {"AWS_CONFIG_FILE": "/nowhere/x", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere/y"}
    )
