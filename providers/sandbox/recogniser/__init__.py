"""The speech recogniser of the sandbox: CMU PocketSphinx in worker processes.

``pool`` is the way in. What runs inside a worker: ``worker`` (the loop), ``decoding`` (words),
``spotting`` (terms by their sound), ``weighing`` (what a search's hits are worth), ``insertion``
(terms into words), ``listening`` (live), all over ``sound`` (rates, voice) and ``pronunciation``
(how a term is said).
"""
