"""Two ways of telling what is heard while it is heard: each turned into the other, and compared.

Amazon gives segments: partials with one ResultId, then the final. Deepgram gives windows of audio:
interims, then ``is_final``, and an utterance ends at ``speech_final`` or ``UtteranceEnd``.
"""
