"""How rarely chance lets payments out follow so closely on payments in."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import HOUR, Int64s
from pipeline.motifs.windows import between, merged, spread
from pipeline.red_flags.chance import chance_of_as_many
from pipeline.red_flags.red_flag import Ledger

LEAST_CHANCE = 1e-300  # keeps the logarithm


def surprise_of(
    ledger: Ledger, windows: tuple[Int64s, Int64s, Int64s], pairs: pl.DataFrame
) -> NDArray[np.float64]:
    """
    In powers of ten, of each of ``windows`` (account, start, end; they overlap for no
    account).

    ``pairs`` are window, credit and debit: positions of a payment in and one out that
    took of it; what is later than the window does not count. Were the hours in which
    the account pays spread over the window at random, how likely would as many lie
    while money that came still rests? A rest is at least an hour, or what the precision
    of its times leaves open. O(payments in the windows · log).
    """
    received, sent = ledger.valued
    account, start, end = windows
    until = pl.Series(end)[pairs["window"]]
    pairs = pairs.with_columns(until=until).filter(
        pl.Series(sent.time[pairs["debit"]]) <= until
    )
    rests = (
        pairs.with_columns(
            came=pl.Series(ledger.times.earliest[received.row[pairs["credit"]]]),
            went=pl.Series(ledger.times.latest[sent.row[pairs["debit"]]]),
        )
        .group_by("window", "credit")
        .agg(pl.col("came", "until").first(), pl.col("went").max())
        .cast(pl.Int64)
        .with_columns(went=pl.max_horizontal("went", pl.col("came") + HOUR))
        .with_columns(went=pl.min_horizontal("went", "until"))
        .sort("window", "came")
    )
    _, (window, came, went) = merged(
        *(rests[name].to_numpy() for name in ("window", "came", "went"))
    )
    resting = np.bincount(window, went - came, account.size)
    which, position = spread(*between(sent, account, start, end))
    hours = _hours(which, sent.time[position])
    taken = _hours(pairs["window"].to_numpy(), sent.time[pairs["debit"]])
    chance = chance_of_as_many(
        np.bincount(taken["window"], minlength=account.size),
        np.bincount(hours["window"], minlength=account.size),
        resting / np.maximum(end - start, 1),
    )
    found: NDArray[np.float64] = -np.log10(np.maximum(chance, LEAST_CHANCE))
    return np.maximum(found, 0)


def _hours(window: Int64s, time: NDArray[np.int32]) -> pl.DataFrame:
    """The different hours of each window."""
    return pl.DataFrame({"window": window, "hour": time // HOUR}).unique()
