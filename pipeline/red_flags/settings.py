"""Settings of the stage: the thresholds of each red flag under its id, and ``off``."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, cast

import msgspec

from pipeline.errors import ConfigError
from pipeline.red_flags.red_flag import RedFlag
from pipeline.red_flags.registry import RED_FLAGS


def _field(red_flag_id: str) -> str:
    return red_flag_id.replace("-", "_")


def _check_off(settings: Any) -> None:
    for name in settings.off:
        _must_be_known("red_flags.off names", name, RED_FLAGS, "red flag")


# One field a red flag, so that each is declared where its thresholds are.
Settings = msgspec.defstruct(
    "Settings",
    [
        (
            "off",
            Annotated[
                tuple[str, ...],
                msgspec.Meta(description="Ids of red flags that are not looked for."),
            ],
            (),
        ),
        *(
            (_field(red_flag.id), red_flag.thresholds, red_flag.thresholds())
            for red_flag in RED_FLAGS.values()
        ),
    ],
    namespace={"__post_init__": _check_off, "__doc__": __doc__},
    module=__name__,
    rename={_field(red_flag_id): red_flag_id for red_flag_id in RED_FLAGS},
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
)


def read_settings(table: Mapping[str, Any]) -> msgspec.Struct:
    """
    Settings from a parsed ``[red_flags]`` table.

    Raises ConfigError for a red flag or threshold that is not known, with the nearest
    that is, and for a value of the wrong type or out of its range.
    """
    for name, limits in table.items():
        _must_be_known("red_flags has", name, ("off", *RED_FLAGS), "red flag")
        if name in RED_FLAGS and isinstance(limits, Mapping):
            known = RED_FLAGS[name].thresholds.__struct_fields__
            for each in limits:
                _must_be_known(f"red_flags.{name} has", each, known, "threshold")
    try:
        return msgspec.convert(dict(table), Settings)
    except msgspec.ValidationError as mistake:
        text = str(mistake).replace("$.", "red_flags.").replace("$", "red_flags")
        raise ConfigError(f"{text}. Change it in the settings file.") from None


def thresholds_of(settings: msgspec.Struct, red_flag: RedFlag) -> msgspec.Struct:
    return cast(msgspec.Struct, getattr(settings, _field(red_flag.id)))


def _must_be_known(place: str, name: str, known: Collection[str], what: str) -> None:
    if name not in known:
        raise ConfigError(
            f"{place} {name!r}, which is no {what}. "
            f"Nearest: {', '.join(nearest(name, known))}. "
            "`tfnet explain ID` shows the thresholds, `tfnet flags` every id."
        )


def nearest(name: str, known: Collection[str]) -> list[str]:
    """Names somebody may have meant, the likeliest first; all where none is alike."""
    return get_close_matches(name, list(known), n=3, cutoff=0.4) or sorted(known)
