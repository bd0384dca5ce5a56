"""The source of the tests that go with an adapter: they need nothing but Python and the samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checklists.during.adapter.layout import quoted, table, table_of_lists, wrapped
from checklists.during.adapter.wanted import Wanted

_HEAD = '''\
"""Tests of {module}: python -m unittest, or pytest.

{sample} is an answer of Deepgram's in which every word was replaced;
{expected} is what it has to become. Numbers are as they were.
"""

from __future__ import annotations

import json
import re
import unittest
from pathlib import Path
from typing import Any

import {module} as adapter

HERE = Path(__file__).parent
'''
_HELP = '''

def values(data: Any, path: str) -> list[Any]:
    """Every value that a path leads to."""
    found = [data]
    for part in re.findall(r"[^.\\[\\]]+|\\[\\d*\\]", path):
        inside: list[Any] = []
        for one in found:
            if one is None:
                inside.append(None)
            elif part == "[]":
                inside.extend(one)
            elif part.startswith("["):
                inside.extend(one[int(part[1:-1]) :][:1])
            elif part in one:
                inside.append(one[part])
        found = inside
    return found


def type_of(value: Any) -> str:
    """The JSON type of a value."""
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, (int, float)):
        return "number"
    names = {"str": "text", "dict": "object", "list": "list", "NoneType": "null"}
    return names[type(value).__name__]
'''
_RECORDING = r'''

class SampleTest(unittest.TestCase):
    """The recording of the sample."""

    def setUp(self) -> None:
        """Reads both files."""
        self.response = adapter.read((HERE / {sample}).read_bytes())
        self.expected = json.loads((HERE / {expected}).read_bytes())
        self.made = adapter.amazon_shape(self.response, lost="none")

    def test_the_whole_is_what_amazon_would_have(self) -> None:
        """Nothing is missing, and nothing more is there."""
        self.assertEqual(self.made, self.expected)

    def test_it_can_be_written_as_json(self) -> None:
        """As a file of Amazon's is."""
        self.assertEqual(json.loads(json.dumps(self.made)), self.expected)

    def test_each_function_gives_its_path(self) -> None:
        """All values of a path with [], else the only one."""
        for path, name in GETTERS.items():
            with self.subTest(path):
                wanted = values(self.expected, path)
                found = getattr(adapter, name)(self.response, lost="none")
                lost = re.sub(r"\[\d+\]", "[]", path) in adapter.LOST
                if lost or (wanted and all(value is None for value in wanted)):
                    self.assertIsNone(found)
                elif "[]" in path:
                    self.assertEqual(found, wanted)
                else:
                    self.assertEqual([found] if wanted else [], wanted)

    def test_types_are_those_of_amazon(self) -> None:
        """As in the file of Amazon's that the adapter was written for."""
        for path, types in TYPES.items():
            with self.subTest(path):
                found = {{type_of(value) for value in values(self.made, path)}}
                self.assertLessEqual(found - {{"null"}}, set(types))

    def test_what_is_not_there_is_said(self) -> None:
        """Every field without a value is named, with the reason."""
        absent: list[str] = {absent}
        if not absent:
            shape = adapter.amazon_shape(self.response, lost="raise")
            self.assertEqual(shape, self.made)
            return
        with self.assertRaises(adapter.NotAtDeepgram) as raised:
            adapter.amazon_shape(self.response, lost="raise")
        self.assertEqual(set(raised.exception.absent), set(absent))


class OtherResponsesTest(unittest.TestCase):
    """What else Deepgram may answer."""

    def test_silence(self) -> None:
        """No words are no fault; what Deepgram never sends is."""
        said = {{"alternatives": [{{"transcript": "", "confidence": 0.0, "words": []}}]}}
        response = {{"metadata": {{}}, "results": {{"channels": [said]}}}}
        shape = adapter.amazon_shape(response, lost="none")
        self.assertIn(values(shape, "results.items[]"), ([], [None]))

    def test_what_is_no_response(self) -> None:
        """A sentence, whatever came."""
        for body in ("", "no JSON", "[]", "1", '{{"results": 1}}', '{{"results": {{}}}}'):
            with self.subTest(body), self.assertRaises(adapter.BadResponse):
                adapter.amazon_shape(adapter.read(body), lost="none")
'''
_DIGITS = '''
    def test_digits_stay(self) -> None:
        """Also zeros at the end, which a float does not keep."""
        word = '{"word": "so", "start": 0.50, "end": 12.050, "confidence": 0.9900}'
        words = '{"transcript": "so", "words": [' + word + "]}"
        body = '{"results": {"channels": [{"alternatives": [' + words + "]}]}}"
        shape = adapter.amazon_shape(adapter.read(body), lost="none")
        self.assertEqual(values(shape, PATH), [WRITTEN])
'''
_STREAM = '''

class StreamTest(unittest.TestCase):
    """The messages of the sample, one by one."""

    def setUp(self) -> None:
        """Reads both files."""
        self.messages = (HERE / {sample}).read_text("utf-8").splitlines()
        lines = (HERE / {expected}).read_text("utf-8").splitlines()
        self.expected = [json.loads(line) for line in lines]

    def made(self) -> list[dict[str, Any]]:
        """The events of all messages."""
        events = adapter.AmazonEvents(lost="none")
        return [event for message in self.messages for event in events.feed(message)]

    def test_events_are_what_amazon_would_send(self) -> None:
        """In the same order, with the same ids."""
        self.assertEqual(self.made(), self.expected)

    def test_messages_that_were_read_already(self) -> None:
        """As a client library gives them."""
        events = adapter.AmazonEvents(lost="none")
        read = [json.loads(message) for message in self.messages]
        made = [event for message in read for event in events.feed(message)]
        self.assertEqual(made, self.expected)

    def test_types_are_those_of_amazon(self) -> None:
        """As in the events of Amazon's that the adapter was written for."""
        made = self.made()
        for path, types in TYPES.items():
            with self.subTest(path):
                given = [one for event in made for one in values(event, path)]
                found = {{type_of(value) for value in given}}
                self.assertLessEqual(found - {{"null"}}, set(types))

    def test_what_is_lost_is_said(self) -> None:
        """Before the first message."""
        if not adapter.LOST:
            adapter.AmazonEvents(lost="raise")
            return
        with self.assertRaises(adapter.NotAtDeepgram) as raised:
            adapter.AmazonEvents(lost="raise")
        self.assertEqual(raised.exception.absent, adapter.LOST)

    def test_other_messages(self) -> None:
        """They have no event; what is no message is refused."""
        events = adapter.AmazonEvents(lost="none")
        self.assertEqual(events.feed({{"type": "Metadata", "request_id": ""}}), [])
        for body in ("", "[]", "{{}}", '{{"type": "Results"}}'):
            with self.subTest(body), self.assertRaises(adapter.BadResponse):
                events.feed(body)
'''
# A time or a score, where one is given: its value as the test above writes it.
_WRITTEN = (
    ("results.items[].start_time", "0.50"),
    ("results.items[].end_time", "12.050"),
    ("results.items[].alternatives[].confidence", "0.9900"),
    ("results.audio_segments[].end_time", "12.050"),
    ("results.segments[].end_time", "12.050"),
)


def recording_tests(
    wanted: Wanted,
    module: str,
    names: Mapping[str, str],
    types: Mapping[str, Sequence[str]],
    absent: Sequence[str],
    files: tuple[str, str],
) -> str:
    """Tests of an adapter of recordings; ``absent`` are the fields without a value in the sample,
    ``files`` the names of the sample and of what is expected."""
    getters = table("GETTERS", names)
    listed = "[]"
    if absent:
        inner = "".join(f"            {quoted(path)},\n" for path in absent)
        listed = f"[\n{inner}        ]"
    body = _RECORDING.format(sample=quoted(files[0]), expected=quoted(files[1]), absent=listed)
    digits = next((one for one in _WRITTEN if one[0] in wanted.fields), None)
    if digits is not None:
        body += _DIGITS.replace("PATH", quoted(digits[0])).replace("WRITTEN", quoted(digits[1]))
    return _module(module, files, [getters, table_of_lists("TYPES", types)], body)


def stream_tests(module: str, types: Mapping[str, Sequence[str]], files: tuple[str, str]) -> str:
    """Tests of an adapter of streams."""
    body = _STREAM.format(sample=quoted(files[0]), expected=quoted(files[1]))
    return _module(module, files, [table_of_lists("TYPES", types)], body)


def _module(module: str, files: tuple[str, str], constants: Sequence[str], body: str) -> str:
    head = _HEAD.format(module=module, sample=files[0], expected=files[1])
    remark = wrapped("# Types as Amazon's own file has them; functions by the path they read.")
    end = '\n\nif __name__ == "__main__":\n    unittest.main()\n'
    return head + "\n".join([*remark, *constants]) + "\n" + _HELP + body + end
