"""Code that a draft does not understand is left as it is, with the reason."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.draft.drafting import draft
from checklists.draft.modules import draft_module
from tests.checklists.draft.test_pairs import NAMES, pair

_JOB = """
import boto3
import time
import json
import requests
client = boto3.client("transcribe")
def run(name, uri, more):
"""
_START = """    client.start_transcription_job(
        TranscriptionJobName=name, Media={"MediaFileUri": uri}, LanguageCode="en-US"
    )
"""
_WAIT = """    while True:
        job = client.get_transcription_job(TranscriptionJobName=name)["TranscriptionJob"]
        if job["TranscriptionJobStatus"] in ("COMPLETED", "FAILED"):
            break
        time.sleep(5)
"""
_READ = """    data = requests.get(job["Transcript"]["TranscriptFileUri"]).json()
"""

JOBS = {
    "only started": (_START, "waited for somewhere else"),
    "given to the caller": (
        "    return " + _START.strip().replace("\n", "\n    ") + "\n",
        "handed on at once",
    ),
    "the description goes on": (_START + _WAIT + "    return job\n", "description is used"),
    "the address goes on": (
        _START + _WAIT + "    more.put(job['Transcript']['TranscriptFileUri'])\n",
        "address of its result file",
    ),
    "the answer goes on": (_START + _WAIT + _READ + "    more.read(data)\n", "Amazon's shape"),
    "its words go on": (
        _START + _WAIT + _READ + "    return {'items': data['results']['items']}\n",
        "Amazon's shape",
    ),
    "put together on the way": (
        """    request = {"TranscriptionJobName": name, "Media": {"MediaFileUri": uri}}
    if more:
        request["LanguageCode"] = more
    client.start_transcription_job(**request)
"""
        + _WAIT,
        "put together on the way",
    ),
    "two jobs": (_START + _START + _WAIT, "several transcriptions"),
    "on one line": (
        _START + _WAIT.replace("            break", "            x = 1; break"),
        "share a line",
    ),
    "a lambda": (
        _START + _WAIT + _READ + "    return lambda: data['results']['items']\n",
        "a lambda reads",
    ),
    "another function reads the answer": (
        "    def first():\n        return data['results']['transcripts'][0]['transcript']\n"
        + _START
        + _WAIT
        + _READ
        + "    print(data['results']['transcripts'][0]['transcript'])\n    return first\n",
        "another function reads",
    ),
    "another part of the description": (
        _START + _WAIT + "    return job['Tags']\n",
        "Tags of the job",
    ),
    "started in a loop and waited for after it": (
        "    for uri in more:\n" + "".join(f"    {line}\n" for line in _START.splitlines()) + _WAIT,
        "waited for outside it",
    ),
    "a round's number is used later": (
        _START
        + _WAIT.replace("while True:", "for tries in range(60):")
        + _READ
        + "    return tries, data['results']['transcripts'][0]['transcript']\n",
        "uses tries",
    ),
    "another job is asked for": (
        _START + _WAIT.replace("TranscriptionJobName=name", "TranscriptionJobName=more") + _READ,
        "another job",
    ),
    "asked for before it is started": (
        "    old = client.get_transcription_job(TranscriptionJobName=name)\n" + _START + _WAIT,
        "before it is started",
    ),
    "nothing reads the result": (_START + _WAIT, "read somewhere else"),
    "the result's file is downloaded": (
        _START.replace("LanguageCode", "OutputBucketName='b', LanguageCode")
        + _WAIT
        + _READ
        + "    more.s3.download_file('b', name + '.json', 'kept.json')\n"
        + "    return data['results']['transcripts'][0]['transcript']\n",
        "in a way not followed",
    ),
    "callers get the answer": (_START + _WAIT + _READ + "    return data\n", "callers"),
    "callers get a part of it": (
        _START + _WAIT + _READ + "    return data['results']['transcripts']\n",
        "callers",
    ),
    "words chosen for later": (
        _START
        + _WAIT
        + _READ
        + "    said = [one for one in data['results']['items'] if one['type'] != 'punctuation']\n"
        + "    return said[0]['start_time']\n",
        "Amazon's shape",
    ),
    "one or the other": (
        _START
        + _WAIT
        + _READ
        + "    items = data['results']['items'] or []\n    return items[0]\n",
        "Amazon's shape",
    ),
    "a part without a counterpart": (
        _START + _WAIT + _READ + "    return data['results']['language_identification'][0]\n",
        "no translation",
    ),
    "the waiting ends for another reason": (
        _START
        + _WAIT.replace(
            "        if job",
            "        if more.stopped():\n            more.tell()\n            break\n"
            "        if job",
        )
        + _READ
        + "    print(data['results']['transcripts'][0]['transcript'])\n",
        "not about the job alone",
    ),
    "rounds are counted for later": (
        "    rounds = 0\n"
        + _START
        + _WAIT.replace("time.sleep(5)", "rounds += 1")
        + _READ
        + "    print(rounds, data['results']['transcripts'][0]['transcript'])\n",
        "rounds is counted",
    ),
    "a function reads what is kept for all": (
        "    global data\n" + _START + _WAIT + _READ + "    print(data['jobName'])\n",
        "kept for other functions",
    ),
    "a match statement": (
        _START
        + _WAIT
        + _READ
        + "    match data['results']:\n        case {'items': items}:\n            print(items)\n",
        "match statement",
    ),
    "a name of the request that changes": (
        "    request = {'TranscriptionJobName': name, 'Media': {'MediaFileUri': uri}}\n"
        + "    uri = more\n    client.start_transcription_job(**request)\n"
        + _WAIT
        + _READ
        + "    print(data['results']['transcripts'][0]['transcript'])\n",
        "changes on the way",
    ),
    "a request that a call makes": (
        "    request = {'TranscriptionJobName': name, 'Media': {'MediaFileUri': more.get(uri)}}\n"
        + "    client.start_transcription_job(**request)\n"
        + _WAIT
        + _READ
        + "    print(data['results']['transcripts'][0]['transcript'])\n",
        "made by calls",
    ),
    "a part of the answer is changed": (
        _START
        + _WAIT
        + _READ
        + "    for item in data['results']['items']:\n        item['start_time'] = more\n",
        "is changed",
    ),
    "a name of the draft's that is taken": (
        "    link_to = more\n"
        + _START
        + _WAIT
        + _READ
        + "    print(data['results']['transcripts'][0]['transcript'])\n",
        "link_to of its own",
    ),
    "a file of its own kept": (
        _START + _WAIT + _READ + "    self.words = data['results']['items']\n",
        "something other than a name",
    ),
}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_that_is_not_understood_stays(name: str) -> None:
    body, reason = JOBS[name]
    source = _JOB + body
    done = draft_module(source)
    assert done.source == source
    assert done.calls and all(reason in call.why for call in done.calls)


_STREAM_HEAD = """
import asyncio
from amazon_transcribe.client import TranscribeStreamingClient
from amazon_transcribe.handlers import TranscriptResultStreamHandler
class Calls(TranscriptResultStreamHandler):
    async def handle_transcript_event(self, event):
        print("heard")
async def run():
    client = TranscribeStreamingClient(region="us-west-2")
"""
STREAMS = {
    "another SDK": (
        """
from aws_sdk_transcribe_streaming.client import TranscribeStreamingClient
async def run():
    client = TranscribeStreamingClient()
    stream = await client.start_stream_transcription(language_code="en-US")
    await stream.input_stream.end_stream()
""",
        "not by amazon-transcribe",
    ),
    "the stream goes on": (
        """
from amazon_transcribe.client import TranscribeStreamingClient
async def run(sender):
    client = TranscribeStreamingClient(region="eu-west-1")
    stream = await client.start_stream_transcription(language_code="en-US")
    await sender(stream)
""",
        "the stream is handed on",
    ),
    "kept on the object": (
        """
from amazon_transcribe.client import TranscribeStreamingClient
class Calls:
    async def open(self):
        client = TranscribeStreamingClient(region="eu-west-1")
        self.stream = await client.start_stream_transcription(language_code="en-US")
""",
        "not simply given a name",
    ),
    "used after the block it is opened in": (
        _STREAM_HEAD
        + """
    try:
        stream = await client.start_stream_transcription(language_code="en-US")
        await Calls(stream.output_stream).handle_events()
    finally:
        await stream.input_stream.end_stream()
""",
        "outside of where it is opened",
    ),
    "a task left running": (
        _STREAM_HEAD
        + """
    stream = await client.start_stream_transcription(language_code="en-US")
    asyncio.create_task(Calls(stream.output_stream).handle_events())
    await stream.input_stream.send_audio_event(audio_chunk=b"")
""",
        "left running",
    ),
    "a class made from the handler": (
        _STREAM_HEAD
        + """
    stream = await client.start_stream_transcription(language_code="en-US")
    await Others(stream.output_stream).handle_events()
class Others(Calls):
    async def handle_transcript_event(self, event):
        print(event.transcript.results[0].is_partial)
""",
        "not given to a handler here",
    ),
    "a handler that goes through the stream": (
        _STREAM_HEAD.replace(
            "async def handle_transcript_event(self, event)", "async def handle_events(self)"
        )
        + """
    stream = await client.start_stream_transcription(language_code="en-US")
    await Calls(stream.output_stream).handle_events()
""",
        "goes through the stream itself",
    ),
    "a handler that hands results on": (
        """
from amazon_transcribe.client import TranscribeStreamingClient
from amazon_transcribe.handlers import TranscriptResultStreamHandler
class Calls(TranscriptResultStreamHandler):
    async def handle_transcript_event(self, event):
        for result in event.transcript.results:
            self.queue.put(result)
async def run():
    client = TranscribeStreamingClient(region="eu-west-1")
    stream = await client.start_stream_transcription(language_code="en-US")
    await Calls(stream.output_stream).handle_events()
""",
        "reads Amazon's shape",
    ),
}


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_that_is_not_understood_stays(name: str) -> None:
    source, reason = STREAMS[name]
    done = draft_module(source)
    assert done.source == source
    assert done.calls and all(reason in call.why for call in done.calls)


_TEXT = "    return data['results']['transcripts'][0]['transcript']\n"


def test_a_client_that_does_more_stays_beside_the_new_one() -> None:
    source = _JOB + _START + _WAIT + _READ + _TEXT
    source += "def others():\n    return client.list_vocabularies()\n"
    done = draft_module(source)
    assert 'client = boto3.client("transcribe")' in done.source
    assert "answer = DeepgramClient().listen.v1.media.transcribe_url(" in done.source


def test_a_client_that_other_modules_use_stays(tmp_path: Path) -> None:
    (tmp_path / "jobs.py").write_text(_JOB + _START + _WAIT + _READ + _TEXT, encoding="utf-8")
    assert "client = DeepgramClient()" in draft(tmp_path).patch
    (tmp_path / "words.py").write_text(
        "from app.jobs import client\nprint(client.list_vocabularies())\n", encoding="utf-8"
    )
    done = draft(tmp_path)
    assert done.files == ("jobs.py",)
    assert "client = DeepgramClient()" not in done.patch
    assert "answer = DeepgramClient().listen" in done.patch


def test_what_cannot_be_translated_is_named_above_the_call() -> None:
    body = _START.replace('LanguageCode="en-US"', 'LanguageCode="en-US", OutputBucketName=more')
    done = draft_module(_JOB + body + _WAIT + _READ + "    json.dump(data, more)\n")
    above = done.source.partition("answer = ")[0]
    assert "# crossfade: OutputBucketName" in above
    assert "what follows gets Deepgram's JSON, not Amazon's" in above
    assert 'json.dump(answer.model_dump(mode="json"), more)' in done.source


def test_what_was_done_about_a_failed_job_is_named() -> None:
    body = """    if job["TranscriptionJobStatus"] == "FAILED":
        more.alarm(name)
    else:
        print(requests.get(job["Transcript"]["TranscriptFileUri"]).json()["results"]["transcripts"])
"""
    done = draft_module(_JOB + _START + _WAIT + body)
    (call,) = done.calls
    assert any("a job that failed" in left for left in call.left)
    assert "alarm" not in done.source and "is for you to carry over" in done.source


def test_a_name_inside_a_longer_one_in_a_string_is_another() -> None:
    body = """    status = job["TranscriptionJobStatus"]
    print(f"{status_code} {more.status} {status}")
"""
    source = _JOB.replace("name, uri", "name, uri, status_code") + _START + _WAIT + body
    done = draft_module(source + _READ + _TEXT)
    assert 'print(f"{status_code} {more.status} COMPLETED")' in done.source


def test_imports_over_several_lines_and_other_line_ends() -> None:
    before = pair("microphone")[0].replace(
        "from amazon_transcribe.client import TranscribeStreamingClient as Client",
        "from amazon_transcribe.client import (\n    TranscribeStreamingClient as Client,\n)",
    )
    done = draft_module(("from typing import List\n" + before).replace("\n", "\r\n"))
    assert [call.why for call in done.calls] == [""]
    assert "\n" not in done.source.replace("\r\n", "")
    assert "amazon_transcribe" not in done.source


def test_what_stands_in_a_target_is_changed_too() -> None:
    body = """    speakers = {}
    for item in data["results"]["items"]:
        speakers[item["start_time"]] = item["alternatives"][0]["content"]
    print(speakers)
"""
    done = draft_module(_JOB + _START + _WAIT + _READ + body)
    assert "speakers[str(item.start)] = item.punctuated_word or item.word" in done.source


def test_only_the_truth_of_a_test_counts() -> None:
    head = _STREAM_HEAD.replace(
        'print("heard")',
        """for result in event.transcript.results:
            if not result.is_partial and result.alternatives:
                print(result.alternatives[0].transcript if result.alternatives else "")""",
    )
    done = draft_module(
        head
        + """    stream = await client.start_stream_transcription(language_code="en-US")
    await Calls(stream.output_stream).handle_events()
"""
    )
    assert [call.why for call in done.calls] == [""]
    assert "if result.is_final and result.channel.alternatives:" in done.source


def test_the_region_is_named_with_its_host() -> None:
    source = _JOB.replace('("transcribe")', '("transcribe", region_name="eu-west-1")')
    (call,) = draft_module(source + _START + _WAIT + _READ + _TEXT).calls
    assert any("api.eu.deepgram.com" in left for left in call.left)


DEEP = {
    "a chain": _START + _WAIT + _READ + "    return data['results']" + ".get('a')" * 600 + "\n",
    "many cases": _START
    + _WAIT
    + "    if name == 'a':\n        return None\n"
    + "".join(f"    elif name == '{number}':\n        pass\n" for number in range(1500)),
}


@pytest.mark.parametrize("body", DEEP.values(), ids=DEEP)
def test_code_that_is_nested_too_deeply_is_left_with_the_reason(body: str) -> None:
    done = draft_module(_JOB + body)
    assert done.source == _JOB + body
    assert ["nested too deeply" in call.why for call in done.calls] == [True]


@pytest.mark.parametrize("key", ["it's", 'say "a"', "a'), print(1), ('", "\\", "caf\u00e9"])
def test_quotes_in_a_value_stay_inside_it(key: str) -> None:
    tagged = _START.replace('"en-US"', f'"en-US", Tags=[dict(Key={key!r}, Value="b")]')
    done = draft_module(_JOB + tagged + _WAIT + _READ + _TEXT)
    assert [call.why for call in done.calls] == [""]
    (call,) = (
        node
        for node in ast.walk(ast.parse(done.source))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "transcribe_url"
    )
    (tag,) = (word.value for word in call.keywords if word.arg == "tag")
    assert ast.literal_eval(tag) == [f"{key}:b"]


@given(st.data())
def test_whatever_is_missing_the_result_is_python_or_the_same(data: st.DataObject) -> None:
    lines = pair(data.draw(st.sampled_from(NAMES)))[0].splitlines(keepends=True)
    gone = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=6))
    source = "".join(line for number, line in enumerate(lines) if number not in gone)
    done = draft_module(source)
    if done.source != source:
        compile(done.source, "draft", "exec")
        assert any(not call.why for call in done.calls)
        assert "deepgram" in done.source


@given(st.text())
def test_any_text_is_taken(source: str) -> None:
    assert draft_module(source).source == source
