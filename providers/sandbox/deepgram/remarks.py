"""What the stand-in cannot do, said in ``metadata.warnings`` instead of being invented.

An entry has Deepgram's shape, {parameter, type, message}. The type "unsupported_by_sandbox" is
the stand-in's own, so that nobody takes it for Deepgram's opinion.
"""

from __future__ import annotations

from providers.sandbox.deepgram.rules import Plan

_TYPE = "unsupported_by_sandbox"


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_CANNOT_FLAGS = _names(
    "diarize numerals measurements dictation filler_words profanity_filter detect_entities "
    "sentiment topics intents"
)
_CANNOT_LISTS = _names("redact detect_language")
_ONLY_LIVE = _names("interim_results vad_events no_delay")
_ONLY_WHOLE = _names("utterances paragraphs")


def warnings_for(plan: Plan, *, live: bool = False) -> list[dict[str, str]]:
    """One entry for every option that had no effect, or less than Deepgram's would have."""
    query = plan.query
    asked = [name for name in _CANNOT_FLAGS if query.on(name)]
    asked += [name for name in _CANNOT_LISTS if _wanted(query.all(name))]
    asked += [name for name in ("diarize_model",) if query.text(name)]
    asked += [name for name in ("summarize",) if query.text(name) not in ("", "false")]
    if (query.number("alternatives") or 1) > 1:
        asked.append("alternatives")
    found = [_entry(name, "The sandbox cannot do this, so nothing was done.") for name in asked]
    if query.on("smart_format"):
        found.append(
            _entry(
                "smart_format",
                "The sandbox adds punctuation (and paragraphs) only: no dates, amounts or numbers.",
            )
        )
    if any(_negative(keyword) for keyword in query.all("keywords")):
        found.append(_entry("keywords", "The sandbox cannot suppress words: they were ignored."))
    if not plan.english:
        text = "The sandbox only knows English: the audio was not transcribed."
        found.append(_entry("language", text))
    elif plan.language == "multi":
        found.append(_entry("language", "The sandbox heard everything as English."))
    misplaced = _ONLY_WHOLE if live else _ONLY_LIVE
    where = "live streams" if live else "recordings"
    found += [_entry(name, f"It has no effect on {where}.") for name in misplaced if query.on(name)]
    found += [_entry(name, "This parameter is not known.") for name in query.unknown]
    return found


def _wanted(values: tuple[str, ...]) -> bool:
    return any(value != "false" for value in values)


def _negative(keyword: str) -> bool:
    return keyword.rpartition(":")[2].startswith("-") and ":" in keyword


def _entry(parameter: str, message: str) -> dict[str, str]:
    return {"parameter": parameter, "type": _TYPE, "message": message}
