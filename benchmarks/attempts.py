"""
Published laundering attempts among lawful payments: found, credited, false flags.

    python -m benchmarks.attempts

124 real attempts (AMLworld HI-Small) and a few shapes of our own making are planted in
made backgrounds of several densities, full of lawful look-alikes, at most 0.5 % of the
payments. Defaults were chosen on the first set of backgrounds; the second was only ever
reported. An attempt is found if at least half of its payments are credited by the
detection of its kind; false flags are payments of the background credited by it. Of
what is not complete, nothing can be expected (``planted.complete``).
"""

from collections.abc import Callable
from itertools import product

import numpy as np
import polars as pl

from benchmarks.planted.background import KINDS, Numbers, background
from benchmarks.planted.complete import LEAST_FAN, complete
from benchmarks.planted.made import MADE, made_attempts
from benchmarks.planted.plant import ATTEMPTS, Planted, plant, read_attempts
from pipeline.flow_graph import DAY, Side
from pipeline.motifs.fans import Limits, count_visits, find_fans
from pipeline.motifs.layers import find_layers
from pipeline.motifs.legs import Fair
from pipeline.motifs.links import Limits as Beside
from pipeline.red_flags.flow import cycle, gather_scatter, layering_chain
from pipeline.red_flags.flow.side_by_side import scatter_gathers
from pipeline.red_flags.red_flag import Ledger

# (transactions, accounts) each, days, seeds
CHOOSING = (((300_000, 12_000), (300_000, 30_000), (300_000, 90_000)), 60, (1, 2))
REPORTED = (((280_000, 10_000), (320_000, 40_000), (300_000, 75_000)), 75, (11, 12))
FAN_SURPRISE = 3.5
LEAST_LAYER = 5  # payments; four are two who share two payees
BESIDE = Beside(4 * DAY, 3, 0.3, 0.5, 2.0, 10_000)
ALIKE = BESIDE._replace(least=2, coverage=0.2, low=0.25, high=4.0)
SHARE = Fair(0.1, 0.0, 0)


def fan(side_of: Callable[[Ledger], Side]) -> Callable[[Ledger], Numbers]:
    def rows(ledger: Ledger) -> Numbers:
        side, time = side_of(ledger), ledger.rows.time
        limits = Limits(4 * DAY, 40 * DAY, int(time[0]), int(time[-1]))
        counts = count_visits(side, limits.near, limits.far)
        fans = find_fans(side, counts, limits, LEAST_FAN)
        fires = fans.surprise >= FAN_SURPRISE
        inside = np.zeros(side.row.size + 1, np.int64)
        np.add.at(inside, fans.first[fires], 1)
        np.add.at(inside, fans.past[fires], -1)
        return side.row[(np.cumsum(inside)[:-1] > 0) & counts.is_fresh]

    return rows


def red_flag(module) -> Callable[[Ledger], Numbers]:
    return lambda ledger: (
        module.detect(ledger, module.Thresholds()).alerts["rows"].explode().to_numpy()
    )


def side_by_side(ledger: Ledger) -> Numbers:
    nobody = np.zeros(ledger.graph.n_accounts, np.bool_)
    found = scatter_gathers(ledger, nobody, BESIDE, SHARE)
    return found.payments["row"].to_numpy()


def bipartite(ledger: Ledger) -> Numbers:
    nobody = np.zeros(ledger.graph.n_accounts, np.bool_)
    layers, _ = find_layers(ledger.valued, ALIKE, SHARE, nobody)
    return layers.filter(pl.len().over("layer") >= LEAST_LAYER)["row"].to_numpy()


DETECTIONS = {
    "FAN-IN": fan(lambda ledger: ledger.valued.received),
    "FAN-OUT": fan(lambda ledger: ledger.valued.sent),
    "GATHER-SCATTER": red_flag(gather_scatter),
    "SCATTER-GATHER": side_by_side,
    "CYCLE": red_flag(cycle),
    "STACK": red_flag(layering_chain),
    "BIPARTITE": bipartite,
    "RANDOM": red_flag(layering_chain),
}


def measured(planted: Planted, attempts: pl.DataFrame) -> pl.DataFrame:
    """
    One row an attempt: typology, attempt, payments, credited; and of its whole world
    background payments, and the falsely flagged ones by their kind.
    """
    known = planted.attempt >= 0
    names = attempts.select("typology", "attempt").unique().sort("attempt")
    found = {}
    for name, detect in DETECTIONS.items():
        flagged = np.zeros(planted.attempt.size, np.bool_)
        flagged[detect(planted.ledger)] = True
        found[name] = flagged
    parts = []
    for (name,), some in names.group_by("typology", maintain_order=True):
        flagged = found[str(name).partition(",")[0]]
        credited = pl.DataFrame(
            {"attempt": planted.attempt[known], "credited": flagged[known]}
        )
        false = np.bincount(planted.kind[flagged & ~known], minlength=len(KINDS))
        parts.append(
            some.join(credited, on="attempt")
            .group_by("typology", "attempt")
            .agg(pl.len().alias("payments"), pl.col("credited").sum())
            .with_columns(
                background=pl.lit(int((~known).sum())),
                **{kind: pl.lit(int(n)) for kind, n in zip(KINDS, false, strict=True)},
            )
        )
    return pl.concat(parts)


def table(results: pl.DataFrame, whole: set[int]) -> None:
    """A line a kind: of the complete attempts how many were found, and so on."""
    print(
        f"{'kind':<17}{'complete':>12}{'found':>7}{'payments':>10}{'false/1,000':>13}"
    )
    for name in (*DETECTIONS, *MADE):
        some = results.filter(pl.col("typology") == name)
        full = some.filter(pl.col("attempt").is_in(whole))
        worlds = some.unique("world").sort("world")
        false = {kind: worlds[kind].sum() for kind in KINDS if worlds[kind].sum()}
        where = ", ".join(f"{kind} {number}" for kind, number in false.items())
        print(
            f"{name:<17}{full.height:>5} of {some.height:<4}"
            f"{(full['credited'] * 2 >= full['payments']).mean():>7.0%}"
            f"{full['credited'].sum() / full['payments'].sum():>10.0%}"
            f"{1_000 * sum(false.values()) / worlds['background'].sum():>13.2f}  "
            + where
        )


def main() -> None:
    if not ATTEMPTS.exists():
        print(f"Nothing measured: {ATTEMPTS} is not there, and it is not ours to ship.")
        return
    attempts = pl.concat([read_attempts(), made_attempts(seed=5)])
    whole = complete(attempts)
    for title, (sizes, days, seeds) in (
        ("Backgrounds that the defaults were chosen on", CHOOSING),
        ("Backgrounds that were only reported", REPORTED),
    ):
        parts = []
        for world, (size, seed) in enumerate(product(sizes, seeds)):
            planted = plant(background(*size, days, seed), attempts, seed + world)
            found = measured(planted, attempts)
            parts.append(found.with_columns(world=pl.lit(world)))
        results = pl.concat(parts)
        share = attempts.height / results["background"].max()
        print(f"\n{title}: {results['world'].n_unique()}; planted {share:.2%}")
        table(results, whole)
    print(
        "\nNo account is in two payments of a published bipartite attempt, and only one"
        "\nstack joins its two-payment chains: the others hold no shape to be found."
        "\nRings and waists made here keep no sums: among accounts as busy as these"
        "\nchance makes as many, so they are there to be missed."
    )


if __name__ == "__main__":
    main()
