"""Speak it: terms that no recording has, put into sentences and spoken by a local voice.

A first look at what a term does before anybody has said it in a call. The sentences are our own,
so what is said is known exactly; but it is a machine's speech. Every clip of it is stamped
synthetic and tagged ``TAG``, is never tried together with recordings, and proves nothing about
them: see ``NOTE``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from checklists.records import ClipRecord, ReferenceOrigin
from checklists.store import now
from checklists.workspace import Workspace
from providers.audio.clips import Clip, probe
from providers.audio.naming import shown
from providers.audio.pacing import PcmFormat
from providers.audio.speaking import NO_VOICE, Speech, Voice, speak
from providers.audio.wav import write_wav
from providers.errors import BadInput

TAG = "spoken"
NOTE = (
    "Spoken by a machine: clearer than a call, and a name is read as it is spelt. It shows whether "
    "a term can help; only recordings show whether it does."
)
Where = Literal["beginning", "middle", "end"]
# Seconds of silence: before the first sentence, between sentences, after the last.
LEAD, PAUSE, TAIL = 0.5, 0.6, 0.5
MOST_TERMS, LONGEST_TERM = 100, 100
# With more terms than this each is said in three sentences instead of all.
_MANY = 10


@dataclass(frozen=True, slots=True)
class Carrier:
    """A sentence around a term. It reads well with any name or noun in the place of ``{}``."""

    where: Where
    text: str

    def with_term(self, term: str) -> str:
        """The sentence with the term in it."""
        return self.text.replace("{}", term)


CARRIERS: tuple[Carrier, ...] = (
    Carrier("beginning", "{} was written at the top of the last letter."),
    Carrier("middle", "My colleague said that {} would be the better choice for us."),
    Carrier("end", "This morning somebody asked me about {}."),
    Carrier("beginning", "{} is the only word on this page that I cannot read."),
    Carrier("middle", "Please have a look at {} before we talk again tomorrow."),
    Carrier("end", "On the back of the box it only says {}."),
)


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """One sentence of a clip: ``start`` and ``end`` in seconds."""

    term: str
    where: Where
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SpokenClip:
    """A clip of sentences by one voice, on disk. ``sentences`` in their order."""

    clip: Clip
    voice: Voice
    terms: tuple[str, ...]
    sentences: tuple[SpokenSentence, ...]

    @property
    def reference(self) -> str:
        """What is said, exactly."""
        return " ".join(one.text for one in self.sentences)

    def record(self) -> ClipRecord:
        """The clip as a sample that no workspace knows yet, stamped synthetic."""
        return ClipRecord(
            self.clip,
            self.name,
            now(),
            tags=(TAG,),
            references={0: self.reference},
            synthetic=True,
            reference_origin=self.origin,
        )

    @property
    def name(self) -> str:
        """What it is called in lists."""
        first, more = self.terms[0], len(self.terms) - 1
        return f"spoken by {self.voice.id}: {first}{f' and {more} more' if more else ''}"

    @property
    def origin(self) -> ReferenceOrigin:
        """Where the reference comes from."""
        return ReferenceOrigin(f"script spoken by {self.voice.id}")


OnSentence = Callable[[int, int], None]
"""Told after each sentence: how many of how many are spoken."""


def speak_terms(
    terms: Sequence[str],
    voices: Sequence[Voice],
    folder: Path,
    *,
    pronounced: Mapping[str, str] | None = None,
    on_sentence: OnSentence | None = None,
) -> tuple[SpokenClip, ...]:
    """A clip by each voice with every term in its sentences, as WAV files in ``folder``. Blocks.

    ``pronounced`` says what a voice is to read for a term that is not read as it is spelt, such as
    "zai sell"; the reference has the term itself. The same terms by the same voice give the same
    file, so answers on record are found again. Raises BadInput.
    """
    wanted = usable_terms(terms)
    if not voices:
        raise BadInput(NO_VOICE)
    script = list(_script(wanted))
    total = len(script) * len(voices)
    clips = []
    for number, voice in enumerate(voices):
        done = number * len(script)

        def told(spoken: int, done: int = done) -> None:
            if on_sentence is not None:
                on_sentence(done + spoken, total)

        clips.append(_spoken(wanted, script, voice, folder, pronounced or {}, told))
    return tuple(clips)


def usable_terms(terms: Sequence[str]) -> tuple[str, ...]:
    """The terms without repetitions, blanks put right. Raises BadInput."""
    wanted = tuple(dict.fromkeys(" ".join(term.split()) for term in terms if term.strip()))
    if not wanted:
        raise BadInput("There is no term to speak: give one.")
    if len(wanted) > MOST_TERMS:
        raise BadInput(f"{len(wanted)} terms, and {MOST_TERMS} can be spoken at once: take fewer.")
    for term in wanted:
        if len(term) > LONGEST_TERM:
            raise BadInput(
                f"{shown(term)} has {len(term)} characters: terms of up to {LONGEST_TERM} can be "
                "spoken in a sentence."
            )
        if not any(sign.isalnum() for sign in term):
            raise BadInput(f"{shown(term)} has no word in it that could be spoken: leave it out.")
    return wanted


def keep(workspace: Workspace, spoken: SpokenClip) -> ClipRecord:
    """Put the clip into the workspace: its file, its exact reference, its stamp. Raises BadInput.

    A clip of a workspace counts among its samples, so this is done only where somebody asks.
    """
    record = spoken.record()
    return workspace.add_clip(
        spoken.clip,
        name=record.name,
        tags=record.tags,
        references=record.references,
        synthetic=True,
        keep=True,
        origin=record.reference_origin,
    )


def is_spoken(record: ClipRecord) -> bool:
    """Whether a sample is such a clip, not a recording and not a sample call."""
    return record.synthetic and TAG in record.tags


def sentences_of(terms: int) -> int:
    """In how many sentences each of so many terms is said."""
    return len(CARRIERS) if terms <= _MANY else len(CARRIERS) // 2


def _script(terms: Sequence[str]) -> list[tuple[str, Carrier]]:
    """Every term in its sentences; all terms in one sentence, then all in the next, so that no
    term stands beside itself. With many terms each has another three of the sentences."""
    half = len(CARRIERS) // 2
    if sentences_of(len(terms)) == len(CARRIERS):
        return [(term, carrier) for carrier in CARRIERS for term in terms]
    return [
        (term, CARRIERS[place + (half if number % 2 else 0)])
        for place in range(half)
        for number, term in enumerate(terms)
    ]


def _spoken(
    terms: tuple[str, ...],
    script: Sequence[tuple[str, Carrier]],
    voice: Voice,
    folder: Path,
    pronounced: Mapping[str, str],
    told: Callable[[int], None],
) -> SpokenClip:
    pieces: list[bytes] = []
    sentences = []
    rate, at = 0, LEAD
    for number, (term, carrier) in enumerate(script, 1):
        speech = speak(_begun(carrier.with_term(pronounced.get(term, term))), voice)
        rate = rate or speech.rate
        if number == 1:
            pieces.append(_silence(LEAD, rate))
        if speech.rate != rate:
            raise BadInput(f"{voice.id} changes its sample rate: use another voice.")
        pieces += [speech.pcm, _silence(PAUSE, rate)]
        text = carrier.with_term(term)
        sentences.append(
            SpokenSentence(term, carrier.where, text, round(at, 3), round(at + speech.seconds, 3))
        )
        at += speech.seconds + PAUSE
        told(number)
    pieces.append(_silence(TAIL, rate))
    clip = _written(folder, voice, Speech(b"".join(pieces), rate))
    return SpokenClip(clip, voice, terms, tuple(sentences))


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _silence(seconds: float, rate: int) -> bytes:
    return bytes(2 * round(seconds * rate))


def _written(folder: Path, voice: Voice, speech: Speech) -> Clip:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"{shown(folder)} cannot be made ({error.strerror}): name another folder."
        ) from error
    content = hashlib.sha256(speech.pcm).hexdigest()[:12]
    name = re.sub(r"[^\w.-]+", "-", f"spoken-{voice.engine}-{voice.name}-{content}")
    path = folder / f"{name}.wav"
    write_wav(path, speech.pcm, PcmFormat("linear16", speech.rate, 1))
    return probe(path)
