"""Every answer of a keyword experiment, kept the moment it came.

A ladder of terms takes many requests; whatever ends it, what was answered is not sent again. An
answer is known by what was asked: the clip's content, the request's parameters, sandbox or live.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from checklists import rows
from checklists.recording import storable
from checklists.records import to_json, transcript_from, transcript_result
from checklists.store import Store, now
from checklists.versions import program_version
from providers.speech import Transcript


def answer_key(clip: str, parameters: Iterable[tuple[str, str]], sandbox: bool) -> str:
    """What was asked, as a short text: equal for equal requests, whatever their terms' order.

    ``clip`` is the hash of the audio. The sandbox is part of the program, so another version of
    it may hear something else; a vendor's answer holds until it is asked for again.
    """
    asked = {
        "clip": clip,
        "parameters": sorted([name, value] for name, value in parameters),
        "sandbox": program_version() if sandbox else "",
    }
    return hashlib.sha256(to_json(asked).encode()).hexdigest()[:32]


class KeywordAnswers(Store):
    """The answers of a workspace's keyword experiments. Their numbers are in runs."""

    def known(self, keys: Sequence[str]) -> frozenset[str]:
        """Which of these requests have an answer on record."""
        found = self._all(
            "SELECT key FROM keyword_answers WHERE key IN (SELECT value FROM json_each(?))",
            (to_json(list(keys)),),
        )
        return frozenset(row["key"] for row in found)

    def transcripts(self, keys: Sequence[str]) -> Mapping[str, Transcript]:
        """The answers to these requests, where there are any; ``raw`` is left out (it is large)."""
        found = self._all(
            "SELECT key, request, result FROM keyword_answers "
            "WHERE key IN (SELECT value FROM json_each(?))",
            (to_json(list(keys)),),
        )
        return {
            row["key"]: transcript_from(
                json.loads(row["result"]), request=json.loads(row["request"]), raw={}
            )
            for row in found
        }

    def transcript(self, key: str) -> Transcript | None:
        """One answer, with what came back over the wire; None where there is none."""
        found = self._all("SELECT response FROM keyword_answers WHERE key = ?", (key,))
        if not found:
            return None
        return replace(self.transcripts([key])[key], raw=json.loads(found[0]["response"]))

    def keep(self, key: str, clip: str, transcript: Transcript) -> None:
        """Keep an answer; a former one to the same request is replaced.

        Raises BadInput for what looks like a credential in it.
        """
        request: Any = storable(transcript.request, "the request of a keyword experiment")
        response: Any = storable(transcript.raw, "the response of a keyword experiment")
        result: Any = storable(transcript_result(transcript), "what a keyword experiment heard")
        values = (
            key, clip, transcript.model, int(transcript.sandbox), to_json(request),
            to_json(response), to_json(result), program_version(), rows.stored_time(now()),
            transcript.elapsed,
        )  # fmt: skip
        marks = ", ".join("?" * len(values))
        with self._writing("keyword answer recorded", clip, f"{transcript.model} {key}"):
            self._run_sql(f"INSERT OR REPLACE INTO keyword_answers VALUES ({marks})", values)
