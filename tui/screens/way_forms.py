"""The windows in which a step or a trigger of the way back is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checklists.before.way_back import Step, Trigger, typed_step, typed_trigger
from tui.screens.form import Field, FormWindow


def way_form(row: Any, trigger: bool) -> FormWindow[Any]:
    """The window for a step or a trigger; None is a new one."""
    return _trigger_form(row) if trigger else _step_form(row)


def _step_form(step: Step | None) -> FormWindow[Step]:
    fields = (
        Field("text", "What to do", step.text if step else ""),
        Field("owner", "Who", step.owner if step else ""),
        Field("minutes", "Minutes", str(step.minutes) if step and step.minutes else ""),
    )

    def read(typed: Mapping[str, str]) -> Step:
        return typed_step(typed["text"], typed["owner"], typed["minutes"])

    return FormWindow("A step of the way back", "", fields, read)


def _trigger_form(trigger: Trigger | None) -> FormWindow[Trigger]:
    limit = trigger.threshold if trigger else None
    fields = (
        Field("metric", "Measured", trigger.metric if trigger else ""),
        Field("comparison", "> or <", trigger.comparison if trigger else ">"),
        Field("threshold", "Threshold", "" if limit is None else f"{limit:g}"),
        Field("unit", "Unit", trigger.unit if trigger else ""),
        Field("window", "For minutes", str(trigger.window or "") if trigger else ""),
    )

    def read(typed: Mapping[str, str]) -> Trigger:
        return typed_trigger(
            typed["metric"],
            typed["comparison"],
            typed["threshold"],
            typed["unit"],
            typed["window"],
            trigger,
        )

    origin = trigger.origin() if trigger and not trigger.worded else ""
    hint = f"{origin[:1].upper()}{origin[1:]}." if origin else ""
    return FormWindow("A trigger to go back on", hint, fields, read)
