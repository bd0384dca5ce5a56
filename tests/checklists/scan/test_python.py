"""Python: clients by any name, calls with what they send, and what only looks like them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.scan import notebooks, python_code
from checklists.scan.source import source_of
from tests.checklists.scan.trees import only, places, scanned

MAKERS = [
    "import boto3\nx = boto3.client('transcribe')",
    "import boto3 as aws\nx = aws.client('transcribe')",
    "from boto3 import client as c\nx = c('transcribe')",
    "from boto3 import Session\nx = Session(profile_name='p').client('transcribe')",
    "import boto3\nx = boto3.Session().client(service_name='transcribe', region_name='eu-west-1')",
    "import boto3\nS = 'transcribe'\nx = boto3.client(S)",
    "import boto3\nclass C:\n  S = 'transcribe'\n  def f(self): return boto3.client(self.S)",
    "import boto3\ndef f(service='transcribe'): return boto3.client(service)",
    "import boto3\nclass E(str, Enum):\n  T = 'transcribe'\nx = boto3.client(E.T.value)",
    "def f(session): return session.client('transcribe')",
    "import aioboto3 as a\nasync def f():\n  async with a.Session().client('transcribe') as x: ...",
    "from aiobotocore.session import get_session\nx = get_session().create_client('transcribe')",
    "import boto3\ns3, x = boto3.client('s3'), boto3.client(\"transcribe\")",
    "import boto3\nx = (boto3\n  .client('transcribe'))",
    "import boto3\nT = 'transcribe' if 1 else 'transcribe'\nx = boto3.client(service_name=T)",
    "import boto3\ndef make(name): return boto3.client(name)\nx = make('transcribe')",
    "from botocore.session import Session\nx = Session().create_client('transcribe', 'us-east-1')",
]


@pytest.mark.parametrize("code", MAKERS)
def test_clients_by_any_name(tmp_path: Path, code: str) -> None:
    found = only(scanned(tmp_path, {"app.py": code}), "client")
    assert (found.mode, found.confidence, found.id) == ("batch", "high", "python-client")


@pytest.mark.parametrize(
    "code",
    [
        "import whisper\nmodel.transcribe(audio, task='transcribe')",
        "import boto3\nx = boto3.client('translate')  # not to transcribe",
        "TASK = 'transcribe'\nrun(TASK)",
        "from celery import Celery\napp.task(name='transcribe')",
        "from openai import OpenAI\nOpenAI().audio.transcriptions.create(model='whisper-1')",
        "import amazon_transcribe_helpers\nfrom amazon_transcribe_mock import client",
        "from sklearn.text import v\nv.get_vocabulary()\n'transcribe'",
        "import boto3\nlex = boto3.client('lexv2-models')\nlex.list_vocabularies()  # transcribe",
        "class Vendor:\n  def start_transcription_job(self): self.start_transcription_job()",
        "from .transcribe import amazon_transcribe",
        "def transcribe(client): return client.transcribe('transcribe')",
    ],
)
def test_what_only_looks_like_it(tmp_path: Path, code: str) -> None:
    assert scanned(tmp_path, {"app.py": code}).findings == ()


def test_a_client_whose_receiver_is_no_session_is_not_sure(tmp_path: Path) -> None:
    found = only(scanned(tmp_path, {"a.py": "bus.client('transcribe')"}), "client")
    assert found.confidence == "medium"


def test_members_of_a_call_over_many_lines(tmp_path: Path) -> None:
    code = """
        import boto3
        NAME = "calls"
        transcribe = boto3.client("transcribe")
        def start(uri, language="en-US"):
            request = {"TranscriptionJobName": NAME, "Media": {"MediaFileUri": uri}}
            request["Settings"] = {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 4}
            if uri:
                request["Settings"]["VocabularyName"] = "terms"
                request["LanguageOptions"] = ["en-US", "es-US"]
            request.update(LanguageCode=language, Subtitles=dict(Formats=["vtt"]))
            return transcribe.start_transcription_job(
                OutputBucketName=f"bucket-{NAME}",
                ToxicityDetection=[{"ToxicityCategories": ["ALL"]}],
                **request,
            )
        """
    found = only(scanned(tmp_path, {"a.py": code}), "call")
    assert (found.line, found.confidence, found.mode) == (11, "high", "batch")
    assert dict(found.arguments) == {
        "OutputBucketName": "",
        "ToxicityDetection.ToxicityCategories": "ALL",
        "TranscriptionJobName": "calls",
        "Media.MediaFileUri": "",
        "Settings.ShowSpeakerLabels": "true",
        "Settings.MaxSpeakerLabels": "4",
        "Settings.VocabularyName": "terms",
        "LanguageOptions": "en-US,es-US",
        "LanguageCode": "en-US",
        "Subtitles.Formats": "vtt",
    }


def test_members_from_a_function_and_from_a_merge(tmp_path: Path) -> None:
    code = """
        import boto3
        BASE = {"ContentRedaction": {"RedactionType": "PII"}}
        class Jobs:
            def _settings(self):
                return {"ChannelIdentification": True}
            def run(self):
                boto3.client("transcribe").start_call_analytics_job(
                    **{**BASE, "CallAnalyticsJobName": "x"}, Settings=self._settings())
        """
    found = only(scanned(tmp_path, {"a.py": code}), "call")
    assert found.mode == "call-analytics"
    assert dict(found.arguments) == {
        "ContentRedaction.RedactionType": "PII",
        "CallAnalyticsJobName": "x",
        "Settings.ChannelIdentification": "true",
    }


def test_members_through_copies_and_filters(tmp_path: Path) -> None:
    code = """
        import boto3
        c = boto3.client("transcribe")
        base = {"TranscriptionJobName": "x", "LanguageCode": None}
        request = dict(base, OutputKey="k") | {"IdentifyLanguage": True}
        more = request.copy()
        c.start_transcription_job(**{k: v for k, v in more.items() if v is not None})
        """
    assert dict(only(scanned(tmp_path, {"a.py": code}), "call").arguments) == {
        "TranscriptionJobName": "x",
        "LanguageCode": "",
        "OutputKey": "k",
        "IdentifyLanguage": "true",
    }


def test_a_request_that_was_replaced_before_the_call(tmp_path: Path) -> None:
    code = """
        import boto3
        c = boto3.client("transcribe")
        def f(calls, medical):
            if calls:
                k = {"CallAnalyticsJobName": "a"}
                c.start_call_analytics_job(**{n: v for n, v in k.items()})
            else:
                k = {"TranscriptionJobName": "b"}
                if medical:
                    k = {"TranscriptionJobName": "c", "OutputKey": "d"}
                c.start_transcription_job(**k)
        """
    found = scanned(tmp_path, {"a.py": code}).findings
    assert [dict(one.arguments) for one in found if one.kind == "call"] == [
        {"CallAnalyticsJobName": "a"},
        {"TranscriptionJobName": "c", "OutputKey": "d"},
    ]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("def f(c): c.list_vocabularies()\nf(boto3.client('transcribe'))", 2),
        ("def f(a, *, c): c.list_vocabularies()\nt = boto3.client('transcribe')\nf(1, c=t)", 2),
        ("client = boto3.client('transcribe')\nclient.list_vocabularies()", 3),
        ("def f(client: 'TranscribeServiceClient'):\n  client.list_vocabularies()", 3),
        ("def get(): return boto3.client('transcribe')\nget().list_vocabularies()", 3),
        ("c = None\nc = c or boto3.client('transcribe')\nc.list_vocabularies()", 4),
        ("with boto3.client('transcribe') as c:\n  c.list_vocabularies()", 3),
        ("if (c := boto3.client('transcribe')):\n  c.list_vocabularies()", 3),
        (
            "class A:\n  def __init__(self): self.c = boto3.client('transcribe')\n"
            "  def g(self): return self.c.list_vocabularies()",
            4,
        ),
        (
            "class A:\n  @property\n  def c(self): return boto3.client('transcribe')\n"
            "  def g(self): self.c.list_vocabularies()",
            5,
        ),
    ],
)
def test_names_that_others_use_count_on_a_client(tmp_path: Path, code: str, line: int) -> None:
    found = only(scanned(tmp_path, {"a.py": f"import boto3\n{code}"}), "call")
    assert (found.line, found.confidence) == (line, "high")


def test_the_same_name_in_another_function_is_another_client(tmp_path: Path) -> None:
    code = """
        import boto3
        def one():
            client = boto3.client("transcribe")
            client.list_vocabularies()
        def two():
            client = boto3.client("lexv2-models")
            client.list_vocabularies()
        """
    assert only(scanned(tmp_path, {"a.py": code}), "call").line == 4


def test_calls_that_are_run_by_others(tmp_path: Path) -> None:
    code = """
        import asyncio, boto3
        from functools import partial
        c = boto3.client("transcribe")
        async def f():
            await asyncio.to_thread(c.get_transcription_job, TranscriptionJobName="x")
            start = partial(c.start_medical_transcription_job, Specialty="PRIMARYCARE")
            c.get_waiter("transcription_job_completed").wait(TranscriptionJobName="x")
            getattr(c, "delete_transcription_job")(TranscriptionJobName="x")
        """
    found = scanned(tmp_path, {"a.py": code})
    calls = [one for one in found.findings if one.kind == "call"]
    assert [(one.line, one.mode, one.confidence) for one in calls] == [
        (5, "batch", "high"),
        (6, "medical", "high"),
        (7, "batch", "high"),
        (8, "batch", "medium"),
    ]
    assert dict(calls[1].arguments) == {"Specialty": "PRIMARYCARE"}


def test_streaming_with_either_sdk(tmp_path: Path) -> None:
    old = """
        from amazon_transcribe.client import TranscribeStreamingClient
        from amazon_transcribe.handlers import TranscriptResultStreamHandler
        class Printer(TranscriptResultStreamHandler):
            pass
        async def go():
            client = TranscribeStreamingClient(region="us-west-2")
            await client.start_stream_transcription(
                language_code="en-US", media_sample_rate_hz=16000, media_encoding="pcm",
                vocab_filter_name="f")
        """
    new = """
        from aws_sdk_transcribe_streaming.client import TranscribeStreamingClient
        from aws_sdk_transcribe_streaming.models import StartStreamTranscriptionInput
        async def go(client: TranscribeStreamingClient):
            await client.start_stream_transcription(
                input=StartStreamTranscriptionInput(show_speaker_label=True))
        """
    found = scanned(tmp_path, {"old.py": old, "new.py": new})
    found = replace(found, findings=tuple(one for one in found.findings if "python" in one.id))
    assert {one.mode for one in found.findings} == {"streaming"}
    assert {one.confidence for one in found.findings} == {"high"}
    assert places(found, tmp_path) == {
        ("old.py", 1, "import"),
        ("old.py", 2, "import"),
        ("old.py", 3, "parser"),
        ("old.py", 6, "client"),
        ("old.py", 7, "call"),
        ("new.py", 1, "import"),
        ("new.py", 2, "import"),
        ("new.py", 4, "call"),
    }
    sent = {one.path[-6:]: dict(one.arguments) for one in found.findings if one.kind == "call"}
    assert sent == {
        "old.py": {
            "LanguageCode": "en-US",
            "MediaSampleRateHertz": "16000",
            "MediaEncoding": "pcm",
            "VocabularyFilterName": "f",
        },
        "new.py": {"ShowSpeakerLabel": "true"},
    }


def test_a_client_takes_the_mode_of_its_calls(tmp_path: Path) -> None:
    code = "import boto3\nc = boto3.client('transcribe')\nc.list_call_analytics_jobs()"
    assert only(scanned(tmp_path, {"a.py": code}), "client").mode == "call-analytics"


def test_what_stands_in_a_comment_counts_for_less(tmp_path: Path) -> None:
    code = "import boto3\n# c = boto3.client('transcribe')\n"
    found = only(scanned(tmp_path, {"a.py": code}), "client")
    assert (found.line, found.confidence, found.commented) == (2, "medium", True)


def test_python_that_cannot_be_parsed_is_read_by_its_lines(tmp_path: Path) -> None:
    code = "import boto3\nprint 'go'\nc = boto3.client('transcribe')\nc.start_transcription_job(x)"
    found = scanned(tmp_path, {"a.py": code})
    assert places(found, tmp_path) == {("a.py", 3, "client"), ("a.py", 4, "call")}


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    for name in ("a.py", "a.ipynb"):
        file = source_of(Path(name), name, b"transcribe\n" + data)
        list(python_code.find(file))
        list(notebooks.find(file))


@given(
    st.lists(
        st.sampled_from(
            [
                "a = b",
                "b = a",
                "a = a or c",
                "c = boto3.client(a)",
                "a = 'transcribe'",
                "def f(a=b): return f(a)",
                "def b(): return c()",
                "c = f()",
                "a.update(a)",
                "a['x'] = a",
                "c.start_transcription_job(**a, Settings=a)",
                "class a(a): b = a; c = b",
                "import boto3",
            ]
        ),
        max_size=12,
    )
)
def test_names_that_lead_in_circles(lines: list[str]) -> None:
    code = "\n".join(lines).encode()
    list(python_code.find(source_of(Path("a.py"), "a.py", code)))


def test_deeply_nested_code(tmp_path: Path) -> None:
    code = "x = 'transcribe'" + " + 'a'" * 5000 + "\n" + "y = " + "[" * 3000 + "]" * 3000
    assert scanned(tmp_path, {"a.py": code, "b.py": code.split("\n")[0]}).findings == ()
