"""The model card: on what, how well, where it drifts, and what it is not for."""

from importlib.metadata import version
from typing import Any

import msgspec

from pipeline.ranker.boosters import TrainSettings

DRIFTS = 0.25  # population stability index from which a feature has moved much
TOLD = 10  # features listed
NOT_FOR = (
    "finding anybody guilty: a priority says what to look at first",
    "blocking, closing or refusing anything by itself",
    "data of another bank, country or time without measuring it there",
    "hiding alerts: it changes their order and removes none",
)
LIMITS = (
    "It repeats what reviewers labelled. Whom they overlooked or wrongly suspected, it "
    "overlooks or suspects.",
    "Payments that nobody labelled count as negative, so precision is understated "
    "where labels are incomplete.",
    "An account's certainty is calibrated on the months of validation; of more months "
    "the highest is somewhat too high.",
    "Kind, name, owner, nationality and home of a party are no features; a country "
    "counts only as the corridor of a payment.",
)


def card(
    *,
    labels: dict[str, int],
    periods: dict[str, Any],
    judged: dict[str, Any],
    of_accounts: dict[str, Any],
    drift: dict[str, float],
    gain: dict[str, float],
    account_gain: dict[str, float],
    areas: dict[str, float],
    settings: TrainSettings,
) -> dict[str, Any]:
    """All of it as JSON; ``as_markdown`` puts it into words."""
    strongest = sorted(areas.items(), key=lambda each: (-each[1], each[0]))[0]
    return {
        "version": version("tfnet"),
        "labels": labels,
        "periods": periods,
        "metrics": judged,
        "account_metrics": of_accounts,
        "drift": _largest(drift),
        "drifted_features": sum(moved >= DRIFTS for moved in drift.values()),
        "features": len(drift),
        "gain": _shares(gain),
        "account_gain": _shares(account_gain),
        "strongest_single_column": {"name": strongest[0], "area": strongest[1]},
        "settings": {
            name: value
            for name, value in msgspec.to_builtins(settings).items()
            if name != "threads"
        },
        "not_for": list(NOT_FOR),
        "limits": list(LIMITS),
    }


def _shares(gain: dict[str, float]) -> dict[str, float]:
    total = sum(gain.values()) or 1.0
    return _largest({name: won / total for name, won in gain.items()})


def _largest(values: dict[str, float]) -> dict[str, float]:
    ranked = sorted(values.items(), key=lambda each: (-each[1], each[0]))
    return dict(ranked[:TOLD])


def as_markdown(told: dict[str, Any]) -> str:
    test = told["metrics"]["test"]
    measured = {
        f"{what}, {part}": told[table][part]
        for what, table in (("payments", "metrics"), ("accounts", "account_metrics"))
        for part in ("validation", "test")
    }
    lines = [
        "# Model card of a ranker",
        "",
        f"Trained with tfnet {told['version']}. A priority says what to look at first; "
        "it is no finding of guilt.",
        "",
        "## Data",
        "",
        "| part | from | to | transactions | positive | base rate |",
        "|---|---|---|---:|---:|---:|",
        *(
            f"| {name} | {part['from']} | {part['to']} | {part['transactions']:,} | "
            f"{part['positives']:,} | {part['positives'] / part['transactions']:.2e} |"
            for name, part in told["periods"].items()
        ),
        "",
        *(f"- {name.replace('_', ' ')}: {n:,}" for name, n in told["labels"].items()),
        "",
        "## How well it ranks",
        "",
        f"| | {' | '.join(measured)} |",
        f"|---|{'---:|' * len(measured)}",
        *(
            f"| {name.replace('_', ' ')} | "
            f"{' | '.join(_figure(part[name]) for part in measured.values())} |"
            for name in test
            if isinstance(test[name], int | float) or test[name] is None
        ),
        "",
        *(
            f"Average precision of {what} lies between {low:.3f} and {high:.3f} in "
            "95 % of redrawn sets of occurrences."
            for what, part in measured.items()
            for low, high in [part["average_precision_interval"]]
            if what.endswith("test")
        ),
        "Validation chose thresholds and rounds, so only test is fair.",
        "",
        "Precision of payments to expect at the threshold where positives are rarer:",
        "",
        *(
            f"- {float(rate):g}: {precision:.2g}"
            for rate, precision in test["precision_expected"].items()
        ),
        "",
        "## What it looks at",
        "",
        "Of payments:",
        *(f"- {name}: {share:.1%} of the gain" for name, share in told["gain"].items()),
        "",
        "Of accounts, month by month:",
        *(
            f"- {name}: {won:.1%} of the gain"
            for name, won in told["account_gain"].items()
        ),
        "",
        "## Drift from training to test",
        "",
        f"{told['drifted_features']} of {told['features']} features moved much "
        f"(population stability index of {DRIFTS} or more). The most:",
        "",
        *(f"- {name}: {moved:.2f}" for name, moved in told["drift"].items()),
        "",
        "## Not for",
        "",
        *(f"- {use}" for use in told["not_for"]),
        "",
        "## Limits",
        "",
        *(f"- {limit}" for limit in told["limits"]),
    ]
    return "\n".join(lines) + "\n"


def _figure(value: int | float | None) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return "none" if value is None else f"{value:.3g}"
