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
    names = _names(ledger, pl.concat([pairs["a"], pairs["b"]]))
    named = pairs.join(names.rename({"party": "of_a"}), left_on="a", right_on="number")
    named = named.join(names.rename({"party": "of_b"}), left_on="b", right_on="number")
    links = _links(ledger, relations)
    found = [named.join(links, on=["of_a", "of_b"], how="semi")]
    if relations is None:
        found.append(named.filter(pl.col("of_a") == pl.col("of_b")))
    return pl.concat(found).select("a", "b").unique()


def known_parties(ledger: Ledger, pairs: pl.DataFrame) -> pl.DataFrame:
    """
    Those of ``pairs`` (an account's number, a party id) whose party controls the
    account, or has a relation to one who does or to the account itself.
    """
    pairs = pairs.select("account", pl.col("party").cast(pl.String)).unique()
    names = _names(ledger, pairs["account"])
    named = pairs.join(
        names.rename({"party": "of_b"}), left_on="account", right_on="number"
    )
    links = _links(ledger, None)
    found = [
        named.filter(pl.col("party") == pl.col("of_b")),
        named.join(links.rename({"of_a": "party"}), on=["party", "of_b"], how="semi"),
    ]
    return pl.concat(found).select("account", "party").unique()


def _names(ledger: Ledger, numbers: pl.Series) -> pl.DataFrame:
    """number of an account, party: each name it has, its own and its controllers'."""
    numbers = numbers.unique().sort()
    accounts = ledger.accounts[numbers.to_numpy()]
    known = controllers(accounts, ledger.relations_in_force)
    names = pl.concat(
        [
            known.select("account", "party"),
            accounts.with_row_index("account").select("account", party="account_id"),
        ]
    ).unique()
    return names.select(
        pl.Series("number", np.array(numbers)[names["account"]]), "party"
    )


def _links(ledger: Ledger, relations: tuple[str, ...] | None) -> pl.DataFrame:
    """Relations in force, of some kinds or all, in both directions: of_a, of_b."""
    rows = ledger.relations_in_force
    if relations is not None:
        rows = rows.filter(pl.col("relation").is_in(relations))
    return pl.concat(
        [rows.select(of_a="a", of_b="b"), rows.select(of_a="b", of_b="a")]
    ).unique()


def tied_to(ledger: Ledger, accounts: pl.Series) -> pl.DataFrame:
    """
    Of each of ``accounts`` (numbers) every account known to belong to it: tied,
    account. It is itself one; the others as in ``tied_pairs``. Cost: O(all accounts).
    """
    every = pl.Series(np.arange(ledger.accounts.height, dtype=np.uint32))
    names = _names(ledger, every)
    asked = accounts.cast(pl.UInt32).unique()
    own = names.filter(pl.col("number").is_in(asked.implode()))
    linked = own.join(_links(ledger, None), left_on="party", right_on="of_a")
    reached = pl.concat([own, linked.select("number", party="of_b")]).unique()
    found = reached.join(names.rename({"number": "tied"}), on="party")
    return found.select("tied", account="number").unique().sort("account", "tied")
