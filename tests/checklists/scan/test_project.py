"""Across files: wrappers, factories and constants of the same project, and what needs company."""

from __future__ import annotations

from pathlib import Path

import pytest

from checklists.scan.project import usages
from checklists.scan.python_imports import dotted, leads_to, module_parts
from tests.checklists.scan.trees import below, scanned

AWS = """
    import boto3
    def get_client(service, region="us-east-1"):
        return boto3.client(service, region_name=region)
    """
JOBS = """
    from ..aws import get_client
    client = get_client("transcribe")
    class Jobs:
        def start(self, uri):
            return client.start_transcription_job(TranscriptionJobName="x", Media={})
        def both(self, uri):
            return self.start(uri)
    def submit(uri):
        return Jobs().start(uri)
    """
PROJECT = {
    "src/app/aws.py": AWS,
    "src/app/constants.py": "SPEECH = 'transcribe'",
    "src/app/speech/__init__.py": "from .jobs import Jobs, submit",
    "src/app/speech/jobs.py": JOBS,
}


def _lines(root: Path, name: str, code: str) -> dict[int, tuple[str, str]]:
    found = scanned(root, {**PROJECT, name: code})
    return {
        one.line: (one.kind, one.confidence) for one in found.findings if below(one, root) == name
    }


def test_a_factory_of_another_module_makes_the_client(tmp_path: Path) -> None:
    found = scanned(tmp_path, PROJECT)
    assert {(below(one, tmp_path), one.line, one.kind) for one in found.findings} == {
        ("src/app/speech/jobs.py", 2, "client"),
        ("src/app/speech/jobs.py", 5, "call"),
    }
    assert {one.confidence for one in found.findings} == {"high"}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("from app.speech.jobs import submit\nsubmit('s3://x')", 2),
        ("from app.speech import submit as go\ngo('s3://x')", 2),
        ("from .speech import submit\nsubmit(1)", 2),
        ("from .speech.jobs import (\n    Jobs,\n    submit,\n)\nsubmit(1)", 5),
        ("import app.speech.jobs as j\nj.submit(1)", 2),
        ("import app.speech.jobs\napp.speech.jobs.submit(1)", 2),
        ("from app.speech import jobs\njobs.submit(1)", 2),
        ("from app.speech.jobs import Jobs\nJobs().start(1)", 2),
        ("from app.speech.jobs import Jobs\nj = Jobs()\nj.both(1)", 3),
        ("from app.speech.jobs import Jobs\ndef f(j: Jobs):\n  j.start(1)", 3),
        ("from app.speech.jobs import Jobs\nclass More(Jobs):\n  def f(self): self.start(1)", 3),
        (
            "from app.speech.jobs import Jobs\nclass A:\n"
            "  def __init__(self, jobs: Jobs): self.jobs = jobs\n  def f(self): self.jobs.start(1)",
            4,
        ),
    ],
)
def test_wrappers_are_followed(tmp_path: Path, code: str, line: int) -> None:
    assert _lines(tmp_path, "src/app/main.py", code) == {line: ("wrapper", "high")}


def test_a_wrapper_with_the_name_of_an_operation(tmp_path: Path) -> None:
    files = {
        "jobs.py": """
            import boto3
            class Api:
                def start_transcription_job(self, uri):
                    c = boto3.client("transcribe")
                    return c.start_transcription_job(Media={"MediaFileUri": uri})
            """,
        "main.py": "from jobs import Api\napi = Api()\napi.start_transcription_job('x')",
    }
    found = scanned(tmp_path, files)
    assert [(one.line, one.kind) for one in found.findings if "main" in one.path] == [
        (3, "wrapper")
    ]


@pytest.mark.parametrize(
    ("code", "line", "kind"),
    [
        ("import boto3\nfrom app.constants import SPEECH\nboto3.client(SPEECH)", 3, "client"),
        ("import boto3\nfrom app import constants\nboto3.client(constants.SPEECH)", 3, "client"),
        ("from app.speech.jobs import client\nclient.list_vocabularies()", 2, "call"),
        ("from app.speech import jobs\njobs.client.list_vocabularies()", 2, "call"),
    ],
)
def test_clients_and_constants_are_followed(
    tmp_path: Path, code: str, line: int, kind: str
) -> None:
    assert _lines(tmp_path, "src/app/main.py", code) == {line: (kind, "high")}


@pytest.mark.parametrize(
    "code",
    [
        "from queue import submit\nsubmit(1)",
        "from other.speech_jobs import submit\nsubmit(1)",
        "class Jobs:\n  def start(self): ...\nJobs().start()",
        "def submit(uri): ...\nsubmit(1)",
        "from app.speech.jobs import Jobs\nJobs().stop()",
        "from app.aws import get_client\nget_client('s3')",
        "from app.constants import SPEECH\nrun(SPEECH)",
    ],
)
def test_the_same_names_of_others_are_not(tmp_path: Path, code: str) -> None:
    assert _lines(tmp_path, "src/app/main.py", code) == {}


def test_names_that_others_use_need_company(tmp_path: Path) -> None:
    shared = {"a.py": "def f(client):\n  client.list_vocabularies()"}
    assert scanned(tmp_path / "alone", shared).findings == ()
    found = scanned(tmp_path / "used", {**shared, **PROJECT})
    assert [one.confidence for one in found.findings if one.path.endswith("/a.py")] == ["low"]


def test_a_commented_client_is_no_company(tmp_path: Path) -> None:
    files = {
        "a.py": "def f(client):\n  client.list_vocabularies()",
        "b.py": "# boto3.client('transcribe')",
    }
    assert [one.commented for one in scanned(tmp_path, files).findings] == [True]


def test_circles_of_imports_end(tmp_path: Path) -> None:
    files = {
        "p/a.py": "from p.b import g\nimport boto3\n"
        "def f(): return g() or boto3.client('transcribe')",
        "p/b.py": "from p.a import f\ndef g(): return f().get_transcription_job(x=1) or f()",
    }
    found = scanned(tmp_path, files)
    assert ("client", 3) in {(one.kind, one.line) for one in found.findings}


@pytest.mark.parametrize(
    ("origin", "importer", "module", "leads"),
    [
        ("app.speech", "src/app/main.py", "src/app/speech.py", True),
        ("speech", "src/app/main.py", "src/app/speech.py", True),
        (".speech", "src/app/main.py", "src/app/speech.py", True),
        ("..speech", "src/app/web/main.py", "src/app/speech.py", True),
        ("app", "src/app/main.py", "src/app/__init__.py", True),
        ("app", "src/x.py", "src/app/speech.py", True),
        ("other.speech", "src/app/main.py", "src/app/speech.py", False),
        (".speech", "src/web/main.py", "src/app/speech.py", False),
        ("app.speech.more", "src/app/main.py", "src/app/speech.py", False),
    ],
)
def test_where_imports_lead(origin: str, importer: str, module: str, leads: bool) -> None:
    assert leads_to(dotted(origin), importer, module_parts(module)) is leads


def test_findings_of_a_file_and_kind_are_one_usage(tmp_path: Path) -> None:
    code = """
        import boto3
        c = boto3.client("transcribe")
        c.start_transcription_job(TranscriptionJobName="x")
        c.get_call_analytics_job(CallAnalyticsJobName="x")
        # c.start_medical_transcription_job(x)
        """
    old = "# boto3.client('transcribe')"
    found = usages(scanned(tmp_path, {"a.py": code, "b.py": old}).findings)
    assert [(Path(one.path).name, one.kind, one.commented) for one in found] == [
        ("a.py", "call", False),
        ("a.py", "client", False),
        ("b.py", "client", True),
    ]
    assert (found[0].modes, found[0].confidence) == (("batch", "call-analytics"), "high")
    assert len(found[0].findings) == 3


def test_a_module_that_is_nested_too_deeply_is_said(tmp_path: Path) -> None:
    deep = "x = a" + ".b()" * 400 + ".client('transcribe')\n"
    code = f"from jobs import client, start\nstart(1)\n{deep}"
    offering = "import boto3\nclient = boto3.client('transcribe')\ndef start(a):\n"
    offering += "    return client.get_transcription_job(TranscriptionJobName=a)\n"
    found = scanned(tmp_path, {"jobs.py": offering, "user.py": code})
    assert {one.path for one in found.findings} == {str(tmp_path / "jobs.py")}
    assert [(Path(one.path).name, "too deeply" in one.why) for one in found.skipped] == [
        ("user.py", True)
    ]


def test_functions_that_hand_on_each_other_without_end_offer_nothing(tmp_path: Path) -> None:
    chain = "".join(f"def f{n}():\n    return f{n + 1}()\n" for n in range(900))
    files = {"jobs.py": f"import boto3\nc = boto3.client('transcribe')\n{chain}"}
    found = scanned(tmp_path, files)
    assert [one.line for one in found.findings] == [2]
