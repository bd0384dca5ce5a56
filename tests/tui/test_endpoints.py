"""Endpoints and names in the settings file: defaults under the environment, never keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from providers.errors import BadInput
from tests.key_table import settings_example
from tui.endpoints import lay_under
from tui.settings import load_endpoints, load_settings

ROOT = Path(__file__).parent.parent.parent
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def test_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        '[looks]\nrefresh = 3\n[deepgram]\nbase_url = "https://api.eu.deepgram.com"\n'
        '[amazon]\nregion = "us-gov-west-1"\nprofile = "migration (dev)"\n'
        's3_url = "http://localhost:9000"\n'
    )
    assert load_endpoints(path) == {
        "deepgram.base_url": "https://api.eu.deepgram.com",
        "amazon.region": "us-gov-west-1",
        "amazon.profile": "migration (dev)",
        "amazon.s3_url": "http://localhost:9000",
    }
    assert load_settings(path).endpoints == load_endpoints(path)
    assert load_settings(path).refresh == 3
    assert load_endpoints(tmp_path / "none.toml") == {}


def test_the_example_in_the_documentation_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(settings_example())
    settings = load_settings(path)
    assert settings.theme == "crossfade-light"
    assert settings.endpoints["amazon.region"] == "eu-central-1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("deepgram = 'x'", "where a table [deepgram] belongs"),
        ("[deepgram]\nurl = 'https://x.example'", "unknown entry deepgram.url; known: base_url"),
        ("[deepgram]\nbase_url = 3", "deepgram.base_url = 3"),
        ("[deepgram]\nbase_url = 'api.deepgram.com'", "a URL such as"),
        ("[amazon]\nregion = 'Frankfurt'", "such as eu-central-1"),
        ("[amazon]\nprofile = ''", "the name of a profile"),
        ('[amazon]\nprofile = "a\\u001bb"', "the name of a profile"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(content)
    for load in (load_settings, load_endpoints):
        with pytest.raises(BadInput) as caught:
            load(path)
        assert words in str(caught.value)
        assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        "[deepgram]\napi_key = 'short'",
        "[amazon]\naws_secret_access_key = 'x'",
        f"[amazon]\nprofile = '{SECRET}'",
        f"[amazon]\nregion = '{'0123abcd' * 5}'",
        "[amazon]\nprofile = 'AKIAIOSFODNN7EXAMPLE'",
        f"[deepgram]\nbase_url = '{SECRET}'",
        "[deepgram]\nbase_url = 'https://user:wJalrXUtnFEMI@api.deepgram.com'",
        "[deepgram]\nbase_url = 'https://api.deepgram.com/?api_key=wJalrXUtnFEMI'",
    ],
)
def test_a_key_is_refused_and_not_repeated(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(content)
    for load in (load_settings, load_endpoints):
        with pytest.raises(BadInput, match="keys never belong there") as caught:
            load(path)
        for secret in ("wJalrXUtnFEMI", "0123abcd", "AKIAIOSF"):
            assert secret not in str(caught.value)


def test_the_environment_wins_over_the_file() -> None:
    environ = {"DEEPGRAM_BASE_URL": "https://from.environment", "AWS_REGION": "us-west-2"}
    lay_under(
        environ,
        {
            "deepgram.base_url": "https://from.file",
            "amazon.region": "eu-central-1",
            "amazon.profile": "from-file",
        },
    )
    assert environ == {
        "DEEPGRAM_BASE_URL": "https://from.environment",
        "AWS_REGION": "us-west-2",
        "AWS_PROFILE": "from-file",
    }
    empty = {"AWS_DEFAULT_REGION": " "}
    lay_under(empty, {"amazon.region": "eu-central-1"})
    assert empty == {"AWS_DEFAULT_REGION": "eu-central-1"}


def _doctor(folder: Path, settings: str) -> subprocess.CompletedProcess[str]:
    (folder / "crossfade").mkdir()
    (folder / "crossfade" / "settings.toml").write_text(settings)
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "DEEPGRAM_API_KEY": "k" * 20,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return subprocess.run(
        [sys.executable, "-m", "tui", "doctor", "--json"],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="finds the file by XDG_CONFIG_HOME")
def test_a_command_reaches_the_endpoint_of_the_file(tmp_path: Path) -> None:
    """Nobody listens there, and the sentence about that names the address."""
    done = _doctor(tmp_path, '[deepgram]\nbase_url = "http://127.0.0.1:9"\n')
    checks = [one for one in json.loads(done.stdout)["checks"] if "eepgram" in one["name"]]
    assert "127.0.0.1:9" in json.dumps(checks)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the file by XDG_CONFIG_HOME")
def test_a_command_says_what_is_wrong_with_the_file(tmp_path: Path) -> None:
    done = _doctor(tmp_path, '[amazon]\nregion = "Frankfurt"\n')
    assert done.returncode == 2
    assert "such as eu-central-1" in done.stderr
    assert "Traceback" not in done.stderr
