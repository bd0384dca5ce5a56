"""What searches found, as tables that can be asked: every place, joined from sound and text.

A run keeps its search whole, with the vendor's answer; thousands of them cannot be read to show
one list. So a search is also taken apart into rows in the moment it is recorded. The rows can be
made again from the runs; those of older workspaces are made when they are first asked for.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from checklists import rows
from checklists.before.search_moments import FoundIn, Moment, Searched, TermSearch, joined, searched
from checklists.records import Run, to_json
from checklists.scoring.textsearch import TextHit
from checklists.search_rows import COLUMNS, condition, found_moment, order_by, wanted_terms
from checklists.store import Store
from providers.speech import SearchHit
