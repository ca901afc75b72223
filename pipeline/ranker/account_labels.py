"""Which accounts labels speak of: who took part, who is neither found nor wronged."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s
from pipeline.ranker.labels import POSITIVE
from pipeline.runs import Run

UNWITTING = "unwitting"
# All use them: a payment in cash does not make the till a party to what it was for.
FOR_ALL = ("msb", "vasp", "merchant", "loan", "cash", "external")
INNOCENT, SPARED = -1, -2


class AccountLabels(NamedTuple):
    """
    ``members`` holds account · ``n_occurrences`` + occurrence of all who took part;
    ``spared`` is true of them and of those who did not know what they took part in.
    """

    members: Int64s
    n_occurrences: int
    spared: NDArray[np.bool_]

    def during(
        self, ends: tuple[NDArray[np.uint32], ...], occurrence: Int64s
    ) -> Int64s:
        """
        Of each account its occurrence in these payments, else INNOCENT or SPARED.

        ``ends`` are the payers and the payees, ``occurrence`` that of each payment or
        −1. Who takes no part in these, but in others, is neither hit nor false alarm.
        Of several occurrences the first counts.
        """
        first = np.full(self.spared.size, self.n_occurrences)
        hit = occurrence >= 0
        for end in ends:
            account = end[hit].astype(np.int64)
            pair = account * self.n_occurrences + occurrence[hit]
            took_part = np.isin(pair, self.members)
            np.minimum.at(first, account[took_part], occurrence[hit][took_part])
        none = np.where(self.spared, SPARED, INNOCENT)
        return np.where(first < self.n_occurrences, first, none)


def account_labels(
    labels: pl.DataFrame, hits: pl.DataFrame, kind: str, run: Run
) -> AccountLabels:
    """
    ``hits`` has row, id, occurrence (words) and number (of the occurrence) of the
    positive payments, as those of ``kind`` among ``labels`` told them.

    Named accounts took part in the occurrence named, or, without one, in each that they
    have payments of; core members of a case took part in it. Where no accounts are
    named, the ends of positive payments took part, but for those that all use.
    """
    accounts = run.table("graph_accounts").select("account_id", "kind")
    known = accounts.select(id="account_id").with_row_index("account")
    ends = _ends(hits, run).join(known, on="id", maintain_order="left").drop("id")
    named = labels.filter(pl.col("kind") == "account").join(known, on="id")
    guilty = named.filter(pl.col("label").is_in(POSITIVE))
    aside = ends.join(named, on="account", how="anti")
    if kind in ("case", "evidence"):
        took_part = _core_of_cases(hits, run, known)
    elif guilty.height:
        knew = guilty.filter((pl.col("role") != UNWITTING).fill_null(True))
        numbers = hits.select("occurrence", "number").unique()
        told = knew.join(numbers, on="occurrence").select("account", "number")
        untold = knew.filter(pl.col("occurrence").is_null())
        in_any = ends.join(untold, on="account", how="semi").select("account", "number")
        took_part, aside = pl.concat([told, in_any]), guilty
    else:
        for_all = known.filter(accounts["kind"].cast(pl.String).is_in(FOR_ALL))
        took_part = aside.join(for_all, on="account", how="anti")
    n_occurrences = int(hits["number"].max() or 0) + 1  # type: ignore[arg-type] # whole
    code = pl.col("account").cast(pl.Int64) * n_occurrences + pl.col("number")
    spared = np.zeros(accounts.height, np.bool_)
    for some in (took_part, aside):
        spared[some["account"].to_numpy()] = True
    members = took_part.select(code.unique().sort()).to_series().to_numpy()
    return AccountLabels(members, n_occurrences, spared)


def _ends(hits: pl.DataFrame, run: Run) -> pl.DataFrame:
    """id, number: the accounts at both ends of positive payments."""
    wanted = hits.select(pl.col("row").cast(pl.UInt32), "number").lazy()
    paid = run.scan("transactions").with_row_index("row")
    paid = paid.join(wanted, on="row", maintain_order="right")
    ways = ("sender_account", "receiver_account")
    return pl.concat(paid.select("number", id=end) for end in ways).unique().collect()


def _core_of_cases(hits: pl.DataFrame, run: Run, known: pl.DataFrame) -> pl.DataFrame:
    """account, number: who is at the core of the cases of ``hits``, and knew."""
    words = pl.col("part", "role").cast(pl.String)
    core = run.scan("case_members").with_columns(words)
    core = core.filter(pl.col("part") == "core", pl.col("role") != UNWITTING)
    told = hits.select("case_id", "number").unique()
    return (
        core.collect()
        .join(told, on="case_id")
        .select("number", id="account_id")
        .join(known, on="id")
        .select("account", "number")
        .sort("account", "number")
    )
