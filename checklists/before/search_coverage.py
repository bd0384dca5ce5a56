"""Which clips need not be searched again: they were asked for the same terms in the same way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from checklists.before.search import options_of
from checklists.records import ClipRecord, by_name
from checklists.search_hits import asked
from checklists.workspace import Workspace
from providers.deepgram.options import DeepgramOptions


def on_record(
    workspace: Workspace,
    clips: Sequence[ClipRecord],
    terms: Sequence[str],
    *,
    sandbox: bool,
    base: DeepgramOptions | None = None,
) -> set[str]:
    """The clips (hashes) with a search for all the terms on record, live or in the sandbox.

    ``base`` as for ``search.options_of``: another model or language is another question.
    """
    by_question: defaultdict[str, set[str]] = defaultdict(set)
    for one in clips:
        options = options_of(one.clip, terms, base)
        by_question[asked(by_name(options.batch_parameters()), sandbox)].add(one.sha256)
    found: set[str] = set()
    for question, hashes in by_question.items():
        found |= hashes & workspace.search_hits.covered(question, terms).keys()
    return found
