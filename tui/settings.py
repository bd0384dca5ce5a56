"""What the user may set, in one small TOML file, and never a key or password.

The file is ``settings.toml`` in the platform's configuration directory (on Linux
``~/.config/crossfade``); every entry is optional::

    [looks]
    theme = "crossfade-light"    # or any built-in theme, or "auto"; TEXTUAL_THEME wins
    animation = "none"           # none, basic, full
    refresh = 30                 # redraws a second while text streams, 1 to 30

    [keys]
    export-plan = "w"            # action = key, or "key,key"; the help screen lists the actions

    [deepgram]
    base_url = "https://api.eu.deepgram.com"        # where DEEPGRAM_BASE_URL is not set

    [amazon]
    region = "eu-central-1"      # where neither AWS_DEFAULT_REGION nor AWS_REGION is set
    profile = "migration"        # where AWS_PROFILE is not set
    transcribe_url = "https://transcribe.example"   # AWS_ENDPOINT_URL_TRANSCRIBE
    s3_url = "https://s3.example"                   # AWS_ENDPOINT_URL_S3
    streaming_url = "wss://streaming.example"       # AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING
    events_url = "https://events.example"           # AWS_ENDPOINT_URL_EVENTBRIDGE

The program writes this file only when it is asked to keep a theme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from providers.errors import BadInput
from tui.text import one_line

Animation = Literal["none", "basic", "full"]
ANIMATIONS: tuple[Animation, ...] = ("none", "basic", "full")
REFRESH_RANGE = range(1, 31)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force. ``refresh`` is the cap of redraws a second while text streams.

    ``endpoints`` holds defaults for the environment, by "table.entry" ("amazon.region").
    """

    theme: str = "auto"
    animation: Animation = "none"
    refresh: int = 30
    keys: Mapping[str, str] = field(default_factory=dict)
    endpoints: Mapping[str, str] = field(default_factory=dict)


def settings_path() -> Path:
    """Where the settings file is looked for."""
    import platformdirs

    return platformdirs.user_config_path("crossfade") / "settings.toml"


def state_path(name: str) -> Path:
    """A file of the program's own, such as the crash report; not made here."""
    import platformdirs

    return platformdirs.user_state_path("crossfade") / name


def load_settings(path: Path) -> Settings:
    """The settings in ``path``; the defaults where there is no such file.

    Raises BadInput, naming file and entry, for anything that cannot be used as written.
    """
    return _settings_from(_document(path), path)


def load_endpoints(path: Path) -> Mapping[str, str]:
    """The endpoints alone, for the commands: what the screen looks like is none of theirs.

    Raises BadInput as ``load_settings`` does.
    """
    return _endpoints(_document(path), path)


def _document(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, f"cannot be read ({_reason(error)})") from error
    # Here and below: most start without a settings file, and need none of this for their first
    # frame.
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unusable(path, f"is not TOML ({one_line(str(error))})") from error


def _settings_from(document: Mapping[str, Any], path: Path) -> Settings:
    if not document:
        return Settings()
    from tui.endpoints import ENTRIES

    for name in document:
        if name not in ("looks", "keys", *ENTRIES):
            raise _unusable(path, f"has an unknown table or entry {one_line(name)!r}")
    looks = _table(document, "looks", path)
    for name in looks:
        if name not in _LOOKS:
            known = ", ".join(_LOOKS)
            raise _unusable(path, f"has an unknown entry looks.{one_line(name)}; known: {known}")
    values = {name: _LOOKS[name](value, path) for name, value in looks.items()}
    return Settings(
        **values,
        keys=_keys(_table(document, "keys", path), path),
        endpoints=_endpoints(document, path),
    )


def _endpoints(document: Mapping[str, Any], path: Path) -> Mapping[str, str]:
    from tui.endpoints import read_endpoints

    try:
        return read_endpoints(document)
    except BadInput as wrong:
        raise _unusable(path, str(wrong)) from wrong


def _table(document: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    value = document.get(name, {})
    if not isinstance(value, dict):
        raise _unusable(path, f"has {name} = ... where a table [{name}] belongs")
    return value


def _theme(value: object, path: Path) -> str:
    from tui.themes import theme_names

    if not isinstance(value, str) or value not in theme_names():
        names = ", ".join(theme_names())
        raise _unusable(path, f"names the theme {value!r}, which does not exist; one of: {names}")
    return value


def _animation(value: object, path: Path) -> Animation:
    if value not in ANIMATIONS:
        raise _unusable(path, f"has looks.animation = {value!r}; one of: {', '.join(ANIMATIONS)}")
    return value


def _refresh(value: object, path: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in REFRESH_RANGE:
        raise _unusable(path, f"has looks.refresh = {value!r}; a whole number from 1 to 30 belongs")
    return value


_LOOKS: Mapping[str, Callable[[object, Path], Any]] = {
    "theme": _theme,
    "animation": _animation,
    "refresh": _refresh,
}


def _keys(table: Mapping[str, Any], path: Path) -> dict[str, str]:
    from tui.actions import BY_ID, clashes

    for name, keys in table.items():
        if name not in BY_ID:
            raise _unusable(
                path, f"maps a key to {one_line(name)!r}, which is no action (help lists them)"
            )
        if not isinstance(keys, str) or not keys.strip(", "):
            raise _unusable(path, f'has keys.{name} = {keys!r}; a key such as "w" belongs')
    for key, first, second in clashes(table):
        raise _unusable(path, f"gives the key {one_line(key)!r} to {first.id} and to {second.id}")
    return dict(table)


def _unusable(path: Path, what: str) -> BadInput:
    return BadInput(f"The settings file {one_line(str(path))} {what}: correct it or remove it.")


def _reason(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return error.strerror or type(error).__name__
