"""Which terms help: none, each alone, all, and the smallest set that keeps the gains.

The guide's pro tip is not to carry the old vendor's vocabulary over but to start without and add
one by one. ``plan_ladder`` says what that takes (requests, hours, price, what is on record),
``climb`` carries it out, ``as_json`` is its document, which a run of kind "keywords" keeps as its
result and ``crossfade keywords --json`` prints:

- ``way`` "keyterm" or "keywords" (the model decides), ``model``, ``language``, ``form`` "quick" or
  "full", ``synthetic`` (the clips are a machine's speech), ``spoken`` (it was made to speak for
  this), ``sandbox {"deepgram": bool}``.
- ``baseline``, ``all`` and ``kept``: a set of terms over all clips. ``{wer, errors, words,
  keyword_recall, keyword_precision, said, found, wrong, wer_interval, recall_interval,
  precision_interval, wer_change, set[] {term, boost}}``. The keywords counted are all terms of the
  plan. An interval is ``{low, high, clips}``, null under two clips; ``wer_change`` is against
  ``baseline``, ``{value, low, high, clips}`` with null limits under two clips. A rate with nothing
  to count is null. ``all`` is null where its request failed; ``kept`` where it is not known yet.
- ``terms[]``, in the order given: ``{term, verdict, why, said, right_before, gained[], lost[],
  harmed[], invented, wer, wer_change {value, low, high, clips}, recall {before, after},
  precision {before, after}, boost, boosts[] {boost, wer, errors, gained, lost, harmed, invented},
  turning_point, places[] {clip, channel, start, end, text}, failed}``. A change in ``gained``,
  ``lost`` and ``harmed`` is ``{word, before, after, clip, channel, start, end}``. ``boosts`` are
  counts, [] without a sweep; ``turning_point`` is the last boost before errors rise, 0.0 where
  they rose with the first, null where they never did; ``boost`` is the recommended one (1.0 for a
  keyterm). ``places`` is where the reference has the term. Times are seconds of the clip, null
  where not known.
  ``failed`` counts the clips without an answer; such a term is "untested".
- ``recommended[]`` the terms of ``kept``; ``removed[] {term, why}`` those that were worth keeping
  alone and are not needed together.
- ``requests {needed, sent, on_record, failed}``; ``failures[] {clip, terms[], why}`` (a clip's
  hash); ``stopped`` says why the rest was not sent, "" where all was.
- ``clips[] {path, name, sha256, seconds, model, sandbox, synthetic, channels[], references[],
  baseline, all, kept, terms[], recommended[]}``, each set and term as above for this clip alone,
  with ``texts[]`` (what was heard for each of ``channels``) and ``answer`` (the key of the answer
  in ``workspace.keyword_answers``); no intervals.
- ``request {url, parameters[]}``: the exact parameters of the recommended set.
- ``quick {clip, terms[] {term, why}}`` for the quick form, else null; ``notes[]`` what should be
  known about the request and is no error.

Verdicts: "keep", "not-needed", "harmful", "no-effect", "untested".
"""

from checklists.before.keywords.document import as_json
from checklists.before.keywords.ladder import climb
from checklists.before.keywords.plan import LadderPlan, Question, plan_ladder
from checklists.before.keywords.recorded import newest_trial, record
from checklists.before.keywords.result import LadderResult
from checklists.before.keywords.state import Failure, LadderState, LadderStep
from checklists.before.keywords.way import BOOSTS, TermSet, Way, way_of

__all__ = [
    "BOOSTS",
    "Failure",
    "LadderPlan",
    "LadderResult",
    "LadderState",
    "LadderStep",
    "Question",
    "TermSet",
    "Way",
    "as_json",
    "climb",
    "newest_trial",
    "plan_ladder",
    "record",
    "way_of",
]
