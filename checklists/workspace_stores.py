"""The parts of a workspace that keep one kind of thing each, over its one database.

Imported as they are asked for: the first frame needs none of them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from checklists.clip_shelf import ClipShelf

if TYPE_CHECKING:
    from checklists.beginning import Beginning
    from checklists.dependency_marks import DependencyMarks
    from checklists.habits import Habits
    from checklists.keyword_answers import KeywordAnswers
    from checklists.known_differences import KnownDifferences
    from checklists.notes import Notes
    from checklists.search_hits import SearchHits
    from checklists.search_labels import SearchLabels
    from checklists.searched_files import SearchedFiles
    from checklists.text_index import TextIndex


class WorkspaceStores(ClipShelf):
    """Every part as an attribute."""

    @property
    def notes(self) -> Notes:
        """The notes on tasks."""
        from checklists.notes import Notes

        return Notes(self.directory, self._database)

    @property
    def dependency_marks(self) -> DependencyMarks:
        """What somebody said of the places where Amazon Transcribe is used."""
        from checklists.dependency_marks import DependencyMarks

        return DependencyMarks(self.directory, self._database)

    @property
    def known_differences(self) -> KnownDifferences:
        """Which differences of the vendors' fields are known, and why they do no harm."""
        from checklists.known_differences import KnownDifferences

        return KnownDifferences(self.directory, self._database)

    @property
    def search_labels(self) -> SearchLabels:
        """What was heard where a search claims a term, and the cuts that follow from it."""
        from checklists.search_labels import SearchLabels

        return SearchLabels(self.directory, self._database)

    @property
    def search_hits(self) -> SearchHits:
        """Every place that a search found, without reading its run."""
        from checklists.search_hits import SearchHits

        return SearchHits(self.directory, self._database)

    @property
    def keyword_answers(self) -> KeywordAnswers:
        """Every answer of the keyword experiments."""
        from checklists.keyword_answers import KeywordAnswers

        return KeywordAnswers(self.directory, self._database)

    @property
    def searched_files(self) -> SearchedFiles:
        """Which content stands in which file that was searched."""
        from checklists.searched_files import SearchedFiles

        return SearchedFiles(self.directory, self._database)

    @cached_property
    def text_index(self) -> TextIndex:
        """The search in all transcripts on record. Raises BadInput where it cannot be opened."""
        from checklists.text_index import TextIndex

        return TextIndex.open(self.directory)

    @property
    def beginning(self) -> Beginning:
        """The answers to the questions of a new workspace."""
        from checklists.beginning import Beginning

        return Beginning(self.directory, self._database)

    @property
    def habits(self) -> Habits:
        """How this workspace was used last."""
        from checklists.habits import Habits

        return Habits(self.directory, self._database)
