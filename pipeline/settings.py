"""One TOML file to each stage's own frozen Settings; a file only overrides defaults."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from pipeline.cases import Settings as CasesSettings
from pipeline.errors import ConfigError
from pipeline.ingest import Settings as IngestSettings
from pipeline.red_flags import Settings as RedFlagsSettings
from pipeline.red_flags import read_settings as read_red_flags
from pipeline.red_flags.settings import nearest
from pipeline.report import Settings as ReportSettings
from pipeline.score import Settings as ScoreSettings
from pipeline.screen import Settings as ScreenSettings
from pipeline.validate import Settings as ValidateSettings


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    base_currency: Annotated[
        str,
        Meta(
            pattern="^[A-Z]{3,5}$",
            description="Currency that value_cents is counted in. US dollars: the "
            "catalogue's amounts are in them.",
        ),
    ] = "USD"
    rates_file: Annotated[
        str | None,
        Meta(
            description="CSV of dated exchange rates. Unset: the embedded ones, which "
            "are approximate and for demonstration only."
        ),
    ] = None
    conflict_areas_file: Annotated[
        str | None,
        Meta(
            description="CSV of dated areas in or beside a conflict, with sources. "
            "Unset: the embedded ones (pipeline/reference/conflict_areas.csv)."
        ),
    ] = None
    lexicon_file: Annotated[
        str | None,
        Meta(
            description="CSV of reviewed words in payment texts (term, language, "
            "source). Unset: TF-INFO-02 is not tested; we embed no such list."
        ),
    ] = None
    review_log_file: Annotated[
        str | None,
        Meta(
            description="Log of reviewers' decisions. Unset: review/log.jsonl of the "
            "output folder, where `tfnet review import` writes it."
        ),
    ] = None
    ranker_file: Annotated[
        str | None,
        Meta(
            description="A ranker of `tfnet train`. Unset: priorities come from alerts "
            "alone."
        ),
    ] = None
    ingest: IngestSettings = IngestSettings()
    validate: ValidateSettings = ValidateSettings()
    screen: ScreenSettings = ScreenSettings()
    red_flags: RedFlagsSettings = RedFlagsSettings()  # type: ignore[valid-type] # defined at run time
    score: ScoreSettings = ScoreSettings()
    cases: CasesSettings = CasesSettings()
    report: ReportSettings = ReportSettings()


def load_settings(path: Path | None) -> Settings:
    """
    The file's settings over the defaults; without a file the defaults.

    Raises ConfigError with the path of the mistake: a file that is not TOML, an unknown
    key (with the nearest known ones), a value of the wrong type or out of its range.
    """
    if path is None:
        return Settings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path.name} cannot be read as TOML: {error}") from error
    _refuse_unknown(Settings, table, "")
    if isinstance(table.get("red_flags"), Mapping):
        read_red_flags(table["red_flags"])
    try:
        return msgspec.convert(table, Settings)
    except msgspec.ValidationError as mistake:
        text = re.sub(r"`\$\.?([^`]*)`", r"`\1`", str(mistake))
        raise ConfigError(f"{path.name}: {text}. Change it there.") from None


def _refuse_unknown(struct: Any, table: Mapping[str, Any], place: str) -> None:
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    for name, value in table.items():
        if name not in fields:
            near = nearest(name, fields)
            raise ConfigError(
                f"settings: {place}{name} is no setting. Nearest: {', '.join(near)}."
            )
        inner = fields[name].type
        if (
            isinstance(inner, type)
            and issubclass(inner, msgspec.Struct)
            and isinstance(value, Mapping)
            and name != "red_flags"
        ):
            _refuse_unknown(inner, value, f"{place}{name}.")


def commented_toml() -> str:
    """Every setting with its default, its range and its reason, all commented out."""
    lines = [
        "# Settings of tfnet. Each line shows a default; take the # away to change it.",
        "",
    ]
    lines += _section(Settings, "")
    return "\n".join(lines).rstrip() + "\n"


def _section(struct: Any, place: str) -> list[str]:
    own: list[str] = []
    inner: list[str] = []
    information: Any = msgspec.inspect.type_info(struct)
    for field in information.fields:
        name = field.encode_name
        cls = getattr(field.type, "cls", None)
        if cls is not None and issubclass(cls, msgspec.Struct):
            path = f"{place}.{name}" if place else name
            inner += [f"[{path}]", *_section(cls, path), ""]
            continue
        default = field.default
        if default is msgspec.NODEFAULT and field.default_factory is not None:
            default = field.default_factory()
        described = dict(getattr(field.type, "extra_json_schema", None) or {})
        own += [f"# {line}" for line in _wrapped(described.get("description", ""))]
        if limits := _limits(field.type):
            own.append(f"# Allowed: {limits}.")
        own += [f"# {name} = {_toml(default)}", ""]
    return own + inner


def _limits(kind: Any) -> str:
    kind = getattr(kind, "type", kind)
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    said = [
        f"{word} {getattr(kind, name)}"
        for name, word in words.items()
        if getattr(kind, name, None) is not None
    ]
    return ", ".join(said)


def _wrapped(text: str) -> list[str]:
    import textwrap  # noqa: PLC0415 # needed by `tfnet init` alone

    return textwrap.wrap(text, 84)


def _toml(value: Any) -> str:
    if value is None:
        return '""  # unset'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return str(value)
