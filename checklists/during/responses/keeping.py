"""Conversions kept as evidence for the guide's task "response-parsing"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from checklists.during.responses.converting import Converted
from checklists.during.responses.digits import json_bytes
from checklists.during.responses.to_amazon import NO_ACCOUNT
from providers.documents.model import Document

if TYPE_CHECKING:
    from checklists.records import Run
    from checklists.workspace import Workspace

# Of a longer response its report and figures are kept, and not the response.
_LONGEST_KEPT = 20_000_000
_SANDBOX_MODEL = "crossfade-sandbox"
# The sandbox's account, and that of files which a converter made: no vendor sent either.
_NO_VENDOR = NO_ACCOUNT


def record(workspace: Workspace, converted: Converted) -> Run:
    """Keep one conversion as a run: what was asked, the response, what was lost and derived."""
    document = converted.source
    run = workspace.record_run(
        "convert",
        sandbox=from_sandbox(document),
        vendor=document.vendor or "",
        model=document.model,
        request={"path": document.source, "kind": document.kind, "to": converted.target},
        response=_response(document),
        result=converted.report(),
        numbers=_numbers([converted.report()]),
    )
    workspace.attach_evidence("response-parsing", run.id)
    return run


def record_all(
    workspace: Workspace, reports: Sequence[dict[str, Any]], *, vendor: str, sandbox: bool
) -> Run:
    """Keep the conversion of many files as one run of their reports, without their texts."""
    run = workspace.record_run(
        "convert",
        sandbox=sandbox,
        vendor=vendor,
        request={"files": len(reports), "to": reports[0]["to"]},
        result={"files": list(reports)},
        numbers=_numbers(reports),
    )
    workspace.attach_evidence("response-parsing", run.id)
    return run


def from_sandbox(document: Document) -> bool:
    """Whether the sandbox's recogniser, and not a vendor, made the response."""
    raw = document.raw
    heads = raw[:1] + raw[-1:] if isinstance(raw, list) else [raw]
    infos = [one.get("metadata") for one in heads if isinstance(one, dict)]
    return document.account == _NO_VENDOR or any(_SANDBOX_MODEL in str(info) for info in infos)


def _response(document: Document) -> Any:
    if isinstance(document.raw, str):
        return {"text": document.raw} if len(document.raw) < _LONGEST_KEPT else None
    text = json_bytes(document.raw)
    return json.loads(text) if len(text) < _LONGEST_KEPT else None


def _numbers(reports: Sequence[dict[str, Any]]) -> dict[str, object]:
    return {
        "files": len(reports),
        "words": sum(report["words"] for report in reports),
        "losses": sum(len(report["losses"]) for report in reports),
        "derived": sum(len(report["derived"]) for report in reports),
    }
