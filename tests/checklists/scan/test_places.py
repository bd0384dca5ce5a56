"""Where results are read: each place of a file, and readers that name the service nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.scan import named_operations, results, templates, wrappers
from checklists.scan.source import source_of
from tests.checklists.scan.trees import only, places, scanned

USE = "import boto3\nboto3.client('transcribe').list_vocabularies()\n"
GAP = "    total = total + 1\n" * 30

WORD_BY_WORD = {
    "talk.py": """
        def spoken(kept):
            for one in kept["results"]["items"]:
                glue = "" if one["type"] == "punctuation" else " "
                yield glue + one["alternatives"][0]["content"]
    """,
    "talk.js": """
        module.exports = (kept) => kept.results.items.map((one) => {
          const glue = one.type === 'punctuation' ? '' : ' ';
          return glue + one.alternatives[0].content;
        });
    """,
    "talk.php": """
        <?php
        foreach ($kept['results']['items'] as $one) {
            echo $one['type'] == 'pronunciation' ? ' ' : '', $one['alternatives'][0]['content'];
        }
    """,
    "talk.rb": """
        kept["results"]["items"].each do |one|
          print " " if one["type"] == "pronunciation"
          print one["alternatives"][0]["content"]
        end
    """,
}


@pytest.mark.parametrize("name", sorted(WORD_BY_WORD))
def test_a_reader_of_words_is_found_where_nothing_else_is(tmp_path: Path, name: str) -> None:
    found = only(scanned(tmp_path, {name: WORD_BY_WORD[name]}), "parser")
    assert (found.mode, found.confidence) == ("batch", "medium")


@pytest.mark.parametrize(
    "text",
    [
        "for one in page['results']['items']:\n    print(one['name'])  # no punctuation\n",
        "MARKS = {'punctuation': '.,', 'content': 'alternatives'}\n",
        "for one in kept['results']:\n    one['alternatives'][0]['content'], 'punctuation'\n",
    ],
)
def test_others_words_and_marks_are_none(tmp_path: Path, text: str) -> None:
    assert not scanned(tmp_path, {"a.py": text}).findings


def test_places_that_lie_apart_are_each_told(tmp_path: Path) -> None:
    code = (
        "def speakers(kept):\n    return kept['results']['speaker_labels']['segments']\n"
        f"def between(total):\n{GAP}"
        "def whole(kept):\n    return kept['results']['transcripts'][0]['transcript']\n"
    )
    found = scanned(tmp_path, {"a.py": code})
    assert places(found, tmp_path, "parser") == {("a.py", 2, "parser"), ("a.py", 35, "parser")}


def test_the_result_is_the_place_and_not_a_key_of_ones_own(tmp_path: Path) -> None:
    code = """
        <?php
        use Aws\\TranscribeService\\TranscribeServiceClient;
        $mine = ['channel_labels' => []];
        foreach ($kept->results->channel_labels->channels as $channel) {
            $mine['channel_labels'][] = $channel->items[0]->start_time;
        }
    """
    assert only(scanned(tmp_path, {"a.php": code}), "parser").line == 4


STREAMS = {
    "live.go": """
        package live

        import ts "github.com/aws/aws-sdk-go-v2/service/transcribestreaming"

        func open(c aws.Config) *ts.Client { return ts.NewFromConfig(c) }

        func said(heard *ts.Transcript) (all []string) {
            for _, one := range heard.Results {
                if !one.IsPartial {
                    all = append(all, *one.Alternatives[0].Transcript)
                }
            }
            return
        }
    """,
    "live.rs": """
        use aws_sdk_transcribestreaming::{types::TranscriptResultStream, Client};

        fn open(shared: &SdkConfig) -> Client { Client::new(shared) }

        fn said(one: aws_sdk_transcribestreaming::types::Transcript) {
            for result in one.results.unwrap_or_default() {
                if result.is_partial { continue; }
            }
        }
    """,
    "live.py": """
        ADDRESS = "wss://transcribestreaming.eu-west-1.amazonaws.com:8443/stream-transcription-websocket"

        def said(message):
            heard = message.get("Transcript", {}).get("Results", [])
            return [one for one in heard if not one["IsPartial"]]
    """,
}


@pytest.mark.parametrize(("name", "line"), [("live.go", 9), ("live.rs", 7), ("live.py", 5)])
def test_what_asks_for_partial_results_reads_a_stream(tmp_path: Path, name: str, line: int) -> None:
    found = scanned(tmp_path, {name: STREAMS[name]})
    assert places(found, tmp_path, "parser") == {(name, line, "parser")}
    assert {one.mode for one in found.findings} == {"streaming"}


def test_a_type_that_is_only_imported_is_not_the_place(tmp_path: Path) -> None:
    code = (
        "import {\n  TranscriptResultStream,\n  TranscribeStreamingClient,\n"
        '} from "@aws-sdk/client-transcribe-streaming";\n'
        f"{GAP}"
        "export async function* said(heard: AsyncIterable<TranscriptResultStream>) {\n"
        "  for await (const one of heard) yield one.TranscriptEvent?.Transcript?.Results;\n}\n"
    )
    assert only(scanned(tmp_path, {"a.ts": code}), "parser").line == 35


def test_keys_that_are_asked_for_one_by_one(tmp_path: Path) -> None:
    java = """
        class Reader {
            String text(JsonNode root) {
                JsonNode inner = root.path("results");
                if (inner.isMissingNode()) return "";
                JsonNode all = inner.path("transcripts");
                return all.get(0).path("transcript").asText();
            }
        }
    """
    alone = scanned(tmp_path / "alone", {"Reader.java": java})
    beside = scanned(tmp_path / "beside", {"Reader.java": java, "a.py": USE})
    assert not alone.findings
    assert ("Reader.java", 5, "parser") in places(beside, tmp_path / "beside")


def test_a_class_for_one_member_counts_little_and_in_a_project_only(tmp_path: Path) -> None:
    text = 'class Kept { [JsonPropertyName("transcripts")] public Whole[] All { get; set; } }\n'
    alone = scanned(tmp_path / "alone", {"Kept.cs": text})
    beside = scanned(tmp_path / "beside", {"Kept.cs": text, "a.py": USE})
    assert not alone.findings
    assert only(beside, "parser").confidence == "low"


@pytest.mark.parametrize("name", ["Makefile", ".github/workflows/text.yml", "Dockerfile"])
def test_jq_reads_results_wherever_it_runs(tmp_path: Path, name: str) -> None:
    text = "\tcurl -s $(URL) | jq -r '.results.transcripts[0].transcript' > text\n"
    assert only(scanned(tmp_path, {name: text}), "parser").mode == "batch"


@pytest.mark.parametrize(
    ("name", "text", "sure"),
    [
        ("a.py", "transcript_file_uri.split('/')", "medium"),
        ("a.ts", "const transcriptFileUri = given", "medium"),
        ("a.py", "job['Transcript']['TranscriptFileUri']", "high"),
        ("a.rb", "job.transcript.transcript_file_uri", "high"),
        ("A.java", "job.transcript().transcriptFileUri()", "high"),
    ],
)
def test_a_name_in_another_spelling_is_less_sure(name: str, text: str, sure: str) -> None:
    found = list(results.find(source_of(Path(name), name, text.encode())))
    assert [(one.kind, one.confidence) for one in found] == [("job-uri", sure)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            (
                *('"results"', '"transcripts"', '"transcript"', ".results.items", "IsPartial"),
                *(
                    "alternatives",
                    "content",
                    "'punctuation'",
                    "\n",
                    "(",
                    '("startTranscriptionJob",',
                ),
                *("livekit.plugins import ", "aws as ", "aws.STT(", "com.amazonaws.${", "import "),
                *("TranscribeVocabulary(this", "jq ", "StreamTranscription", "\x00", "é"),
            )
        ),
        max_size=60,
    )
)
def test_any_text_is_read_to_its_end(parts: list[str]) -> None:
    for name in ("a.py", "a.ts", "a.yaml", "Makefile"):
        file = source_of(Path(name), name, "".join(parts).encode())
        for room in (results, wrappers, named_operations, templates):
            assert all(one.line >= 1 for one in room.find(file))
