"""Results as tables in Markdown."""

from collections.abc import Iterator, Sequence
from math import isnan

import polars as pl

from benchmarks.ranking.judged import Judged
from benchmarks.ranking.measures import (
    expected_precision,
    highest_false_rate,
    interval,
)
from benchmarks.ranking.populations import FAIR, Matched
from benchmarks.ranking.results import FEW_ATTEMPTS, RARER, Result

BASE_RATES = (1e-3, 1e-5, 1e-6)
COLUMNS = {
    "average precision": "AP",
    "average precision, ten times rarer": f"AP, {RARER:.0f} × rarer",
    "F1": "F1",
    "account average precision": "AP of accounts",
}
BUDGETS = {
    "precision at 0.1 %": "precision",
    "recall at 0.1 %": "recall",
    "attempts with any at 0.1 %": "attempts ≥ 1",
    "attempts with half at 0.1 %": "attempts ≥ 50 %",
    "precision at 1 %": "precision",
    "recall at 1 %": "recall",
    "attempts with any at 1 %": "attempts ≥ 1",
    "attempts with half at 1 %": "attempts ≥ 50 %",
}


def about(one: Judged) -> list[str]:
    few = (
        " **Too few attempts: the figures are examples, not measurements.**"
        if one.attempts < FEW_ATTEMPTS
        else ""
    )
    training, validation, test = one.positives
    return [
        f"{one.rows:,} transactions; of schemes {training:,} in training, "
        f"{validation:,} in validation, {test:,} in the test of {one.tested:,}; "
        f"attempts in the test: {one.attempts}; {one.accounts[0]:,} accounts judged, "
        f"{one.accounts[1]:,} of them guilty. GFP's window: {one.window_days} days."
        f"{few}",
        "",
    ]


def measures(one: Judged) -> Iterator[str]:
    yield f"| method | {' | '.join(COLUMNS.values())} | AP of each seed |"
    yield "|---" * (len(COLUMNS) + 2) + "|"
    for result in one.results:
        cells = [told(interval(result.measures[name])) for name in COLUMNS]
        each = ", ".join(f"{value:.3f}" for value in result.average_precisions)
        yield f"| {named(result)} | {' | '.join(cells)} | {each} |"
    yield ""
    half = len(BUDGETS) // 2
    names = list(BUDGETS)
    for budget, some in (("0.1 %", names[:half]), ("1 %", names[half:])):
        yield f"| budget {budget} | {' | '.join(BUDGETS[name] for name in some)} |"
        yield "|---" * (half + 1) + "|"
        for result in one.results:
            cells = [told(interval(result.measures[name])) for name in some]
            yield f"| {named(result)} | {' | '.join(cells)} |"
        yield ""


def elsewhere(found: Sequence[Judged]) -> Iterator[str]:
    yield (
        "At the threshold with the best F1 on validation: precision follows from "
        "recall and the rate of false alarms where schemes are that much rarer, if all "
        "else is alike. Without a false alarm, its rate is at most three in the number "
        "of lawful payments (95 %), and the precision at least what is shown."
    )
    yield ""
    heads = " | ".join(f"at {rate:.0e}" for rate in BASE_RATES)
    yield f"| data | method | recall | false alarms | {heads} |"
    yield "|---" * (len(BASE_RATES) + 4) + "|"
    for one in found:
        for result in one.results:
            rate = highest_false_rate(result.false, result.innocent)
            least = "≥ " if result.false == 0 else ""
            cells = [
                f"{least}{small(expected_precision(result.recall, rate, base))}"
                for base in BASE_RATES
            ]
            yield (
                f"| {one.name} | {named(result)} | {small(result.recall)} "
                f"| {result.false:,} of {result.innocent:,} | {' | '.join(cells)} |"
            )
    yield ""


def wronged(found: Sequence[Judged]) -> Iterator[str]:
    made = [one for one in found if one.is_made]
    if not made:
        yield "No world was measured.\n"
        return
    most = max(len(one.populations) for one in made)
    made = [one for one in made if len(one.populations) == most]
    methods = list(made[0].populations)
    yield (
        "False alarms per 1,000 lawful payments of each population, together in "
        f"{' and '.join(f'*{one.name}*' for one in made)}. Look-alikes are planted "
        "lawful twins of schemes."
    )
    yield ""
    sums = {
        name: pl.concat([one.populations[name] for one in made])
        .group_by("population")
        .sum()
        for name in methods
    }
    sizes = sums[methods[0]].sort("payments", "population", descending=True)
    yield f"| population | payments | {' | '.join(methods)} |"
    yield "|---" * (len(methods) + 2) + "|"
    for population, payments in sizes.select("population", "payments").iter_rows():
        rates = [
            1000 * sums[name].filter(population=population)["false"].sum() / payments
            for name in methods
        ]
        cells = " | ".join(f"{rate:.1f}" for rate in rates)
        yield f"| {population} | {payments:,} | {cells} |"
    yield ""


def matched(groups: Sequence[Matched]) -> Iterator[str]:
    yield (
        "The first world of the first data set, and clones of it whose people have "
        "other names, another country in the register of persons, whose charities have "
        "another faith; *tfnet, hindsight*, budget 1 %, no watchlist. A group is the "
        "payer's country in that register before the swap. The ratio of false alarms "
        f"is to be {FAIR[0]}–{FAIR[1]}; groups with too few for a ratio are added up "
        "in *all*."
    )
    yield ""
    yield "| swapped | group | payments | false alarms before | after | ratio | |"
    yield "|---|---|---|---|---|---|---|"
    for one in groups:
        if one.ratio is None and one.group != "all":
            continue
        fair = one.ratio is not None and FAIR[0] <= one.ratio <= FAIR[1]
        ratio = "–" if one.ratio is None else f"{one.ratio:.2f}"
        word = "too few" if one.ratio is None else "met" if fair else "MISSED"
        yield (
            f"| {one.swap} | {one.group} | {one.payments:,} | {one.before} "
            f"| {one.after} | {ratio} | {word} |"
        )
    yield ""


def named(result: Result) -> str:
    return f"{result.name} †" if result.has_labels else result.name


def told(figure: tuple[float, float, float]) -> str:
    value, low, high = figure
    if isnan(value):
        return "–"
    return f"{small(value)} [{small(low)}, {small(high)}]"


def small(value: float) -> str:
    """Three digits, or where that is nothing, the order of magnitude."""
    if isnan(value):
        return "–"
    return f"{value:.3f}" if value == 0 or abs(value) >= 0.0005 else f"{value:.1e}"
