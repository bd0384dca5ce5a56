"""The steps that a way back begins with, before a team has written its own.

Our own words, drawn from what going back from Deepgram to Amazon needs: to stop more from going
over, to open the old way again, to lose nothing that is on its way, to repair what was written
meanwhile, and to tell those who read it. Minutes are starting values, to be replaced.
"""

from __future__ import annotations

from checklists.before.way_back import Step

FIRST_STEPS: tuple[Step, ...] = (
    Step("Decide by the triggers, not by a feeling", "", 5),
    Step("Freeze the share: nothing more goes over to Deepgram", "", 1),
    Step("Check that Amazon still takes the credentials", "", 2),
    Step("Point endpoint and credentials back to Amazon", "", 5),
    Step("See the first transcript arrive from Amazon", "", 5),
    Step("Drain what Deepgram still has in flight", "", 15),
    Step("Keep both parsers until the last job has ended", "", 0),
    Step("Repeat by Amazon what was transcribed meanwhile", "", 60),
    Step("Tell everybody who reads the transcripts", "", 10),
    Step("Watch the triggers for one more window", "", 60),
    Step("Write down what happened before trying again", "", 30),
)
