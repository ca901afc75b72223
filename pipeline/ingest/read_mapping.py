"""A mapping file, read and checked."""

import tomllib
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec

from pipeline.errors import ConfigError
from pipeline.ingest.mapping import Mapping
from pipeline.ingest.mapping_checks import check, nearest


def read_mapping(path: Path) -> Mapping:
    """Raises ConfigError for a file that is missing, is no TOML or says the unknown."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"mapping {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"mapping {path}: not TOML in UTF-8: {error}") from error
    try:
        return as_mapping(said)
    except ConfigError as error:
        raise ConfigError(f"mapping {path}: {error}") from error


def as_mapping(said: dict[str, Any]) -> Mapping:
    """The checked mapping of what a TOML file holds."""
    _refuse_unknown_keys(said, Mapping, "")
    try:
        mapping = msgspec.convert(said, Mapping)
    except msgspec.ValidationError as error:
        raise ConfigError(str(error).replace("`$.", "`")) from error
    check(mapping)
    return mapping


def _refuse_unknown_keys(said: Any, part: Any, place: str) -> None:
    """As msgspec would, but with the nearest names beside the path."""
    if get_origin(part) is list:
        for number, item in enumerate(said if isinstance(said, list) else []):
            _refuse_unknown_keys(item, get_args(part)[0], f"{place}[{number}]")
        return
    if not (isinstance(part, type) and issubclass(part, msgspec.Struct)):
        return
    types = {field.name: field.type for field in msgspec.structs.fields(part)}
    for key, value in said.items() if isinstance(said, dict) else ():
        path = f"{place}.{key}" if place else key
        if key not in types:
            raise ConfigError(f"unknown key {path}; {nearest(key, types)}")
        _refuse_unknown_keys(value, types[key], path)
