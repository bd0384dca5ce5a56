"""What a user may ask of Amazon Transcribe, and the two requests that it becomes.

Member names, limits and rules: botocore 1.44.5's model of StartTranscriptionJob and
aws-sdk-transcribe-streaming 0.12.0's of StartStreamTranscription (read 2026-11). botocore checks
presence, types and minima only, so maxima, patterns and combinations are checked here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from providers.audio.pacing import PcmFormat
from providers.errors import BadInput

FilterMethod = Literal["", "mask", "remove", "tag"]
Stability = Literal["", "low", "medium", "high"]
MEDIA_FORMATS = ("mp3", "mp4", "wav", "flac", "ogg", "amr", "webm", "m4a")
MOST_SPEAKERS = 30
LOWEST_RATE, HIGHEST_RATE = 8000, 48000
_NAME = re.compile(r"[0-9a-zA-Z._-]{1,200}")
_LANGUAGE = re.compile(r"[a-z]{2,3}-[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class AmazonOptions:
    """Settings of one transcription. Empty or None means: not asked for.

    ``language`` is Amazon's code ("en-US"), or "" with ``identify_language``. ``redact`` lists
    kinds of personal data ("ALL", "NAME", ...). ``partial_results_stability`` is for streams and
    switches stabilization on. ``language_model`` names a custom language model. ``output`` says
    where a job writes: "bucket" next to the upload, or "service", Amazon's own bucket, which is
    read through a link and keeps the file until the job is forgotten (90 days at most).
    """

    language: str = "en-US"
    identify_language: bool = False
    language_options: tuple[str, ...] = ()
    channel_identification: bool = False
    show_speaker_labels: bool = False
    max_speaker_labels: int | None = None
    max_alternatives: int | None = None
    vocabulary_name: str = ""
    vocabulary_filter_name: str = ""
    vocabulary_filter_method: FilterMethod = ""
    redact: tuple[str, ...] = ()
    language_model: str = ""
    partial_results_stability: Stability = ""
    output: Literal["bucket", "service"] = "bucket"

    def __post_init__(self) -> None:
        self._check_language()
        self._check_names()
        if self.show_speaker_labels and self.channel_identification:
            raise BadInput(
                "Amazon Transcribe cannot tell speakers and channels apart in one request: choose "
                "speaker labels or channel identification."
            )
        _in_range("max_speaker_labels", self.max_speaker_labels, 2, MOST_SPEAKERS)
        _in_range("max_alternatives", self.max_alternatives, 2, 10)
        if self.max_speaker_labels is not None and not self.show_speaker_labels:
            raise BadInput("max_speaker_labels needs show_speaker_labels.")
        if bool(self.vocabulary_filter_name) != bool(self.vocabulary_filter_method):
            raise BadInput(
                "A vocabulary filter needs both its name and a method (mask, remove or tag)."
            )

    def job_parameters(self) -> dict[str, Any]:
        """The members of StartTranscriptionJob that these options set; no name, media or output."""
        parameters: dict[str, Any] = {}
        if self.identify_language:
            parameters["IdentifyLanguage"] = True
            if self.language_options:
                parameters["LanguageOptions"] = list(self.language_options)
        else:
            parameters["LanguageCode"] = self.language
        settings = self._settings()
        if settings and self.identify_language:
            settings, by_language = _split_for_identification(settings, self.language_options)
            parameters |= by_language
        if settings:
            parameters["Settings"] = settings
        if self.language_model:
            parameters["ModelSettings"] = {"LanguageModelName": self.language_model}
        if self.redact:
            parameters["ContentRedaction"] = {
                "RedactionType": "PII",
                "RedactionOutput": "redacted",
                "PiiEntityTypes": list(self.redact),
            }
        return parameters

    def stream_parameters(self, form: PcmFormat) -> dict[str, str]:
        """The query of a stream of ``form``; two channels are always told apart. Raises BadInput.

        Everything goes up as linear PCM, so ``form.encoding`` does not show here.
        """
        _check_stream_form(form)
        parameters = {"media-encoding": "pcm", "sample-rate": str(form.rate)}
        parameters |= self._stream_language()
        if form.channels == 2:
            if self.show_speaker_labels:
                raise BadInput(
                    "Amazon's stream cannot label speakers when it gets two channels: leave "
                    "speaker labels out, or mix the channels into one."
                )
            parameters["enable-channel-identification"] = "true"
            parameters["number-of-channels"] = "2"
        optional = {
            "vocabulary-filter-method": self.vocabulary_filter_method,
            "language-model-name": self.language_model,
            "show-speaker-label": "true" if self.show_speaker_labels else "",
            "enable-partial-results-stabilization": (
                "true" if self.partial_results_stability else ""
            ),
            "partial-results-stability": self.partial_results_stability,
            "content-redaction-type": "PII" if self.redact else "",
            "pii-entity-types": ",".join(self.redact),
        }
        return {name: value for name, value in (parameters | optional).items() if value}

    def _stream_language(self) -> dict[str, str]:
        """Language, vocabulary and filter: one of each, or lists with identification."""
        names = {
            "vocabulary-name": self.vocabulary_name,
            "vocabulary-filter-name": self.vocabulary_filter_name,
        }
        if not self.identify_language:
            return {"language-code": self.language} | names
        if len(self.language_options) < 2:
            raise BadInput(
                "Language identification in a stream needs at least two language_options."
            )
        languages = len(self.language_options)
        return {
            "identify-language": "true",
            "language-options": ",".join(self.language_options),
        } | {f"{name}s": ",".join([value] * languages) for name, value in names.items() if value}

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        if self.show_speaker_labels:
            settings["ShowSpeakerLabels"] = True
            settings["MaxSpeakerLabels"] = self.max_speaker_labels or 2
        if self.channel_identification:
            settings["ChannelIdentification"] = True
        if self.max_alternatives is not None:
            settings["ShowAlternatives"] = True
            settings["MaxAlternatives"] = self.max_alternatives
        if self.vocabulary_name:
            settings["VocabularyName"] = self.vocabulary_name
        if self.vocabulary_filter_name:
            settings["VocabularyFilterName"] = self.vocabulary_filter_name
            settings["VocabularyFilterMethod"] = self.vocabulary_filter_method
        return settings

    def _check_language(self) -> None:
        codes = self.language_options if self.identify_language else (self.language,)
        for code in codes:
            if not _LANGUAGE.fullmatch(code):
                raise BadInput(
                    f"{code!r} is not a language code of Amazon Transcribe: they look like en-US."
                )

    def _check_names(self) -> None:
        for what, name in (
            ("vocabulary", self.vocabulary_name),
            ("vocabulary filter", self.vocabulary_filter_name),
            ("language model", self.language_model),
        ):
            if name and not _NAME.fullmatch(name):
                raise BadInput(
                    f"{name!r} cannot be the name of a {what}: Amazon allows 1 to 200 letters, "
                    "digits, dots, hyphens and underscores."
                )


def _split_for_identification(
    settings: dict[str, Any], languages: tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """With language identification, vocabulary and filter go by language (LanguageIdSettings)."""
    moved = {
        name: settings.pop(name)
        for name in ("VocabularyName", "VocabularyFilterName")
        if name in settings
    }
    if not moved:
        return settings, {}
    if not languages:
        raise BadInput(
            "A vocabulary or filter with language identification needs language_options, so that "
            "Amazon knows which language it belongs to."
        )
    return settings, {"LanguageIdSettings": {code: dict(moved) for code in languages[:5]}}


def _in_range(name: str, value: int | None, lowest: int, highest: int) -> None:
    if value is not None and not lowest <= value <= highest:
        raise BadInput(f"{name} must be between {lowest} and {highest}, not {value}.")


def _check_stream_form(form: PcmFormat) -> None:
    if form.channels not in (1, 2):
        raise BadInput(f"Amazon's stream takes one or two channels, not {form.channels}.")
    if not LOWEST_RATE <= form.rate <= HIGHEST_RATE:
        raise BadInput(
            f"Amazon's stream takes audio of {LOWEST_RATE} to {HIGHEST_RATE} Hz, not {form.rate}."
        )
