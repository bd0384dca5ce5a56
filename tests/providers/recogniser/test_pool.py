"""The recogniser as its users meet it: words, hits, live events."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from array import array
from dataclasses import replace

import jiwer
import pytest

from providers.errors import Trouble
from providers.sandbox.recogniser.pool import PocketSphinxRecogniser
from providers.sandbox.recognition import Heard, LiveChannel, Term
from tests.providers.recogniser.conftest import RATE, Say, silence

pytestmark = pytest.mark.asyncio(loop_scope="module")

SENTENCE = "could you please confirm the postcode and the first line of your address"


def at_rate(pcm: bytes, rate: int) -> bytes:
    """16 kHz audio at another rate, each sample from the line between its neighbours."""
    samples = array("h", pcm)
    moments = (n * RATE / rate for n in range(len(samples) * rate // RATE - rate // RATE - 1))
    return array(
        "h",
        (
            round(samples[int(m)] + (samples[int(m) + 1] - samples[int(m)]) * (m - int(m)))
            for m in moments
        ),
    ).tobytes()


def text(words: object) -> str:
    return " ".join(word.text for word in words)  # type: ignore[attr-defined]


def errors(reference: str, heard: str) -> float:
    return float(jiwer.wer(reference, heard or "-"))


async def everything(channel: LiveChannel, audio: bytes, block: float = 0.1) -> list[Heard]:
    size = 2 * int(RATE * block)
    for start in range(0, len(audio), size):
        await channel.feed(audio[start : start + size])
    await channel.finish()
    async with asyncio.timeout(60):
        events = [event async for event in channel.heard()]
    await channel.close()
    return events


async def test_words_are_those_of_the_decoder_used_directly(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    import pocketsphinx

    audio = say(SENTENCE)
    decoder = pocketsphinx.Decoder(loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw(audio, full_utt=True)
    decoder.end_utt()
    words = await recogniser.decode(audio, RATE)
    assert text(words) == decoder.hyp().hypstr
    assert errors(SENTENCE, text(words)) < 0.3


async def test_times_rise_within_the_recording_and_confidences_vary(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    audio = say(SENTENCE)
    words = await recogniser.decode(audio, RATE)
    times = [moment for word in words for moment in (word.start, word.end)]
    assert times == sorted(times)
    assert times[-1] <= len(audio) / 2 / RATE
    assert all(word.start < word.end for word in words)
    assert all(0 <= word.confidence <= 1 for word in words)
    assert len({word.confidence for word in words}) > 3


async def test_the_same_recording_gives_the_same_words_after_other_work(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    alone = PocketSphinxRecogniser(workers=1)
    try:
        first = await alone.decode(say(SENTENCE), RATE)
        channel = await alone.open_channel(RATE)
        await everything(channel, say("there is a charge for changing the ticket", "slt"))
        assert await alone.decode(say(SENTENCE), RATE) == first
    finally:
        await alone.close()


async def test_a_long_recording_keeps_its_times_across_pauses(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    first, second = say(SENTENCE), say("the payment was declined by the bank twice")
    audio = silence(3) + first + silence(12) + second
    words = await recogniser.decode(audio, RATE)
    resumed = 15 + len(first) / 2 / RATE
    assert words[0].start >= 2.9
    late = [word for word in words if word.start >= resumed - 0.2]
    assert errors("the payment was declined by the bank twice", text(late)) <= 0.3
    assert not [word for word in words if resumed - 10 < word.start < resumed - 1]


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 48000])
async def test_other_rates_are_heard_too(
    recogniser: PocketSphinxRecogniser, say: Say, rate: int
) -> None:
    audio = say(SENTENCE)
    words = await recogniser.decode(at_rate(audio, rate), rate)
    assert errors(SENTENCE, text(words)) <= 0.4
    assert words[-1].end == pytest.approx(len(audio) / 2 / RATE, abs=0.4)


@pytest.mark.parametrize("audio", [b"", b"\0", silence(0.02), silence(2)])
async def test_nothing_is_heard_in_nothing(
    recogniser: PocketSphinxRecogniser, audio: bytes
) -> None:
    assert await recogniser.spot(audio, RATE, ["account"]) == ()
    assert await recogniser.decode(audio, RATE, [Term("account")]) == ()
    channel = await recogniser.open_channel(RATE)
    assert not [e for e in await everything(channel, audio) if e.words]


async def test_a_spoken_term_is_found_where_it_is_and_others_are_not(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    before = say("please take one tablet of")
    audio = before + silence(0.1) + say("metformin") + silence(0.2) + say("after every meal")
    hits = await recogniser.spot(audio, RATE, ["metformin", "umbrella", "credit card"])
    best = hits[0]
    assert best.term == "metformin" and best.confidence > 0.8
    assert best.start == pytest.approx(len(before) / 2 / RATE, abs=0.4)
    assert [h.confidence for h in hits] == sorted((h.confidence for h in hits), reverse=True)
    assert all(h.confidence < 0.5 for h in hits if h.term != "metformin")


async def test_hits_of_one_term_do_not_overlap_and_are_at_most_ten(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    hits = await recogniser.spot(say(SENTENCE) * 6, RATE, ["first line"])
    assert len(hits) <= 10
    assert sum(hit.confidence > 0.5 for hit in hits) == 6
    ordered = sorted(hits, key=lambda hit: hit.start)
    assert all(a.end <= b.start for a, b in itertools.pairwise(ordered))


async def test_a_term_replaces_what_was_misheard_in_its_own_spelling(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    audio = say("please take metformin twice a day")
    without = await recogniser.decode(audio, RATE)
    with_term = await recogniser.decode(audio, RATE, [Term("Metformin")])
    assert "metformin" not in text(without).lower()
    assert "Metformin" in text(with_term).split()
    assert text(await recogniser.decode(audio, RATE, [Term("Metformin", 0)])) == text(without)


async def test_an_absent_term_is_inserted_only_when_boosted_too_much(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    audio = say(SENTENCE)
    absent = Term("conform")
    plain = await recogniser.decode(audio, RATE)
    assert await recogniser.decode(audio, RATE, [absent]) == plain
    overdone = await recogniser.decode(audio, RATE, [replace(absent, boost=20.0)])
    assert "conform" in text(overdone).split()


async def test_the_next_term_goes_to_the_process_that_heard_the_recording_last(say: Say) -> None:
    recordings = [say("please take one tablet"), say("could you please confirm the postcode")]

    async def heard(terms: list[Term]) -> list[str]:
        every = [pool.decode(audio, RATE, terms) for audio in recordings]
        return [text(words) for words in await asyncio.gather(*every)]

    async with PocketSphinxRecogniser(workers=2) as pool:
        first = await heard([Term("Metformin")])
        served = {key: worker.pid for key, worker in pool._latest.items()}
        assert len(set(served.values())) == 2
        for _ in range(3):
            recordings.reverse()
            first.reverse()
            assert await heard([Term("Metformin"), Term("Zyxel")]) == first
            assert {key: worker.pid for key, worker in pool._latest.items()} == served


async def test_a_phrase_becomes_several_words_that_share_its_time(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    words = await recogniser.decode(say(SENTENCE), RATE, [Term("First Line")])
    place = text(words).split().index("First")
    assert words[place + 1].text == "Line"
    assert words[place].end == words[place + 1].start


async def test_a_live_channel_hears_utterances_in_order(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    second = "the payment was declined by the bank twice"
    audio = silence(1) + say(SENTENCE) + silence(1) + say(second) + silence(1)
    events = await everything(await recogniser.open_channel(RATE), audio)
    finals = [event for event in events if event.kind == "final" and event.words]
    assert [event.endpoint for event in finals] == [True, True]
    assert errors(SENTENCE, text(finals[0].words)) <= 0.3
    assert errors(second, text(finals[1].words)) <= 0.3
    assert [e.end for e in events] == sorted(e.end for e in events)
    kinds = [event.kind for event in events]
    assert kinds.index("silence") < kinds.index("speech-started") < kinds.index("partial")
    started = next(event for event in events if event.kind == "speech-started")
    assert 0.5 <= started.start <= 1.2
    assert events[-1].end <= len(audio) / 2 / RATE


async def test_running_speech_is_cut_without_losing_words(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    long = " ".join(
        [SENTENCE, "i would like to move my appointment to next thursday afternoon"] * 2
    )
    events = await everything(await recogniser.open_channel(RATE), say(long))
    finals = [event for event in events if event.kind == "final"]
    assert any(not event.endpoint and not event.flushed for event in finals)
    assert all(a.end <= b.start for a, b in itertools.pairwise(finals))
    assert errors(long, " ".join(text(event.words) for event in finals)) <= 0.3
    assert all(event.end - event.start <= 9 for event in finals)


async def test_a_flush_settles_at_once_and_listening_goes_on(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    channel = await recogniser.open_channel(RATE)
    heard = channel.heard()
    audio = say(SENTENCE)
    half = len(audio) // 4 * 2
    await channel.feed(audio[:half])
    await channel.flush()
    async with asyncio.timeout(60):
        while (event := await anext(heard)).kind != "final":
            pass
    assert event.flushed and not event.endpoint and event.words
    await channel.feed(audio[half:])
    await channel.finish()
    rest = [event async for event in heard if event.kind == "final"]
    assert rest[-1].words and rest[-1].start >= event.end
    await channel.close()


async def test_a_flush_with_nothing_pending_says_so(recogniser: PocketSphinxRecogniser) -> None:
    channel = await recogniser.open_channel(RATE)
    await channel.flush()
    event = await anext(aiter(channel.heard()))
    assert (event.kind, event.words, event.flushed) == ("final", (), True)
    await channel.close()
    await channel.close()


async def test_live_terms_count_from_when_they_are_set(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    audio = say("please take metformin twice a day") + silence(1)
    channel = await recogniser.open_channel(RATE)
    await channel.feed(audio)
    await channel.set_terms([Term("Metformin")])
    events = await everything(channel, audio)
    first, second = [text(e.words) for e in events if e.kind == "final" and e.words]
    assert "Metformin" not in first and "Metformin" in second


async def test_many_at_once(recogniser: PocketSphinxRecogniser, say: Say) -> None:
    audio = say(SENTENCE)
    decodes = [recogniser.decode(audio, RATE) for _ in range(4)]
    channels = [await recogniser.open_channel(RATE) for _ in range(2)]
    *texts, one, two = await asyncio.gather(
        *decodes, *(everything(channel, audio) for channel in channels)
    )
    assert len({text(words) for words in texts}) == 1
    assert one == two


async def test_a_worker_that_dies_is_one_clear_error_and_is_replaced(
    recogniser: PocketSphinxRecogniser, say: Say
) -> None:
    channel = await recogniser.open_channel(RATE)
    await channel.feed(say(SENTENCE))
    (worker,) = recogniser.at_work
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(Trouble, match=f"process {worker} ended"):
        async for _ in channel.heard():
            pass
    await channel.close()
    assert await recogniser.decode(say(SENTENCE), RATE)
