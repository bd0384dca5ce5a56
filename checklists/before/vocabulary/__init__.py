"""The vocabulary importer: what becomes of Amazon's custom vocabularies and filters at Deepgram.

Nothing is carried over blindly: every entry becomes a keyterm to try, a ``replace`` rule, or has
no counterpart and a reason; all of them untested.
"""

from checklists.before.vocabulary.candidates import Candidate, candidates, keyterms, rules
from checklists.before.vocabulary.entries import Entry, Fault, Vocabulary, read_vocabulary
from checklists.before.vocabulary.filters import read_filter

__all__ = [
    "Candidate",
    "Entry",
    "Fault",
    "Vocabulary",
    "candidates",
    "keyterms",
    "read_filter",
    "read_vocabulary",
    "rules",
]
