"""What a ranker was trained with, and whether that is what it meets."""

from hashlib import sha256
from typing import Any

import polars as pl

from pipeline.errors import ConfigError
from pipeline.features import NAMES
from pipeline.features.sources import AT_MOST, HOPS, LOOK_AT
from pipeline.features.standing import WINDOW_DAYS
from pipeline.ranker.account_look import PERIOD_DAYS
from pipeline.ranker.account_measures import OF_ALERTS, OF_PAYMENTS, REMEMBERED_DAYS
from pipeline.ranker.second_look import DAYS, SECOND_NAMES
from pipeline.red_flags.red_flag import Ledger

LISTS = ("features", "account_features")
AREA_COLUMNS = (
    *("country", "kind", "latitude", "longitude", "radius_km"),
    *("listed_from", "listed_to"),
)


def settings_of(ledger: Ledger) -> dict[str, Any]:
    """All that features depend on besides the data; a ranker fits this and no other."""
    return {
        "features": [*NAMES, *SECOND_NAMES],
        "account_features": [*OF_PAYMENTS, *OF_ALERTS],
        "account_days": [PERIOD_DAYS, REMEMBERED_DAYS],
        "window_days": list(WINDOW_DAYS),
        "second_look_days": list(DAYS),
        "source_search": [LOOK_AT, AT_MOST, HOPS],
        "base_currency": ledger.base_currency,
        "conflict_areas_file": areas_told(ledger.conflict_areas),
    }


def areas_told(conflict_areas: pl.DataFrame) -> str:
    """How many conflict areas, and a digest of what features read of them."""
    read = conflict_areas.select(AREA_COLUMNS).sort(AREA_COLUMNS).write_csv()
    digest = sha256(read.encode()).hexdigest()
    return f"{conflict_areas.height} areas of digest {digest[:12]}"


def refuse_misfit(trained: dict[str, Any], here: dict[str, Any]) -> None:
    """Raises ConfigError with what differs; ``here`` is that of ``settings_of``."""
    differs = []
    for name in LISTS:
        theirs, ours = trained.get(name, []), here[name]
        what = name.replace("_", " ")
        if lost := sorted({*theirs} - {*ours}):
            differs.append(f"{len(lost)} {what} are not here ({', '.join(lost[:5])})")
        if new := sorted({*ours} - {*theirs}):
            differs.append(f"{len(new)} {what} are new ({', '.join(new[:5])})")
        if not lost and not new and theirs != ours:
            differs.append(f"the {what} are in another order")
    differs += [
        f"{name} was {trained.get(name)}, here {value}"
        for name, value in here.items()
        if name not in LISTS and trained.get(name) != value
    ]
    if differs:
        raise ConfigError(
            f"the ranker was trained on other data: {'; '.join(differs)}. Train it "
            "again with `tfnet train`, or set what it was trained with."
        )
