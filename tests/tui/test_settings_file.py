"""Keeping a theme in the settings file: only that changes, and nothing is ever half written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from providers.errors import BadInput
from tests.tui.conftest import CheckFrame, MakeApp
from tests.tui.driving import frame_text, wait_for, wait_for_text
from tui.settings import Settings, load_settings, settings_path
from tui.settings_file import keep_theme, with_theme


def test_keeping_a_theme_leaves_all_else_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    keep_theme(path, "nord")
    assert load_settings(path) == Settings("nord")
    assert path.stat().st_mode & 0o777 == 0o600
    text = '# mine\n[keys]\nexport-plan = "w"  # as in vi\n[looks]\nrefresh = 4\n'
    path.write_text(text)
    keep_theme(path, "dracula")
    assert load_settings(path) == Settings("dracula", refresh=4, keys={"export-plan": "w"})
    assert path.read_text() == text.replace("[looks]\n", '[looks]\ntheme = "dracula"\n')
    keep_theme(path, "nord")
    assert path.read_text() == text.replace("[looks]\n", '[looks]\ntheme = "nord"\n')
    assert [one.name for one in path.parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[looks]",
        "[looks]\r\ntheme = 'nord'\r\nrefresh = 3",
        'looks = { theme = "nord", refresh = 3 }',
        'looks.theme = "nord"',
        "[keys]\nexport-plan = '''w'''",
        '[ looks ]  # these\n  "theme"   =  "nord"',
        '[keys]\ntheme = "T"\n[looks]\nanimation = "none"',
        '[keys]\ntheme = "T"\n[looks]\ntheme = "nord"',
    ],
)
def test_however_it_is_written_only_the_theme_changes(text: str) -> None:
    wanted = tomllib.loads(text)
    wanted.setdefault("looks", {})["theme"] = "dracula"
    assert tomllib.loads(with_theme(text, "dracula")) == wanted


def test_a_linked_settings_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles.toml").write_text("[looks]\nrefresh = 3\n")
    path = tmp_path / "settings.toml"
    path.symlink_to(tmp_path / "dotfiles.toml")
    keep_theme(path, "nord")
    assert path.is_symlink()
    assert load_settings(tmp_path / "dotfiles.toml") == Settings("nord", refresh=3)


def test_what_cannot_be_used_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[looks\n")
    with pytest.raises(BadInput, match="is not TOML"):
        keep_theme(path, "nord")
    assert path.read_text() == "[looks\n"
    with pytest.raises(BadInput, match="cannot be"):
        keep_theme(path / "settings.toml", "nord")


async def test_a_theme_is_chosen_and_kept_by_keys(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+p")
        await wait_for_text(pilot, "Search for commands")
        await pilot.press(*"change the theme")
        await wait_for_text(pilot, "Try the themes")
        await pilot.press("enter")
        await wait_for_text(pilot, "Search for themes")
        await wait_for_text(pilot, "in use")
        assert "🔎" not in frame_text(app)
        await pilot.press(*"nord")
        await wait_for(pilot, lambda: "dracula" not in frame_text(app), "only what fits")
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.theme == "nord", "the theme is in use")
        assert not settings_path().exists()
        await pilot.press("ctrl+p")
        await wait_for_text(pilot, "Search for commands")
        await pilot.press(*"settings")
        await wait_for_text(pilot, "Show the settings file")
        await pilot.press("enter")
        await wait_for_text(pilot, "until you leave; k keeps it")
        await pilot.press("k")
        await wait_for_text(pilot, "is written into")
        await wait_for_text(pilot, "(the settings file)")
    assert load_settings(settings_path()).theme == "nord"


async def test_every_theme_can_be_worn(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        for name in app.available_themes:
            app.theme = name
            await pilot.pause()
            assert "Before migration" in frame_text(app)


async def test_the_window_shows_what_counts_and_no_key(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPGRAM_BASE_URL", "https://ann:secret5ecret@host.example")
    monkeypatch.setenv("AWS_REGION", "us-west-2\x1b]0;PWNED\x07[/]")
    monkeypatch.setenv("AWS_PROFILE", "migration")
    app = make_app(settings=Settings(endpoints={"amazon.profile": "migration"}))
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await app.action_act("settings")
        await wait_for_text(pilot, "not shown, it looks like a key  (DEEPGRAM_BASE_URL)")
        await wait_for_text(pilot, "us-west-2␛]0;PWNED␇[/]  (AWS_REGION)")
        await wait_for_text(pilot, "migration  (the settings file)")
        assert "secret5ecret" not in frame_text(app)


async def test_a_variable_that_names_no_theme_is_said(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    from checklists.workspace import Workspace
    from tui.app import CrossfadeApp
    from tui.vendor_desk import VendorDesk

    workspace: Workspace = make_app().workspace
    app = CrossfadeApp(
        workspace,
        VendorDesk("sandbox", {}),
        environ={"TEXTUAL_THEME": "pink\x1b[2J", "COLORTERM": "truecolor"},
    )
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_text(pilot, "TEXTUAL_THEME names 'pink␛[2J'")
        assert app.theme == "crossfade-dark"


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (60, 18)])
async def test_frames(make_app: MakeApp, check_frame: CheckFrame, size: tuple[int, int]) -> None:
    endpoints = {"deepgram.base_url": "https://api.eu.deepgram.com"}
    app = make_app(settings=Settings(keys={"export-plan": "w"}, endpoints=endpoints))
    async with app.run_test(size=size, notifications=True) as pilot:
        await app.action_act("settings")
        await wait_for_text(pilot, "this terminal)" if size[0] > 60 else "for this terminal)")
        await pilot.pause()
        await check_frame(app, "settings")
        await pilot.press("t")
        await wait_for_text(pilot, "Search for themes")
        await wait_for_text(pilot, "crossfade's own")
        await pilot.pause()
        await check_frame(app, "themes")
