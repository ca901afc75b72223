"""A trained ranker: one file, no code in it, refused where it does not fit."""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigError
from pipeline.features import NAMES, feature_blocks
from pipeline.features.sources import AT_MOST, HOPS, LOOK_AT
from pipeline.features.standing import WINDOW_DAYS
from pipeline.ranker import boosters
from pipeline.ranker.measure import certainty
from pipeline.ranker.second_look import DAYS, SECOND_NAMES, SecondLook
from pipeline.red_flags.red_flag import Ledger

if TYPE_CHECKING:
    from lightgbm import Booster

FORMAT = "tfnet-ranker-1"
FACTS, FIRST, SECOND, CARD = "ranker.json", "first.txt", "second.txt", "card.json"
LARGEST = 500_000_000  # bytes of one part, unpacked
Floats = NDArray[np.float32]


def settings_of(base_currency: str) -> dict[str, Any]:
    """All that features depend on besides the data; a ranker fits this and no other."""
    return {
        "features": [*NAMES, *SECOND_NAMES],
        "window_days": list(WINDOW_DAYS),
        "second_look_days": list(DAYS),
        "source_search": [LOOK_AT, AT_MOST, HOPS],
        "base_currency": base_currency,
    }


class Ranker(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """
    The trees of both looks as LightGBM's text, and how their log odds are read.

    ``calibration`` is slope and intercept of log odds, ``threshold`` the certainty from
    which payments were best flagged on validation, ``card`` the model card.
    """

    first: str
    second: str
    calibration: tuple[float, float]
    threshold: float
    made_with: dict[str, Any]
    card: dict[str, Any]

    @cached_property
    def trees(self) -> "tuple[Booster, Booster]":
        return boosters.from_text(self.first), boosters.from_text(self.second)

    def rank(self, ledger: Ledger) -> Iterator[tuple[int, Floats, NDArray[np.float64]]]:
        """
        First row, all features and certainty (0–1), block by block in ledger order.

        Raises ConfigError where the ledger's features are not those it was trained on.
        """
        refuse_misfit(self.made_with, settings_of(ledger.base_currency))
        first_look, second_look = self.trees
        slope, intercept = self.calibration
        look = SecondLook(ledger.graph, ledger.rows.sender, ledger.rows.receiver)
        for first, block in feature_blocks(ledger):
            odds = boosters.log_odds(first_look, block)
            values = np.hstack([block, look.look(first, odds)])
            again = boosters.log_odds(second_look, values).astype(np.float64)
            yield first, values, certainty(slope * again + intercept)


def refuse_misfit(trained: dict[str, Any], here: dict[str, Any]) -> None:
    differs = []
    theirs, ours = set(trained.get("features", ())), set(here["features"])
    if lost := sorted(theirs - ours):
        differs.append(f"{len(lost)} features are not here ({', '.join(lost[:5])})")
    if new := sorted(ours - theirs):
        differs.append(f"{len(new)} features are new ({', '.join(new[:5])})")
    if theirs == ours and trained["features"] != here["features"]:
        differs.append("the features are in another order")
    differs += [
        f"{name} was {trained.get(name)}, here {value}"
        for name, value in here.items()
        if name != "features" and trained.get(name) != value
    ]
    if differs:
        raise ConfigError(
            f"the ranker was trained on other data: {'; '.join(differs)}. Train it "
            "again with `tfnet train`, or set what it was trained with."
        )


def save_ranker(ranker: Ranker, path: Path) -> None:
    """The same bytes for the same ranker."""
    facts = {
        "format": FORMAT,
        "calibration": ranker.calibration,
        "threshold": ranker.threshold,
        "made_with": ranker.made_with,
    }
    parts = {
        FACTS: json.dumps(facts, indent=1, sort_keys=True),
        FIRST: ranker.first,
        SECOND: ranker.second,
        CARD: json.dumps(ranker.card, indent=1, sort_keys=True),
    }
    with ZipFile(path, "w") as file:
        for name, text in parts.items():
            entry = ZipInfo(name)  # a fixed date
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            file.writestr(entry, text.encode())


def load_ranker(path: Path) -> Ranker:
    """Raises ConfigError for a file that is no ranker of this format."""
    try:
        with ZipFile(path) as file:
            parts = {}
            for name in (FACTS, FIRST, SECOND, CARD):
                if file.getinfo(name).file_size > LARGEST:
                    raise ConfigError(f"{name} in {path.name} is too large to be ours.")
                parts[name] = file.read(name).decode()
        facts = json.loads(parts[FACTS])
        if facts["format"] != FORMAT:
            raise ConfigError(
                f"{path.name} is a ranker of format {facts['format']}, this version "
                f"reads {FORMAT}. Train it again with `tfnet train`."
            )
        slope, intercept = facts["calibration"]
        return Ranker(
            first=parts[FIRST],
            second=parts[SECOND],
            calibration=(float(slope), float(intercept)),
            threshold=float(facts["threshold"]),
            made_with=dict(facts["made_with"]),
            card=json.loads(parts[CARD]),
        )
    except (OSError, BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ConfigError(
            f"{path.name} is no ranker. Make one with `tfnet train`."
        ) from error
