"""A trained ranker: one file, no code in it, refused where it does not fit."""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigError
from pipeline.features import feature_blocks
from pipeline.ranker import boosters
from pipeline.ranker.account_look import Period
from pipeline.ranker.fit import refuse_misfit, settings_of
from pipeline.ranker.measure import certainty
from pipeline.ranker.second_look import SecondLook
from pipeline.red_flags.red_flag import Ledger

if TYPE_CHECKING:
    from lightgbm import Booster

FORMAT = "tfnet-ranker-2"
FACTS, CARD = "ranker.json", "card.json"
TREES = {each: f"{each}.txt" for each in ("first", "second", "accounts")}
LARGEST = 500_000_000  # bytes of one part, unpacked
Floats = NDArray[np.float32]


class Block(NamedTuple):
    """Payments from ``first`` on: OF_ROW, certainty (0–1), both looks' log odds."""

    first: int
    values: Floats
    certainty: NDArray[np.float64]
    odds: tuple[Floats, Floats]


class Ranker(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """
    The trees of both looks at payments and of the look at accounts, as LightGBM's text,
    and how their log odds are read.

    A calibration is slope and intercept of log odds, a threshold the certainty from
    which payments, or accounts, were best flagged on validation; ``card`` is the model
    card.
    """

    first: str
    second: str
    accounts: str
    calibration: tuple[float, float]
    account_calibration: tuple[float, float]
    threshold: float
    account_threshold: float
    made_with: dict[str, Any]
    card: dict[str, Any]

    @cached_property
    def trees(self) -> "tuple[Booster, Booster, Booster]":
        first, second, accounts = map(
            boosters.from_text, (self.first, self.second, self.accounts)
        )
        return first, second, accounts

    def rank(self, ledger: Ledger) -> Iterator[Block]:
        """
        Block by block in ledger order.

        Raises ConfigError where the ledger's features are not those it was trained on.
        """
        refuse_misfit(self.made_with, settings_of(ledger))
        first_look, second_look, _ = self.trees
        slope, intercept = self.calibration
        look = SecondLook(ledger.graph, ledger.rows.sender, ledger.rows.receiver)
        for first, block in feature_blocks(ledger):
            odds = boosters.log_odds(first_look, block)
            values = np.hstack([block, look.look(first, odds)])
            again = boosters.log_odds(second_look, values)
            certain = certainty(slope * again.astype(np.float64) + intercept)
            yield Block(first, values, certain, (odds, again))

    def account_odds(self, month: Period) -> Floats:
        """Log odds of the accounts of ``month``."""
        return boosters.log_odds(self.trees[2], month.values)

    def account_certainty(self, odds: Floats) -> NDArray[np.float64]:
        """0–1, of each account by its highest month; 0 where it had none."""
        slope, intercept = self.account_calibration
        known = np.isfinite(odds)
        sure = certainty(
            slope * np.where(known, odds, 0).astype(np.float64) + intercept
        )
        return np.where(known, sure, 0.0)


def save_ranker(ranker: Ranker, path: Path) -> None:
    """The same bytes for the same ranker."""
    facts = {
        "format": FORMAT,
        "calibration": ranker.calibration,
        "account_calibration": ranker.account_calibration,
        "threshold": ranker.threshold,
        "account_threshold": ranker.account_threshold,
        "made_with": ranker.made_with,
    }
    parts = {
        FACTS: json.dumps(facts, indent=1, sort_keys=True),
        **{name: getattr(ranker, trees) for trees, name in TREES.items()},
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
            facts = json.loads(_read(file, FACTS))
            if facts["format"] != FORMAT:
                raise ConfigError(
                    f"{path.name} is a ranker of format {facts['format']}, this "
                    f"version reads {FORMAT}. Train it again with `tfnet train`."
                )
            return Ranker(
                **{trees: _read(file, name) for trees, name in TREES.items()},
                calibration=_pair(facts["calibration"]),
                account_calibration=_pair(facts["account_calibration"]),
                threshold=float(facts["threshold"]),
                account_threshold=float(facts["account_threshold"]),
                made_with=dict(facts["made_with"]),
                card=json.loads(_read(file, CARD)),
            )
    except (OSError, BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ConfigError(
            f"{path.name} is no ranker. Make one with `tfnet train`."
        ) from error


def _read(file: ZipFile, name: str) -> str:
    if file.getinfo(name).file_size > LARGEST:
        raise ConfigError(f"{name} of the ranker is too large to be ours.")
    return file.read(name).decode()


def _pair(calibration: list[float]) -> tuple[float, float]:
    slope, intercept = calibration
    return float(slope), float(intercept)
