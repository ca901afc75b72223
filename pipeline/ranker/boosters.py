"""LightGBM as we use it: settings, training, prediction, one text for one model."""

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigError
from pipeline.features import NAMES

if TYPE_CHECKING:
    from lightgbm import Booster

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Positive = Annotated[int, msgspec.Meta(ge=1)]
CATEGORIES = (NAMES.index("channel"),)
PARAMETERS = "\nparameters:"
PARAMETERS_END = "end of parameters\n"


class TrainSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """Chosen on validation of made-up worlds of seeds 21 and 23."""

    seed: int = 1
    split: str = "time"
    negatives_per_positive: Positive = 20  # to train on; metrics use all rows
    least_negatives: Positive = 20_000
    first_rounds: Positive = 250
    most_rounds: Positive = 600
    patience: Positive = 40  # rounds without a better average precision on validation
    folds: Positive = 3  # of the looks, so that they have not seen what they look at
    most_account_months: Positive = 300_000  # to train on, besides those of schemes
    leaves: Positive = 31
    least_in_leaf: Positive = 5
    learning_rate: float = 0.1
    features_a_tree: float = 0.3
    threads: int = 0  # 0: all; the result is the same


def lightgbm() -> Any:
    """The library, or ConfigError where the extra is not installed."""
    try:
        import lightgbm as library  # noqa: PLC0415 # an extra, and heavy
    except ImportError as error:
        raise ConfigError(
            "Rankers need the extra ml. Install it: pip install 'tfnet[ml]'."
        ) from error
    return library


def fit(
    values: Floats,
    positive: Bools,
    settings: TrainSettings,
    rounds: int,
    judge: tuple[Floats, Bools] | None = None,
    categories: tuple[int, ...] = CATEGORIES,
) -> "Booster":
    """
    Trees on ``values``; with a ``judge`` (validation) it stops early by it.

    ``categories`` are the columns whose numbers are words.
    """
    library = lightgbm()
    parameters = {
        "objective": "binary",
        "metric": "average_precision",
        "learning_rate": settings.learning_rate,
        "num_leaves": settings.leaves,
        "min_data_in_leaf": settings.least_in_leaf,
        "feature_fraction": settings.features_a_tree,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 1.0,
        "extra_trees": True,
        "max_bin": 63,
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": settings.threads,
        "verbose": -1,
    }
    told = {"categorical_feature": list(categories), "free_raw_data": True}
    data = library.Dataset(values, positive, params=parameters, **told)
    more: dict[str, Any] = {}
    if judge is not None:
        more = {
            "valid_sets": [library.Dataset(judge[0], judge[1], reference=data)],
            "callbacks": [library.early_stopping(settings.patience, verbose=False)],
        }
    booster: Booster = library.train(parameters, data, rounds, **more)
    return booster


def log_odds(booster: "Booster", values: Floats, threads: int = 0) -> Floats:
    found = booster.predict(values, raw_score=True, num_threads=threads)
    return np.asarray(found, np.float32)


def contributions(booster: "Booster", values: Floats) -> NDArray[np.float64]:
    """TreeSHAP: log odds of each feature, the last column what all rows share."""
    return np.asarray(booster.predict(values, pred_contrib=True), np.float64)


def as_text(booster: "Booster") -> str:
    """The trees without the parameters: threads and paths are not part of them."""
    text = str(booster.model_to_string(num_iteration=booster.best_iteration or -1))
    trees, found, rest = text.partition(PARAMETERS)
    return trees + rest.partition(PARAMETERS_END)[2] if found else text


def from_text(text: str) -> "Booster":
    booster: Booster = lightgbm().Booster(model_str=text)
    return booster
