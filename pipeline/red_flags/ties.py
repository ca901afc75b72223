"""Which pairs of accounts the data know to belong together."""

import numpy as np
import polars as pl

from pipeline.principals import controllers
from pipeline.red_flags.red_flag import Ledger


def tied_pairs(
    ledger: Ledger, pairs: pl.DataFrame, relations: tuple[str, ...] | None = None
) -> pl.DataFrame:
    """
    Those of ``pairs`` (account numbers a, b) with a common controller or a relation
    between any of their controllers or the accounts themselves, in either direction.

    ``relations`` narrows both to relations of these kinds; a common controller then
    does not count.
    """
    pairs = pairs.select("a", "b").unique()
    numbers = pl.concat([pairs["a"], pairs["b"]]).unique().sort()
    accounts = ledger.accounts[numbers.to_numpy()]
    known = controllers(accounts, ledger.relations_in_force)
    names = pl.concat(
        [
            known.select("account", "party"),
            accounts.with_row_index("account").select("account", party="account_id"),
        ]
    ).unique()
    names = names.select(
        pl.Series("number", np.array(numbers)[names["account"]]), "party"
    )
    named = pairs.join(names.rename({"party": "of_a"}), left_on="a", right_on="number")
    named = named.join(names.rename({"party": "of_b"}), left_on="b", right_on="number")
    rows = ledger.relations_in_force
    if relations is not None:
        rows = rows.filter(pl.col("relation").is_in(relations))
    links = pl.concat(
        [rows.select(of_a="a", of_b="b"), rows.select(of_a="b", of_b="a")]
    )
    found = [named.join(links.unique(), on=["of_a", "of_b"], how="semi")]
    if relations is None:
        found.append(named.filter(pl.col("of_a") == pl.col("of_b")))
    return pl.concat(found).select("a", "b").unique()
