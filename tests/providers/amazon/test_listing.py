from __future__ import annotations

from pathlib import Path

import pytest

from providers.amazon.listing import DownloadStopped, download, listed
from providers.errors import BadInput, VendorTrouble
from tests.wire.amazon.serving import Served


def test_more_than_one_page_is_listed_in_order(served: Served) -> None:
    served.uploaded(b"0", "in/0000.wav")
    client = served.s3()
    for number in range(1, 1103):
        client.put_object(Bucket="calls", Key=f"in/{number:04d}.wav", Body=b"x")
    served.uploaded(b"other", "out/a.wav", bucket="calls")
    keys = [one.place.key for one in listed(served.access, "s3://calls/in/")]
    assert keys == [f"in/{number:04d}.wav" for number in range(1103)]


def test_an_object_comes_down_whole_under_any_key(served: Served, tmp_path: Path) -> None:
    data = bytes(range(256)) * 9000
    uri = served.uploaded(data, "a b/50% #?+ü.wav")
    (one,) = listed(served.access, "s3://calls")
    assert str(one.place) == uri and one.size == len(data) and one.modified > 1.7e9
    download(served.access, uri, tmp_path / "x.wav")
    assert (tmp_path / "x.wav").read_bytes() == data
    assert [path.name for path in tmp_path.iterdir()] == ["x.wav"]


def test_a_stopped_download_leaves_nothing(served: Served, tmp_path: Path) -> None:
    uri = served.uploaded(bytes(3 << 20), "long.wav")
    answers = iter([False, True])
    with pytest.raises(DownloadStopped):
        download(served.access, uri, tmp_path / "x.wav", stop=lambda: next(answers))
    assert next(answers, None) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("uri", ["s3://", "s3:///key", "calls/in", "https://x/y"])
def test_an_address_without_a_bucket(served: Served, uri: str) -> None:
    with pytest.raises(BadInput, match="names no bucket"):
        list(listed(served.access, uri))


def test_what_is_refused_is_one_sentence(served: Served, tmp_path: Path) -> None:
    with pytest.raises(VendorTrouble, match="bucket does not exist"):
        list(listed(served.access, "s3://nowhere/at/all"))
    served.uploaded(b"x", "a.wav")
    with pytest.raises(VendorTrouble, match=r"downloading 's3://calls/gone\.wav'"):
        download(served.access, "s3://calls/gone.wav", tmp_path / "x.wav")
    with pytest.raises(BadInput, match="could not be written"):
        download(served.access, "s3://calls/a.wav", tmp_path / "no" / "x.wav")
    assert list(tmp_path.iterdir()) == []
