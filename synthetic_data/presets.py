"""Settings of worlds from TOML files: ours by name, or a copy that a user changed."""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from pipeline.errors import ConfigError
from synthetic_data.settings import Settings

PRESETS = ("demo", "small", "large", "border", "needle", "network")
ABOUT = ("preset", "version")  # keys of a preset that are no settings


def text_of(preset: str) -> str:
    """The file to copy. Raises ConfigError for an unknown preset."""
    if preset not in PRESETS:
        raise ConfigError(f"preset {preset} unknown; known are {', '.join(PRESETS)}")
    source = files("synthetic_data") / "presets" / f"{preset}.toml"
    return source.read_text(encoding="utf-8")


def preset_settings(preset: str, **changes: object) -> Settings:
    """Settings of one of ours; ``changes`` that are not None come over them."""
    return _settings(tomllib.loads(text_of(preset)), f"{preset}.toml", changes)


def read_settings(path: Path, **changes: object) -> Settings:
    """
    A user's file over the defaults, ``changes`` that are not None over both.

    Raises ConfigError with the place of the mistake: a file that is not TOML, an
    unknown key with the nearest known one, a value of the wrong type or range.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path.name} cannot be read as TOML: {error}") from error
    return _settings(table, path.name, changes)


def _settings(
    table: Mapping[str, Any], place: str, changes: Mapping[str, object]
) -> Settings:
    wanted = {key: value for key, value in table.items() if key not in ABOUT}
    wanted |= {key: value for key, value in changes.items() if value is not None}
    known = Settings.__struct_fields__
    for key in wanted:
        if key not in known:
            near = get_close_matches(key, known, 1, 0.4) or sorted(known)
            raise ConfigError(
                f"{place}: {key} is no setting of a world. Nearest: {', '.join(near)}"
            )
    try:
        return msgspec.convert(wanted, Settings)
    except msgspec.ValidationError as mistake:
        text = re.sub(r"`\$\.?([^`]*)`", r"`\1`", str(mistake))
        raise ConfigError(
            f"{place}, with the options over it: {text}. Change it there."
        ) from None
