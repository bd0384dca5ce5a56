"""The settings file: every mistake is one sentence that names file and entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from providers.errors import BadInput
from tests.tui.conftest import MakeApp
from tests.tui.driving import frame_text, wait_for_text
from tui.settings import Settings, load_settings


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == Settings()


def test_everything_that_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        '[looks]\ntheme = "nord"\nanimation = "basic"\nrefresh = 4\n[keys]\nexport-plan = "w"\n'
    )
    assert load_settings(path) == Settings("nord", "basic", 4, {"export-plan": "w"})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[looks", "is not TOML"),
        ("[looks]\ntheme = 'pink'", "the theme 'pink', which does not exist"),
        ("[looks]\nfont = 3", "unknown entry looks.font"),
        ("[looks]\nanimation = true", "looks.animation = True"),
        ("[looks]\nrefresh = 0", "looks.refresh = 0"),
        ("[looks]\nrefresh = true", "looks.refresh = True"),
        ("looks = 1", "where a table [looks] belongs"),
        ("[secrets]\nkey = 'x'", "unknown table or entry 'secrets'"),
        ("[keys]\nfly = 'f'", "'fly', which is no action"),
        ("[keys]\nhelp = ''", "keys.help = ''"),
        ("[keys]\nexport-plan = 'n'", "the key 'n' to next-step and to export-plan"),
        ("[keys]\ntick = 'j'", "the key 'j' to"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(content)
    with pytest.raises(BadInput) as caught:
        load_settings(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_directory_or_bytes_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        load_settings(tmp_path)
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="not UTF-8"):
        load_settings(tmp_path / "settings.toml")


async def test_a_remapped_key_works_and_is_the_one_shown(make_app: MakeApp) -> None:
    app = make_app(settings=Settings(keys={"help": "H", "export-plan": "w"}))
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        assert "w Export" in frame_text(app)
        assert frame_text(app).rstrip().endswith("H Help")
        await pilot.press("question_mark")
        assert "Phases" not in frame_text(app)
        await pilot.press("H")
        await wait_for_text(pilot, "Phases")
