"""Reading a vocabulary: every documented rule by hand, every fault by line, any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.before.vocabulary import (
    Vocabulary,
    candidates,
    read_filter,
    read_vocabulary,
)
from checklists.before.vocabulary.lines import LARGEST_FILE, MOST_BYTES
from providers.errors import BadInput
from providers.sandbox.samples import VOCABULARY_LIST, VOCABULARY_TABLE

HEADER = "Phrase\tSoundsLike\tIPA\tDisplayAs\n"
# The table that the Developer Guide shows, with its stray space (custom-vocabulary-create-table).
GUIDE = (
    f"{HEADER}Los-Angeles\t\tl ɔ s æ n\tLos Angeles\nEva-Maria \tay-va-ma-ree-ah\t\t\n"
    "A.B.C.-s\tay-bee-sees\t\tABCs\nAmazon-dot-com\t\t\tAmazon.com\nC.L.I.\t\ts i ɛ l\tCLI\n"
    "Andorra-la-Vella\tann-do-rah-la-bey-ah\t\tAndorra la Vella\nDynamo-D.B.\t\t\tDynamoDB\n"
    "V.X.-zero-two-Q.\t\t\tVX02Q\n"
)


def read(text: str, language: str = "en-US") -> Vocabulary:
    return read_vocabulary(text.encode(), "words.txt", language=language)


def phrases(vocabulary: Vocabulary) -> list[str]:
    return [entry.phrase for entry in vocabulary.entries]


def left_out(vocabulary: Vocabulary) -> list[tuple[int, str]]:
    return [(fault.line, fault.why) for fault in vocabulary.faults if fault.entry is not None]


@pytest.mark.parametrize(
    "text",
    ["Los-Angeles,CLI,Eva-Maria,ABCs\n", "Los-Angeles\nCLI\n\nEva-Maria\nABCs",
     "Los-Angeles, CLI,\n Eva-Maria\n,ABCs,\n"],
)  # fmt: skip
def test_a_list_by_lines_or_commas(text: str) -> None:
    read_so = read(text)
    assert (read_so.form, read_so.faults) == ("list", ())
    assert phrases(read_so) == ["Los-Angeles", "CLI", "Eva-Maria", "ABCs"]


def test_the_guides_table() -> None:
    vocabulary = read(GUIDE)
    assert (vocabulary.form, vocabulary.faults, len(vocabulary.entries)) == ("table", (), 8)
    first, second = vocabulary.entries[:2]
    assert (first.line, first.phrase, first.ipa, first.display_as) == (
        2, "Los-Angeles", "l ɔ s æ n", "Los Angeles",
    )  # fmt: skip
    assert (second.phrase, second.sounds_like, second.display_as) == (
        "Eva-Maria", "ay-va-ma-ree-ah", "",
    )  # fmt: skip


def test_columns_in_any_order() -> None:
    vocabulary = read("DisplayAs\tIPA\tPhrase\tSoundsLike\nC++\t\tC.-plus-plus\tsee\n")
    (entry,) = vocabulary.entries
    assert (entry.phrase, entry.sounds_like, entry.display_as) == ("C.-plus-plus", "see", "C++")
    assert vocabulary.faults == ()


def test_a_table_of_commas() -> None:
    vocabulary = read('Phrase,SoundsLike,IPA,DisplayAs\nLos-Angeles,,,"Los Angeles, CA"\nx,,,"y\n')
    (entry,) = vocabulary.entries
    assert (vocabulary.form, entry.display_as) == ("table", "Los Angeles, CA")
    assert left_out(vocabulary) == [(3, "Its quotation marks do not match.")]


def test_the_samples_have_no_fault_and_the_same_entries_in_both_forms() -> None:
    table = read_vocabulary(VOCABULARY_TABLE.read_bytes(), "table")
    listed = read_vocabulary(VOCABULARY_LIST.read_bytes(), "list")
    assert (table.form, listed.form) == ("table", "list")
    assert (table.faults, listed.faults) == ((), ())
    assert phrases(table) == phrases(listed)


@pytest.mark.parametrize(
    ("line", "why", "fix"),
    [
        ("two words", "no spaces", "two-words"),
        ("VX02Q", "no digits", "V.X.-zero-two-Q."),
        ("café", "é (U+00E9) is no character of a phrase in en-US", "DisplayAs"),
        ("C++", "+ (U+002B)", "Spell it as it is said"),
        ("O\u2019Neill", "(U+2019)", "Write O'Neill."),
        ("a\u2013b", "(U+2013)", "Write a-b."),
        ("x" * 257, "257 characters", "Shorten it"),
        ("-.-", "no letter", "how it is said"),
        ("zy\x1b[Jxel", "U+001B", "Spell it"),
    ],
)
def test_an_entry_that_amazon_refuses_is_told_by_line_and_the_others_are_read(
    line: str, why: str, fix: str
) -> None:
    vocabulary = read(f"first\n{line}\nthird\n")
    assert phrases(vocabulary) == ["first", "third"]
    assert [entry.line for entry in vocabulary.entries] == [1, 3]
    (fault,) = vocabulary.faults
    assert (fault.line, fault.entry) == (2, 1)
    assert why in fault.why and fix in fault.fix


def test_256_characters_are_taken() -> None:
    assert read("x" * 256).faults == ()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("firmware", "1 of 4 columns"),
        ("firmware\t\t\t\t", "5 of 4 columns"),
        ("firmware\t\tfirmware", "3 of 4 columns"),
        ("\t\t\tFirmware", "no phrase"),
        ("firm ware\t\t\t", "no spaces"),
        ("firmware\t\t\tFirm\x07ware", "control characters"),
    ],
)
def test_a_row_that_amazon_refuses(row: str, why: str) -> None:
    vocabulary = read(f"{HEADER}first\t\t\t\n{row}\nthird\t\t\t\n")
    assert phrases(vocabulary) == ["first", "third"]
    ((line, told),) = left_out(vocabulary)
    assert line == 3 and why in told


def test_both_hints_are_a_fault_that_leaves_nothing_out() -> None:
    vocabulary = read(f"{HEADER}Zyxel\tzy-xel\tz i k s\tZyXEL\n")
    assert phrases(vocabulary) == ["Zyxel"]
    (fault,) = vocabulary.faults
    assert (fault.line, fault.entry) == (2, None) and "both SoundsLike and IPA" in fault.why


def test_a_header_that_amazon_refuses_is_read_as_far_as_it_goes() -> None:
    vocabulary = read("phrase\tDisplay As\tNotes\nZyxel\tZyXEL\trouter\n")
    (entry,) = vocabulary.entries
    assert (entry.phrase, entry.display_as) == ("Zyxel", "ZyXEL")
    told = " ".join(fault.why for fault in vocabulary.faults)
    for words in ("no column SoundsLike and no IPA", "'phrase' is spelt Phrase", "'Notes'"):
        assert words in told
    assert all(fault.line == 1 and fault.entry is None for fault in vocabulary.faults)
    twice = read("Phrase\tPhrase\tSoundsLike\tIPA\tDisplayAs\nfirst\tsecond\t\t\t\n")
    assert phrases(twice) == ["first"] and "there twice" in twice.faults[0].why


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\r\n\t", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"RIFF\x00\x00WAVE", "is no text"),
        (b"\xff\xfea", "broken UTF-16"),
        (b"x" * (MOST_BYTES + 1), "102,401 bytes"),
        (b"Los-Angeles\t\t\tLos Angeles\n", "line 1 is not the header of a table"),
        (b"\nPhrase  SoundsLike  IPA  DisplayAs\nx   y\n", "line 2 is not the header"),
        (b"Phrase;SoundsLike;IPA;DisplayAs\nx;;;\n", "line 1 is not the header"),
        (b"Phr\xe4se\tIPA\nx\t\n", "line 1 is not the header"),
    ],
)
def test_where_nothing_can_be_read(data: bytes, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_vocabulary(data, "my words.txt")
    assert words in str(caught.value) and "'my words.txt'" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"Zyxel\r\nKlarna\r\n", 1, "CRLF"),
        (b"Zyxel\nKlarna\r", 2, "CRLF"),
        (b"\xef\xbb\xbfZyxel\nKlarna", 1, "byte order mark"),
        ("Zyxel\nKlarna".encode("utf-16"), 0, "UTF-16"),
        (b"Zyxel\nKlarna" + b"\n" * LARGEST_FILE, 0, "51,212 bytes"),
    ],
)
def test_faults_of_the_file_leave_nothing_out(data: bytes, line: int, why: str) -> None:
    vocabulary = read_vocabulary(data, "words.txt")
    assert phrases(vocabulary) == ["Zyxel", "Klarna"]
    (fault,) = vocabulary.faults
    assert (fault.line, fault.entry) == (line, None) and why in fault.why and fault.fix


def test_bytes_that_are_not_utf8_cost_only_what_they_stand_in() -> None:
    vocabulary = read_vocabulary(b"first\ngood,D\xe9ja,also\nlast\n", "words.txt")
    assert phrases(vocabulary) == ["first", "good", "also", "last"]
    assert left_out(vocabulary) == [(2, "Byte 7 of the line, 0xE9, is not UTF-8.")]
    table = read_vocabulary(f"{HEADER}first\t\t\t\n".encode() + b"D\xe9ja\t\t\t\n", "words.txt")
    assert phrases(table) == ["first"] and left_out(table)[0][0] == 3


@pytest.mark.parametrize(
    ("language", "phrase", "fine"),
    [
        ("de-DE", "Zürich", True),
        ("de-CH", "Orléans", False),
        ("fr-CA", "Orléans", True),
        ("es-US", "mañana", True),
        ("en-GB", "mañana", False),
        ("pt-BR", "São-Paulo", True),
        ("it-IT", "perché", True),
    ],
)
def test_characters_by_language(language: str, phrase: str, fine: bool) -> None:
    vocabulary = read(phrase, language)
    assert vocabulary.checked and (phrases(vocabulary) == [phrase]) is fine


def test_accents_in_two_code_points_are_told_apart() -> None:
    (fault,) = read("Orle\u0301ans", "fr-FR").faults
    assert "U+0301" in fault.why and fault.fix == "Write Orléans."


def test_a_language_whose_characters_are_not_known_is_not_checked() -> None:
    vocabulary = read("東京タワー\n東京\n東京 タワー\n", "ja-JP")
    assert not vocabulary.checked
    assert phrases(vocabulary) == ["東京タワー", "東京"]
    assert left_out(vocabulary) == [(3, "A phrase has no spaces.")]


def accounted(vocabulary: Vocabulary) -> None:
    """Every entry is a candidate, folded into one, or left out by one fault."""
    found = candidates(vocabulary)
    numbers = [one.entry.number for one in found]
    numbers += [folded.entry.number for one in found for folded in one.folded]
    numbers += [fault.entry for fault in vocabulary.faults if fault.entry is not None]
    assert sorted(numbers) == list(range(len(numbers)))
    for one in found:
        assert one.verdict == "untested" and one.why.endswith((".", "heard everywhere."))
        assert bool(one.tokens) is bool(one.keyterm)
        assert all(note.endswith(".") for note in one.notes)
        find, colon, _ = one.replace.partition(":")
        assert find == find.lower() and bool(colon) is bool(one.replace)


# Bytes as they are likely in such files, and any.
SPICED = st.lists(
    st.sampled_from(
        [b"Los-Angeles", b"A.B.C.-s", b"Zyxel", b"zyxel", b"V.X.-zero-two-Q.", b"C++", b"a.", b"\t",
         b"\t\t\t", b",", b"\n", b"\r\n", b"\r", b" ", b"\xc3\xbc", b"\xe9", b"-", b".", b":", b'"',
         b"chargebacks", b"chargeback", b"\xe2\x84\xa2", b"24/7", b"\x1b", b"\xef\xbf\xbd"]
    ),
    max_size=40,
).map(b"".join)  # fmt: skip


@given(st.one_of(st.binary(max_size=300), SPICED, SPICED.map(HEADER.encode().__add__)))
def test_any_bytes_are_read_or_refused_and_every_entry_is_accounted_for(data: bytes) -> None:
    for reader in (read_vocabulary, read_filter):
        try:
            vocabulary = reader(data, "any.txt")
        except BadInput as refused:
            assert str(refused).endswith(".")
        else:
            accounted(vocabulary)


@given(st.text(max_size=60), st.sampled_from(["en-US", "de-DE", "hi-IN"]))
def test_any_display_is_taken_apart(display: str, language: str) -> None:
    row = "".join(" " if one in "\t\n\r" else one for one in display)
    data = f"{HEADER}Zyxel-router\t\t\t{row}\n".encode("utf-8", "replace")
    if b"\0" not in data:
        accounted(read_vocabulary(data, "any.txt", language=language))
