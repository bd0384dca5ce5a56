"""An account is read to the end, politely, and what may not be read is a gap and not the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st

from providers.amazon.account_lists import (
    KINDS,
    OPERATIONS,
    Kind,
    Pace,
    ReadingStopped,
    listing,
)
from providers.amazon.inventory import (
    JobRecord,
    _Account,
    _Clients,
    last_second,
    read_account,
    shared,
    spread,
)
from providers.credentials import AmazonAccess, Secret
from providers.errors import BadInput, Trouble, VendorTrouble
from tests.wire.amazon.serving import KEY_ID, REGION, Served
from tests.wire.deepgram.tones import tones, wav


def refusal(code: str, operation: str = "ListTranscriptionJobs") -> ClientError:
    about: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {}}
    return ClientError(about, operation)


class Clock:
    """A clock that is moved by waiting only."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.now += seconds
        return False


def pace(clock: Clock) -> Pace:
    return Pace(threading.Event(), now=lambda: clock.now, wait=clock.wait)


class Account:
    """Answers a list's pages, or raises what stands in a page's place."""

    def __init__(self, *pages: Mapping[str, Any] | Exception) -> None:
        self.pages = list(pages)
        self.asked: list[Mapping[str, Any]] = []

    def list_transcription_jobs(self, **asked: Any) -> Mapping[str, Any]:
        self.asked.append(asked)
        page = self.pages.pop(0)
        if isinstance(page, Exception):
            raise page
        return page


def page(*names: str, token: str = "") -> Mapping[str, Any]:
    items = [{"TranscriptionJobName": name} for name in names]
    return {"TranscriptionJobSummaries": items} | ({"NextToken": token} if token else {})


def test_every_page_is_read_no_faster_than_half_the_quota() -> None:
    account, clock = Account(page("a", "b", token="1"), page("c", token="2"), page("d")), Clock()
    found = listing(account, "jobs", pace(clock), 100)
    assert [item["TranscriptionJobName"] for item in found.items] == ["a", "b", "c", "d"]
    assert (found.why, found.more) == ("", False)
    assert [asked.get("NextToken") for asked in account.asked] == [None, "1", "2"]
    assert clock.now == pytest.approx(2 / 2.5)


def test_a_limit_is_waited_for_and_told_when_it_stays() -> None:
    account, clock = Account(refusal("ThrottlingException"), page("a")), Clock()
    assert len(listing(account, "jobs", pace(clock), 100).items) == 1
    assert 1.0 in clock.waits
    account, clock = Account(page("a", token="1"), *[refusal("ThrottlingException")] * 9), Clock()
    found = listing(account, "jobs", pace(clock), 100)
    assert len(found.items) == 1 and "limit was reached" in found.why
    assert [wait for wait in clock.waits if wait >= 1] == [1.0, 2.0, 4.0, 8.0]


def test_a_missing_permission_is_told_by_its_name() -> None:
    found = listing(Account(refusal("AccessDeniedException")), "jobs", pace(Clock()), 100)
    assert found.items == () and "transcribe:ListTranscriptionJobs" in found.why


def test_what_meets_every_call_is_raised() -> None:
    with pytest.raises(VendorTrouble, match="did not accept"):
        listing(Account(refusal("InvalidClientTokenId")), "jobs", pace(Clock()), 100)


def test_a_long_list_is_cut_and_says_so() -> None:
    found = listing(Account(page("a", "b", token="1")), "jobs", pace(Clock()), 1)
    assert len(found.items) == 1 and found.more


def test_a_token_that_does_not_move_on_ends_the_list() -> None:
    found = listing(Account(*[page("a", token="1")] * 5), "jobs", pace(Clock()), 100)
    assert len(found.items) == 2


def test_stopping_ends_the_next_call() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(ReadingStopped):
        listing(Account(page("a")), "jobs", Pace(stop), 100)


@pytest.mark.parametrize("kind", KINDS)
def test_operations_are_those_of_the_installed_sdk(kind: Kind) -> None:
    from botocore.session import get_session

    model = get_session().get_service_model("transcribe")
    how = OPERATIONS[kind]
    listing_model = model.operation_model(how.permission.removeprefix("transcribe:"))
    assert listing_model.output_shape and how.items in listing_model.output_shape.members
    assert listing_model.input_shape and "MaxResults" in listing_model.input_shape.members
    if how.get:
        name = "".join(part.capitalize() for part in how.get.split("_"))
        getting = model.operation_model(name)
        assert getting.input_shape and list(getting.input_shape.members) == [how.name]
        assert getting.output_shape and how.detail in getting.output_shape.members


def test_the_end_of_a_result_gives_its_length() -> None:
    assert last_second(b'{"start_time":"1.2","end_time":"1.9"}]},"status":"COMPLETED"}') == 1.9
    assert last_second(b'"EndAudioTime" : 61.25, "BeginAudioTime": 99') == 61.25
    assert last_second(b'"TotalConversationDurationMillis":90500,"EndOffsetMillis":100') == 90.5
    assert last_second(b'{"words": []}') is None


@given(st.binary(max_size=200))
def test_any_bytes_have_a_length_or_none(data: bytes) -> None:
    found = last_second(data)
    assert found is None or found >= 0


@given(st.integers(0, 50), st.integers(0, 60))
def test_what_is_looked_at_is_spread_over_the_whole(count: int, most: int) -> None:
    chosen = spread(range(count), most)
    assert len(chosen) == min(count, most) == len(set(chosen))
    assert chosen == sorted(chosen)


@given(st.dictionaries(st.sampled_from(KINDS), st.integers(1, 500), min_size=1))
def test_every_kind_has_its_share(counts: dict[Kind, int]) -> None:
    shares = shared(40, counts)
    assert shares.keys() == counts.keys()
    assert all(1 <= shares[kind] <= counts[kind] for kind in counts)


async def test_a_sandbox_account_is_read_and_not_changed(served: Served) -> None:
    uri = served.uploaded(wav(tones("alpha bravo _ _ charlie")))
    served.transcribe().create_vocabulary(
        VocabularyName="products", LanguageCode="en-US", Phrases=["alpha"]
    )
    served.finished("own-1", Media={"MediaFileUri": uri}, OutputBucketName="calls")
    speakers = {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2, "VocabularyName": "products"}
    served.finished("amazons-2", Media={"MediaFileUri": uri}, Settings=speakers)

    def state() -> tuple[Any, ...]:
        client: Any = served.transcribe()
        objects: Any = served.s3().list_objects_v2(Bucket="calls")
        jobs = client.list_transcription_jobs()["TranscriptionJobSummaries"]
        return jobs, client.list_vocabularies()["Vocabularies"], objects["Contents"]

    before = state()
    told: list[str] = []
    found = await read_account(served.access, lambda what, done, total: told.append(what))
    assert state() == before
    assert found.gaps == () and found.region == REGION
    lists = {one.kind: one for one in found.listings}
    assert lists.keys() == set(KINDS) and len(lists["jobs"].items) == 2
    assert [one["VocabularyName"] for one in lists["vocabularies"].items] == ["products"]
    by_name = {one.job["TranscriptionJobName"]: one for one in found.records}
    assert by_name["amazons-2"].job["Settings"]["VocabularyName"] == "products"
    # Of both the bucket of one's own and Amazon's, without having asked for more than the end.
    assert all(one.seconds is not None and 0 < one.seconds < 10 for one in found.records)
    assert any("transcription jobs" in what for what in told)
    assert found.until - found.since == timedelta(days=90)


async def test_a_result_that_is_gone_is_a_gap(served: Served) -> None:
    uri = served.uploaded(wav(tones("alpha bravo")))
    served.finished("job", Media={"MediaFileUri": uri}, OutputBucketName="calls")
    served.s3().delete_object(Bucket="calls", Key="job.json")
    found = await read_account(served.access)
    (record,) = found.records
    assert record.seconds is None
    ((what, why),) = found.gaps
    assert what == "lengths of 1 of 1 results" and why


def test_results_are_asked_for_no_more_where_nobody_answers() -> None:
    asked: list[str] = []

    class Unreachable:
        def get_object(self, **about: Any) -> Any:
            asked.append(about["Key"])
            raise EndpointConnectionError(endpoint_url="https://s3.example")

    s3: Any = Unreachable()
    account = _Account(_Clients(None, s3, None, REGION), False, pace(Clock()), lambda *_: None)
    links = [f"https://s3.us-east-1.amazonaws.com/texts/{number}.json" for number in range(3)]
    jobs = [JobRecord("jobs", {"Transcript": {"TranscriptFileUri": link}}) for link in links]
    assert account._measured(jobs, 60) == jobs
    assert set(asked) == {"0.json"}
    ((what, _),) = account._gaps
    assert what == "lengths of 1 of 3 results"


async def test_a_wrong_key_is_one_sentence(served: Served) -> None:
    wrong = AmazonAccess(
        region=REGION, transcribe_url=served.url, s3_url=served.url, key_id=KEY_ID,
        secret=Secret("wrong"),
    )  # fmt: skip
    with pytest.raises(Trouble, match="did not accept the AWS credentials"):
        await read_account(wrong)


async def test_no_region_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    with pytest.raises((BadInput, VendorTrouble), match="region"):
        await read_account(AmazonAccess(key_id=KEY_ID, secret=Secret("x")))


async def test_cancelling_ends_it(served: Served) -> None:
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell(what: str, done: int, total: int) -> None:
        loop.call_soon_threadsafe(begun.set)

    running = asyncio.create_task(read_account(served.access, tell))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_jobs_older_than_the_period_are_left_out() -> None:
    from providers.amazon.account_lists import Listing
    from providers.amazon.inventory import _of_period

    now = datetime(2026, 11, 23, tzinfo=UTC)
    jobs = tuple({"CreationTime": now - timedelta(days=days)} for days in (1, 89, 91))
    found = _of_period(Listing("jobs", jobs), now - timedelta(days=90))
    assert len(found.items) == 2
