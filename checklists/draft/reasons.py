"""Why a place that starts a transcription is left as it is, where the code itself is not why."""

NO_DIFF = "there is no diff for this language: the equivalent stands below"
NOTEBOOK = "a notebook's cells are not changed: the equivalent stands below"
NOT_READ = "the file is no UTF-8 text, so nothing can be changed in it"
UNSEEN = "the call is not written out here, so nothing can be changed for it"
