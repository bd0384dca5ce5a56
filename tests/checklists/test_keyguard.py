from __future__ import annotations

from pathlib import Path

import pytest

from checklists.workspace import Workspace
from providers.credentials import Secret
from providers.errors import BadInput
from tests.checklists.furnished import clip_file

KEY = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "ws")


@pytest.mark.parametrize(
    "value",
    [
        {"headers": {"Authorization": f"Token {KEY}"}},
        {"headers": {"authorization": "Basic x"}},
        {"headers": [["Authorization", f"Token {KEY}"]]},
        {"key": Secret("anything")},
        [Secret("x")],
        {"line": f"curl -H 'Authorization: Token {KEY}'"},
        {"api_key": "abc"},
        {"apiKey": "abc"},
        {"x-api-key": "abc"},
        {"env": {"AWS_SECRET_ACCESS_KEY": "abc"}},
        {"SecretAccessKey": "abc"},
        {"url": "AWS4-HMAC-SHA256 Credential=AKIA/x"},
        {"who": "AKIAIOSFODNN7EXAMPLE"},
        {f"Bearer {KEY}": 1},
    ],
)
@pytest.mark.parametrize("part", ["request", "response", "result"])
def test_a_key_is_refused_and_not_repeated(workspace: Workspace, part: str, value: object) -> None:
    with pytest.raises(BadInput, match="looks like a key") as caught:
        workspace.record_run("transcribe", sandbox=False, **{part: value})  # type: ignore[arg-type]
    assert KEY not in str(caught.value) and "AKIA" not in str(caught.value)
    assert workspace.runs() == () and workspace.audit() == ()


def test_the_keys_of_this_very_environment_are_known(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "no-pattern-would-know-this")
    with pytest.raises(BadInput, match=r"response of a live run .* at a\[0\]\.b"):
        workspace.record_run(
            "live", sandbox=False, response={"a": [{"b": "x no-pattern-would-know-this y"}]}
        )
    with pytest.raises(BadInput, match="looks like a key"):
        workspace.assert_task("monitor", "Ada", "use no-pattern-would-know-this")
    with pytest.raises(BadInput, match="looks like a key"):
        workspace.choose("deepgram", "nova-3", {"x": "no-pattern-would-know-this"})


def test_texts_by_hand_are_guarded_too(workspace: Workspace, tmp_path: Path) -> None:
    run = workspace.record_run("doctor", sandbox=False)
    with pytest.raises(BadInput, match="looks like a key"):
        workspace.attach_evidence("api-key", run.id, f"Token {KEY}")
    with pytest.raises(BadInput, match="looks like a key"):
        workspace.add_clip(clip_file(tmp_path), references={0: f"Bearer {KEY}"})
    assert workspace.evidence() == () and workspace.clips() == ()


@pytest.mark.parametrize(
    "value",
    [
        {"text": "the bearer of bad news has a token of appreciation"},
        {"text": "token internationalization"},
        {"model_info": {"30089e05-99d1-4376-b32e-c263170674af": {"name": "2-general"}}},
        {"sha256": KEY, "request_id": KEY, "NextToken": KEY},
        {"password": {"wer": 0.1}, "secret": 3, "type": "PASSWORD"},
        {"api_key": ""},
    ],
)
def test_ordinary_speech_is_not_refused(workspace: Workspace, value: object) -> None:
    assert workspace.record_run("live", sandbox=False, response=value).response == value


def test_signatures_of_presigned_addresses_are_taken_out(workspace: Workspace) -> None:
    address = (
        "https://s3.us-east-1.amazonaws.com/b/k.json?X-Amz-Security-Token=FwoGZX%2F&"
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F20261122&"
        "X-Amz-Expires=900&X-Amz-Signature=deadbeef"
    )
    run = workspace.record_run("transcribe", sandbox=False, response={"TranscriptFileUri": address})
    stored = workspace.run(run.id).response["TranscriptFileUri"]
    assert stored.endswith("X-Amz-Expires=900&X-Amz-Signature=removed")
    for part in ("FwoGZX", "ASIA", "deadbeef"):
        assert part not in stored
        assert part.encode() not in (workspace.directory / "crossfade.db").read_bytes()
        assert part.encode() not in (workspace.directory / "crossfade.db-wal").read_bytes()
