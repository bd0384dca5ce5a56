"""Batch jobs: start, wait and read, drafted as one request to Deepgram.

A job that fails is an ApiError of the request: branches for failed jobs fall away, and are named.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from checklists.draft.blocks import block_of, empty_blocks
from checklists.draft.clients import gone_with
from checklists.draft.formatted import Unplaceable
from checklists.draft.job_calls import JobCalls, describes
from checklists.draft.job_walk import JobWalk
from checklists.draft.reading import Reading
from checklists.draft.request import Request, read_request, written
from checklists.draft.shapes import BATCH, CHANNELS, Place
from checklists.draft.text import Text
from checklists.draft.understanding import NotUnderstood
from checklists.draft.wording import call_text, commented
from checklists.facts.parameter_book import Shape
from checklists.scan.python_module import Function, Module, Scope

LINK = "link_to"
NEW, NEW_ASYNC = "DeepgramClient()", "AsyncDeepgramClient()"
# Seconds. Deepgram works on a recording for ten minutes at most (docs, pre-recorded audio, read
# 2026-11); the SDK would give up after one.
_PATIENCE = 660
_ELSEWHERE = (
    "the job is waited for somewhere else: with Deepgram its answer comes with the request, or "
    "goes to a callback"
)


_CARRIED = "what was done about a job that failed is for you to carry over"
_UNREAD = "the job's result is read somewhere else: nothing here would keep Deepgram's answer"


@dataclass(slots=True)
class Job:
    """One job's draft. ``done`` are the attributes of the client that it takes care of.

    ``link`` says that it needs the function that presigns, ``own`` that it uses the client that
    the code has, ``answer`` is the name that the answer is given; ``awaited`` is a request in an
    asynchronous function, which must not stand still for as long as the transcription takes.
    """

    request: Request
    line: int
    left: list[tuple[int, str]] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    link: bool = False
    own: bool = False
    answer: str = "answer"
    awaited: bool = False


def draft_job(
    start: ast.Call, scope: Scope, module: Module, text: Text, client: str, shape: Shape
) -> Job:
    """Change the code of one job in ``text``.

    ``client`` is the expression of the client, "" for one of the draft's own. Raises
    NotUnderstood, and then the text is of no use any more.
    """
    request = read_request(start, scope, shape)
    job = Job(request, start.lineno, answer=_free("answer", scope))
    job.awaited = isinstance(scope.node, ast.AsyncFunctionDef)
    made_here = isinstance(start.func, ast.Attribute) and isinstance(start.func.value, ast.Call)
    if not client or made_here:
        client = NEW_ASYNC if job.awaited else NEW
    calls = JobCalls(start, scope, module, request)
    channels = ("multichannel", "true") in request.mapped.pairs
    steps = CHANNELS if channels else BATCH
    reading = Reading(text, scope, steps, calls.known, Place("document", job.answer))
    reading.job_name = text.of(request.name) if request.name is not None else ""
    calls.place = reading.place
    walk = JobWalk(calls, reading)
    try:
        walk.block(block_of(scope.node), False)
    except Unplaceable as error:
        raise NotUnderstood(start.lineno, f"there is {error}") from error
    if walk.statement is None:
        raise NotUnderstood(start.lineno, "what the call gives is handed on at once")
    if not calls.waited:
        raise NotUnderstood(start.lineno, _ELSEWHERE)
    if not any(kind.startswith("document") for kind in reading.used):
        raise NotUnderstood(start.lineno, _UNREAD)
    fetched = calls.reads_the_result()
    if fetched is not None:
        raise NotUnderstood(fetched, "the result's file may be read here, in a way not followed")
    _seen_elsewhere(walk, scope, module)
    empty_blocks(scope.node, text)
    job.done = calls.done
    job.left = list(dict.fromkeys([*walk.left, *reading.left]))
    _write_call(job, walk, walk.statement, client)
    return job


def _seen_elsewhere(walk: JobWalk, scope: Scope, module: Module) -> None:
    """Raises NotUnderstood where another function reads a name that holds a part of the answer."""
    for node in ast.walk(scope.node):
        if isinstance(node, ast.Global | ast.Nonlocal) and walk.reading.ever & set(node.names):
            raise NotUnderstood(node.lineno, "the job is kept for other functions")
    for other in module.scopes:
        own = other is not scope and isinstance(other.node, Function | ast.Lambda)
        inside = own and any(one is scope for one in other.outwards())
        for node in ast.walk(other.node) if inside else ():
            if not (isinstance(node, ast.Name) and node.id in walk.reading.ever):
                continue
            if other.holder(node.id) is scope:
                raise NotUnderstood(node.lineno, "another function reads a part of the answer")


def _free(name: str, scope: Scope) -> str:
    number = 1
    taken = name
    while (holder := scope.holder(taken)) is not None:
        values = holder.bound.get(taken, ()) if holder is scope else ()
        if values and all(describes(value) for value in values):
            # It stood for the job's description, which is there no more.
            break
        number += 1
        taken = f"{name}_{number}"
    return taken


def _write_call(job: Job, walk: JobWalk, statement: ast.stmt, client: str) -> None:
    """Put the request to Deepgram, and what is to be said of it, in the place of the start."""
    text, pad = walk.text, walk.text.lead(statement)
    uri = job.request.source("Media.MediaFileUri")
    if uri is None:
        raise NotUnderstood(job.line, "the audio's address does not stand in the call")
    segments = walk.reading.used & {"results.speaker_labels", "results.audio_segments"}
    done = written(job.request, text, {"utterances": True} if segments else {})
    job.link = not _is_open(uri)
    if job.link and _is_amazons(uri):
        job.left.append((uri.lineno, "Deepgram must be able to fetch this without a signature"))
    address = f"{LINK}({text.of(uri)})" if job.link else text.of(uri)
    arguments = (
        ("url", address),
        *done.arguments,
        ("request_options", f'{{"timeout": {_PATIENCE}}}'),
    )
    job.left += gone_with(walk.calls.module, link=job.link)
    notes = [
        *done.comments,
        *_of_failures(walk.failed),
        *_by_line(job.left),
    ]
    job.left += [(number, _CARRIED) for number in sorted(set(walk.failed))]
    text.insert_before(statement.lineno, *(line for one in notes for line in commented(one, pad)))
    call = call_text(f"{client}.listen.v1.media.transcribe_url", arguments, pad)
    awaiting = "await " if job.awaited else ""
    text.replace(statement, f"{job.answer} = {awaiting}{call}")


def _by_line(left: list[tuple[int, str]]) -> list[str]:
    """What is left to do, each once with its lines."""
    lines: dict[str, list[str]] = {}
    for number, why in left:
        lines.setdefault(why, []).append(str(number))
    return [f"line {', '.join(numbers)} before: {why}" for why, numbers in lines.items()]


def _of_failures(failed: list[int]) -> list[str]:
    if not failed:
        return []
    lines = ", ".join(str(line) for line in sorted(set(failed)))
    return [
        "a failed job is a deepgram.core.api_error.ApiError of this call now; what was done about "
        f"it (line {lines} before) is for you to carry over."
    ]


def _is_amazons(uri: ast.expr) -> bool:
    """Whether it is written there that the address is one of S3 over HTTPS."""
    first = uri.values[0] if isinstance(uri, ast.JoinedStr) and uri.values else uri
    text = first.value if isinstance(first, ast.Constant) else None
    return isinstance(text, str) and text.startswith("http")


def _is_open(uri: ast.expr) -> bool:
    """Whether an address is written there, and not one of Amazon's."""
    address = uri.value if isinstance(uri, ast.Constant) else None
    return isinstance(address, str) and address.startswith("http") and "amazonaws" not in address
