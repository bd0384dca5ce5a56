"""A month's bill: rounding, minimum, channels, add-ons, steps, and what nobody prices."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.cost import (
    PRICES,
    Bill,
    Usage,
    as_json,
    bill,
    billed_seconds,
    bills,
    price_book,
)
from checklists.facts.book import facts
from providers.errors import BadInput

HOURS = Usage(3_600_000, 10_000)


def of(*usage: Usage) -> tuple[Bill, Bill]:
    deepgram, amazon = bills(usage)
    return deepgram, amazon


def test_a_thousand_hours_of_recordings() -> None:
    deepgram, amazon = of(HOURS)
    assert deepgram.cost is not None and amazon.cost is not None and amazon.told is not None
    rate = float(facts()["deepgram-price-batch"].value)
    # Each of 10,000 files may be rounded up by a second.
    assert deepgram.cost == pytest.approx((60_000 * rate, 60_000 * rate + 10_000 / 60 * rate))
    assert amazon.cost == pytest.approx((360, 361))
    assert amazon.told[0] == pytest.approx(60_000 * 0.024)
    assert {row.id for row in amazon.facts} >= {"amazon-price-batch", "amazon-billing-minimum"}
    assert not [row for row in amazon.facts if row.superseded_by]


def test_every_channel_counts_at_deepgram_and_perhaps_at_amazon() -> None:
    one, both = of(HOURS), of(replace(HOURS, channels=2))
    assert one[0].cost and both[0].cost and one[1].cost and both[1].cost
    assert both[0].cost == pytest.approx(tuple(2 * part for part in one[0].cost))
    assert both[1].cost == pytest.approx((one[1].cost[0], 2 * one[1].cost[1]))


def test_add_ons_are_lines_of_their_own() -> None:
    asked = replace(HOURS, redaction=True, diarization=True, vocabulary=True)
    deepgram, amazon = of(asked)
    assert [one.what for one in deepgram.items] == [
        "Nova-3, batch", "redaction", "diarization, batch",
    ]  # fmt: skip
    # Some sources say that diarization of recordings is included.
    assert deepgram.items[2].cost[0] == 0 < deepgram.items[2].cost[1]
    assert [one.what for one in amazon.items] == ["transcription, batch", "redaction"]
    streamed, _ = of(replace(asked, live=True))
    assert [one.what for one in streamed.items][-1] == "keyterms, streaming"
    assert streamed.items[0].rate == (0.0048, 0.0077)
    several, _ = of(replace(HOURS, live=True, several_languages=True))
    assert several.items[0].rate == (0.0058, 0.0092)


def test_what_no_source_prices_is_named() -> None:
    deepgram, amazon = of(replace(HOURS, kind="medical", live=True, custom_model=True))
    assert amazon.cost is None
    assert amazon.unpriced == ("medical transcription, streaming", "a custom language model")
    assert "a trained model" in deepgram.unpriced and deepgram.cost is not None
    analysed = of(replace(HOURS, kind="call-analytics", redaction=True))
    assert analysed[0].unpriced == ("sentiment, topics, intents and summaries",)
    assert analysed[1].unpriced == ("redaction in Call Analytics",)
    assert analysed[1].told is None


@pytest.mark.parametrize(
    ("lengths", "increment", "minimum", "seconds"),
    [
        ((0.4, 1.0, 1.2), 1, 0, 4),
        ((0.4, 1.0, 16.5), 1, 15, 47),
        ((10.0,), 60, 0, 60),
        ((10.25,), 0, 0, 10.25),
    ],
)
def test_rounding(
    lengths: tuple[float, ...], increment: float, minimum: float, seconds: float
) -> None:
    assert billed_seconds(Usage.of_lengths(lengths), increment, minimum) == (seconds, seconds)


@given(
    st.lists(st.floats(0, 20_000), min_size=1, max_size=20),
    st.sampled_from([0, 1, 6, 60]),
    st.sampled_from([0, 15]),
)
def test_the_interval_holds_what_exact_lengths_come_to(
    lengths: list[float], increment: float, minimum: float
) -> None:
    known = Usage.of_lengths(lengths)
    low, high = billed_seconds(replace(known, lengths=()), increment, minimum)
    exact, same = billed_seconds(known, increment, minimum)
    assert low - 1e-6 <= exact == same <= high + 1e-6


def test_steps_go_on_over_the_whole_month() -> None:
    once = bill("amazon", [Usage(600_000 * 60, 1)], price_book()).told
    parts = bill("amazon", [Usage(300_000 * 60, 1), Usage(300_000 * 60, 1)], price_book()).told
    assert once is not None and parts is not None
    expected = 250_000 * 0.024 + 350_000 * 0.015
    assert once[0] == pytest.approx(expected) and parts[0] == pytest.approx(expected)


CONTRACT = """
[[fact]]
id = "amazon-price-batch"
subject = "amazon"
topic = "price, batch"
value = 0.005
unit = "USD per minute"
says = "Our contract."
source = "contract 4711"
read_on = 2026-12-01
standing = "documented"

[[fact]]
id = "amazon-price-batch-above"
subject = "amazon"
topic = "price, batch"
value = 0.004
unit = "USD per minute"
says = "Our contract, above 10,000 minutes."
source = "contract 4711"
read_on = 2026-12-01
standing = "documented"
from_minutes = 10000
"""


def test_own_prices_replace_those_of_the_book(tmp_path: Path) -> None:
    assert price_book(tmp_path) == price_book()
    (tmp_path / PRICES).write_text(CONTRACT)
    book = price_book(tmp_path)
    (_, amazon) = bills([HOURS], book)
    assert amazon.cost is not None
    assert amazon.cost[0] == pytest.approx(10_000 * 0.005 + 50_000 * 0.004)
    assert "contract 4711" in {row.source for row in amazon.facts}
    assert facts()["amazon-price-batch"].source != "contract 4711"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CONTRACT.replace("0.005", "-1"), "a price is a number from 0 to"),
        (CONTRACT.replace("0.005", "inf"), "a price is a number from 0 to"),
        (CONTRACT.replace("0.005", "nan"), "a price is a number from 0 to"),
        (CONTRACT.replace("read_on = 2026-12-01\n", ""), "'read_on' has to be a date"),
        (CONTRACT.replace("10000", "-5"), "'from_minutes' has to be a whole number"),
        (CONTRACT + 'superseded_by = "nothing"\n', "there is no nothing"),
        (CONTRACT.replace("0.005", "1" + "0" * 400), "a price is a number from 0 to"),
        (CONTRACT.replace("10000", "1" + "0" * 400), "'from_minutes' has to be a whole number"),
        (CONTRACT.replace("10000", "1" * 5000), "is not TOML"),
        ("[[fact", "not TOML"),
        (CONTRACT.replace("[[fact]]", "[fact]", 1).partition("[[")[0], "with [[fact]]"),
        ("fact = 3", "with [[fact]]"),
        ('fact = ["a"]', "with [[fact]]"),
        ("fact = " + "[" * 5000, "nested too deeply"),
    ],
)
def test_own_prices_that_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / PRICES).write_text(text)
    with pytest.raises(BadInput) as caught:
        price_book(tmp_path)
    assert words in str(caught.value)
    # The team's own file, not the one of that name in the book.
    assert f"{tmp_path / PRICES}" in str(caught.value)


def test_own_prices_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / PRICES).write_bytes(b"\xff")
    with pytest.raises(BadInput, match="UTF-8"):
        price_book(tmp_path)
    (tmp_path / PRICES).unlink()
    (tmp_path / PRICES).mkdir()
    with pytest.raises(BadInput, match="cannot be read"):
        price_book(tmp_path)


@pytest.mark.parametrize(
    "wrong", [{"seconds": -1.0}, {"seconds": math.nan}, {"seconds": math.inf}, {"files": -1},
              {"channels": 0}, {"lengths": (-1.0,)}]
)  # fmt: skip
def test_audio_that_cannot_be(wrong: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        replace(HOURS, **wrong)  # type: ignore[arg-type]


def test_nothing_costs_nothing_and_the_document_has_its_sources() -> None:
    deepgram, amazon = of(Usage(0, 0))
    assert [deepgram.cost, amazon.cost] == [(0, 0), (0, 0)]
    document = as_json((deepgram, amazon))["vendors"]
    assert isinstance(document, dict)
    assert {row["id"] for row in document["amazon"]["facts"]} >= {"amazon-price-batch"}
    assert all(row["source"] and row["date"] for row in document["deepgram"]["facts"])


def test_the_row_in_the_readme_replaces_a_price(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    row = next(part for part in text.split("```toml\n")[1:] if part.startswith("[[fact]]"))
    (tmp_path / PRICES).write_text(row.partition("```")[0], encoding="utf-8")
    book = price_book(tmp_path)
    assert book["deepgram-price-batch"].value == 0.0036
    assert bill("deepgram", (HOURS,), book).items[0].rate == (0.0036, 0.0036)
