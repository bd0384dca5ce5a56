"""What a written adapter says of itself: how it is used, what is derived, what is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from checklists.during.adapter.layout import docstring, wrapped
from checklists.during.adapter.wanted import Wanted

_MOST = 60
_NUMBERS = {
    "recording": "Times and scores are texts with the digits that Deepgram sent.",
    "call": "Times are whole milliseconds, scores numbers; who speaks on which channel is said "
    "by ROLES.",
    "stream": "Numbers are numbers, as Amazon's SDKs give them.",
}
_CUT = "where there are none words cut at pauses of 0.8 s and where the speaker changes"
# What is made here without Deepgram saying it, by the beginning of a path.
_MADE_UP = {
    "status": '"COMPLETED", whatever came: what failed has an HTTP status instead',
    "results.transcripts": "of several channels their words in order of time, joined",
    "results.speaker_labels.segments": "utterances if all name a speaker, else words cut at "
    "pauses of 0.8 s and where the speaker changes",
    "results.speaker_labels.channel_label": 'always "ch_0"',
    "results.items[].id": "words and punctuation counted from 0 in order of time",
    "results.items[].alternatives[].confidence": '"0.0" of punctuation',
    "results.audio_segments": f"utterances, {_CUT}",
    "results.segments": f"utterances with one alternative each, {_CUT}",
    "JobStatus": '"COMPLETED", whatever came: what failed has an HTTP status instead',
    "Participants": "ROLES, as far as there are channels",
    "Transcript[].ParticipantRole": "by ROLES",
    "Transcript[].Items[].Confidence": "0.0 of punctuation",
    "Transcript[].Content": f"of utterances, {_CUT}",
    "Transcript.Results[].ResultId": "made of the id of the request, the channel and a count",
    "Transcript.Results[].StartTime": "of the first word, of a result without words its own",
    "Transcript.Results[].EndTime": "of the last word, of a result without words its own",
    "Transcript.Results[].Alternatives[].Items[].StartTime": "of punctuation the end of its word",
}


def module_doc(
    wanted: Wanted, name: str, names: Mapping[str, str], when_lost: Literal["raise", "none"]
) -> str:
    """The docstring of a module that adapts recordings or streams."""
    opening = {
        "recording": "Amazon Transcribe's fields, as far as they are read, out of Deepgram's "
        "response.",
        "call": "Call Analytics' fields out of Deepgram's response to a call, as far as they are "
        "read.",
        "stream": "Events as Amazon Transcribe streams them, out of the Results messages of "
        "Deepgram's stream (/v1/listen; Flux has others).",
    }
    default = (
        'Where there is nothing for a field NotAtDeepgram is raised; with lost="none" None stands '
        "there instead."
        if when_lost == "raise"
        else 'Where there is nothing for a field None stands there; with lost="raise" '
        "NotAtDeepgram is raised instead."
    )
    paragraphs: list[str | Sequence[str]] = [opening[wanted.side], _usage(wanted, name, names)]
    paragraphs += [_NUMBERS[wanted.side], default]
    options = dict.fromkeys(one for field in wanted.fields for one in wanted.ask.get(field, ()))
    if options:
        paragraphs.append(f"Ask Deepgram for {', '.join(options)}.")
    made_here = wanted.fields
    made = {path: wanted.how[path] for path in wanted.fields if path in wanted.how}
    paragraphs += _list("What stands for a field at Deepgram:", _grouped(made))
    invented = {
        path: said
        for path, said in _MADE_UP.items()
        if any(field == path or field.startswith((f"{path}.", f"{path}[")) for field in made_here)
    }
    paragraphs += _list("Made up here, or chosen:", invented)
    paragraphs += _list("Lost, or not made here:", wanted.lost)
    if wanted.left_out:
        heading = "Left out, for no response of Amazon's is known to have it (... is any name):"
        paragraphs += _list(heading, dict.fromkeys(wanted.left_out.values(), ""))
    return docstring(paragraphs)


def _usage(wanted: Wanted, name: str, names: Mapping[str, str]) -> list[str]:
    if wanted.side == "stream":
        return [
            f"    events = {name}.AmazonEvents()",
            "    for message in messages:  # each as text, or as it was read",
            "        for event in events.feed(message):",
            "            handle(event)",
        ]
    given = [path for path in names if path not in wanted.lost]
    one = [f"    {name}.{names[given[0]]}(response)  # one field"] if given else []
    return [
        f"    response = {name}.read(body)",
        f"    data = {name}.amazon_shape(response)  # for the parser as it is",
        *one,
    ]


def _grouped(rows: Mapping[str, str]) -> dict[str, str]:
    """Paths of which the same is said, together."""
    by_how: dict[str, list[str]] = {}
    for path, how in rows.items():
        by_how.setdefault(how, []).append(path)
    return {", ".join(paths): how for how, paths in by_how.items()}


def _list(heading: str, rows: Mapping[str, str]) -> list[Sequence[str]]:
    if not rows:
        return []
    lines = [heading]
    for path, why in list(rows.items())[:_MOST]:
        text = f"- {path}" + (f": {why}" if why else "")
        lines += wrapped(text, later="  ")
    if len(rows) > _MOST:
        lines.append(f"- and {len(rows) - _MOST} more.")
    return [lines]
