"""Conversions kept as evidence for the guide's task "response-parsing"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from checklists.during.responses.converting import Converted
from checklists.during.responses.digits import json_bytes
from providers.documents.model import Document

if TYPE_CHECKING:
    from checklists.records import Run
    from checklists.workspace import Workspace

# Of a longer response its report and figures are kept, and not the response.
_LONGEST_KEPT = 20_000_000


def record(workspace: Workspace, converted: Converted) -> Run:
    """Keep one conversion as a run: what was asked, the response, what was lost and derived."""
    document, report = converted.source, converted.report()
    run = workspace.record_run(
        "convert",
        sandbox=report["sandbox"],
        vendor=document.vendor or "",
        model=document.model,
        request={"path": document.source, "kind": document.kind, "to": converted.target},
        response=_response(document),
        result=report,
        numbers=_numbers([report]),
    )
    workspace.attach_evidence("response-parsing", run.id)
    return run


def record_all(workspace: Workspace, reports: Sequence[dict[str, Any]], *, vendor: str) -> Run:
    """Keep the conversion of many files as one run of their reports, without their texts; of the
    sandbox if any of them was."""
    run = workspace.record_run(
        "convert",
        sandbox=any(report["sandbox"] for report in reports),
        vendor=vendor,
        request={"files": len(reports), "to": reports[0]["to"]},
        result={"files": list(reports)},
        numbers=_numbers(reports),
    )
    workspace.attach_evidence("response-parsing", run.id)
    return run


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
