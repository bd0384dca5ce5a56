"""What each use of Amazon Transcribe becomes at Deepgram, in a line.

Deepgram's names are those of its API and of deepgram-sdk 7 (docs and package, read 2026-11).
"""

from __future__ import annotations

from checklists.scan.finding import Kind, Mode

_STARTS = {
    "batch": "POST /v1/listen (listen.v1.media.transcribe_url or transcribe_file): the answer is "
    "the transcript",
    "streaming": "the WebSocket /v1/listen (listen.v1.connect)",
    "call-analytics": "POST /v1/listen with multichannel, sentiment, topics and summarize; "
    "categories, talk time and interruptions are reckoned from the words",
    "medical": "/v1/listen with model=nova-3-medical",
    "unknown": "/v1/listen",
}
_KINDS: dict[Kind, str] = {
    "dependency": "the deepgram SDK of this language, or plain HTTPS and WebSocket",
    "import": "the deepgram SDK of this language, or plain HTTPS and WebSocket",
    "client": "a Deepgram client with an API key; no Region and no signing",
    "permission": "no IAM action: a Deepgram API key, kept as a secret",
    "event": "a callback address on the request, or the answer itself",
    "job-uri": "no result file: the JSON comes with the answer or to the callback",
    "endpoint": "wss://api.deepgram.com/v1/listen with the key in the Authorization header",
    "output-file": "crossfade convert FILE --to deepgram",
}
_PARSERS = {
    "batch": "results.channels[].alternatives[].words[], utterances and paragraphs; times are "
    "numbers",
    "streaming": "Results messages: channel.alternatives[0], is_final and speech_final",
    "call-analytics": "utterances with sentiment and topics; turns and talk time are reckoned "
    "from the words",
    "medical": "results.channels[].alternatives[].words[]; times are numbers",
    "unknown": "results.channels[].alternatives[].words[]",
}
_OPERATIONS = (
    (("VocabularyFilter",), "replace=find:replacement, or profanity_filter: rules on the request"),
    (("Vocabular",), "keyterm on the request (crossfade vocabulary)"),
    (("LanguageModel",), "a custom model (ask Deepgram), or keyterm"),
    (("Categor",), "nothing at Deepgram: rules of your own over the transcript"),
    (("MedicalScribe",), "nova-3-medical for the words; the clinical note from a model of yours"),
)


def call_becomes(operation: str, mode: Mode) -> str:
    """What a call of an operation (by the API's name) becomes."""
    kept = _kept_becomes(operation)
    if kept:
        return kept
    if operation.startswith(("Get", "List")):
        return "no polling: the answer comes with the request, or goes to a callback"
    if operation.startswith("Delete"):
        return "nothing to delete: Deepgram keeps no job"
    return _STARTS[mode]


def resource_becomes(resource: str, mode: Mode) -> str:
    """What a resource becomes that a template keeps, by its type in any tool's spelling:
    ``AWS::Transcribe::Vocabulary``, ``aws_transcribe_vocabulary_filter``, ``CfnVocabulary``."""
    return _kept_becomes(resource) or _STARTS[mode]


def _kept_becomes(name: str) -> str:
    """What a thing becomes that the service keeps and a request names; "" where it is no such."""
    low = name.replace("_", "").lower()
    for parts, answer in _OPERATIONS:
        if any(part.lower() in low for part in parts):
            return answer
    return ""


def becomes(kind: Kind, mode: Mode) -> str:
    """What a finding of this kind becomes."""
    if kind == "parser":
        return _PARSERS[mode]
    return _KINDS.get(kind, _STARTS[mode])
