"""
Which controllers of an account have no known tie, and which live elsewhere.

Throughout, ``everyone`` is what principals.controllers says of all accounts, and
``control`` those of its rows whose account has several controllers.
"""

import numpy as np
import polars as pl

from pipeline.principals import means_party
from pipeline.red_flags.contacts import contacts
from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.codes import WITHHELD

# Whoever is one of these to another controller is no stranger to him.
NEAR = ("family", "same_party", "officer_of", "employee_of")
# An agent is known to his principal, yet a card in an agent's hands abroad is what the
# red flag looks for: these ties do not excuse distance.
KNOWN = (*NEAR, "acts_for", "proxy_same_principal", "other")
ORGANISATIONS = ("business", "npo", "msb", "vasp", "merchant")


def untied(
    ledger: Ledger, everyone: pl.DataFrame, control: pl.DataFrame
) -> pl.DataFrame:
    """
    Rows account, party, delegate of those tied to nobody they share the account with;
    delegate also where the account is shared with one.

    Only parties who control it at the same time share it. None where an organisation
    owns the account, and none at all where the data record no ties and no contacts.
    """
    if not _records_ties(ledger):
        return control.clear().select("account", "party", "delegate")
    firms = ledger.parties.filter(pl.col("kind") == "organisation")["party_id"]
    owned = ledger.accounts.with_row_index("account").filter(
        pl.col("kind").is_in(ORGANISATIONS).fill_null(False)
        | pl.col("party_id").is_in(firms.implode()).fill_null(False)
    )
    pairs = _together(control.join(owned, on="account", how="anti"))
    tied = _tied(ledger, everyone, pairs, KNOWN)
    alone = pairs.join(tied, on=["account", "party"], how="anti")
    return alone.group_by("account", "party").agg(
        pl.any_horizontal("delegate", "other_delegate").any().alias("delegate")
    )


def far_delegates(
    ledger: Ledger, everyone: pl.DataFrame, control: pl.DataFrame
) -> pl.DataFrame:
    """
    account, party of delegates who pay and are paid in known countries, none of them a
    country of a holder. One near to a holder (family, staff, one address) is never far.
    """
    pairs = _together(control).filter("delegate", ~pl.col("other_delegate"))
    near = _tied(ledger, everyone, pairs, NEAR)
    pairs = pairs.join(near, on=["account", "party"], how="anti")
    who = pl.concat([pairs["party"], pairs["other"]]).unique()
    lives = _countries(ledger, everyone.filter(pl.col("party").is_in(who.implode())))
    mine = pl.concat(
        [
            pairs.select("account", "party").join(lives, on="party"),
            _conducted(ledger, pairs),
        ]
    ).unique()
    theirs = pairs.select("account", "party", "other").join(
        lives, left_on="other", right_on="party"
    )
    one = ["account", "party"]
    common = mine.join(theirs, on=[*one, "country"], how="semi")
    known = mine.join(theirs, on=one, how="semi").join(common, on=one, how="anti")
    return known.select(one).unique()


def openly_paid(
    ledger: Ledger, everyone: pl.DataFrame, far: pl.DataFrame
) -> pl.DataFrame:
    """Rows of ``far`` (account, party) whom the account pays, not by cash or card."""
    held = everyone.filter(~pl.col("delegate")).select("account", "party")
    theirs = far.join(held.rename({"account": "other"}), on="party").unique()
    paid = np.zeros(ledger.accounts.height, np.bool_)
    paid[far["account"].to_numpy()] = True
    by_hand = ledger.where(pl.col("channel").is_in(("cash_withdrawal", "card")))
    row = np.flatnonzero(paid[ledger.rows.sender] & ~by_hand)
    pairs = pl.DataFrame(
        {"account": ledger.rows.sender[row], "other": ledger.rows.receiver[row]}
    ).unique()
    met = theirs.join(pairs, on=["account", "other"], how="semi")
    return met.select("account", "party").unique()


def _together(control: pl.DataFrame) -> pl.DataFrame:
    """Ordered pairs party, other who control an account at the same time."""
    others = control.rename({"party": "other", "delegate": "other_delegate"})
    begins = pl.col("valid_from") < pl.col("valid_to_right")
    ends = pl.col("valid_to") > pl.col("valid_from_right")
    return control.join(others, on="account").filter(
        pl.col("party") != pl.col("other"),
        begins.fill_null(True),
        ends.fill_null(True),
    )


def _tied(
    ledger: Ledger,
    everyone: pl.DataFrame,
    pairs: pl.DataFrame,
    relations: tuple[str, ...],
) -> pl.DataFrame:
    """Those of ``pairs`` with one of ``relations``, either way, or a common contact."""
    ids = ledger.accounts.select("account_id").with_row_index("account")
    holders = everyone.filter(~pl.col("delegate")).join(ids, on="account")
    links = ledger.relations_in_force.filter(pl.col("relation").is_in(relations))
    links = means_party(
        means_party(links.select("a", "b"), "a", holders.select("account_id", "party")),
        "b",
        holders.select("account_id", "party"),
    )
    both = pl.concat(
        [links.select(party="a", other="b"), links.select(party="b", other="a")]
    )
    known = contacts(ledger)
    met = (
        pairs.join(known, on="party")
        .join(known.rename({"party": "other"}), on=["other", "contact", "sort"])
        .select(pairs.columns)
    )
    related = pairs.join(both.unique(), on=["party", "other"], how="semi")
    return pl.concat([related, met])


def _records_ties(ledger: Ledger) -> bool:
    recorded = ledger.has(f"relations.relation={'|'.join(KNOWN)}")
    return recorded or not contacts(ledger).is_empty()


def _countries(ledger: Ledger, holding: pl.DataFrame) -> pl.DataFrame:
    """party, country of the accounts a party holds and of their ends of payments."""
    held = holding.filter(~pl.col("delegate")).select("account", "party").unique()
    wanted = np.zeros(ledger.accounts.height, np.bool_)
    wanted[held["account"].to_numpy()] = True
    parts = [
        ledger.accounts.with_row_index("account").select(
            "account", pl.col("country").cast(pl.String)
        )
    ]
    for side in ("sender", "receiver"):
        account = getattr(ledger.rows, side)
        places = np.flatnonzero(wanted[account])
        country = ledger.column(f"{side}_country").gather(places).cast(pl.String)
        parts.append(
            pl.DataFrame({"account": account[places], "country": country}).unique()
        )
    seen = pl.concat(parts).filter(pl.col("country") != WITHHELD)
    return held.join(seen, on="account").select("party", "country").unique()


def _conducted(ledger: Ledger, pairs: pl.DataFrame) -> pl.DataFrame:
    """account, party, country where a delegate gave the order for a payment from it."""
    rows = (
        ledger.transactions.with_row_index("row")
        .filter(pl.col("conductor").is_not_null())
        .select(
            "row",
            party="conductor",
            country=pl.col("receiver_country").cast(pl.String),
        )
        .collect()
    )
    rows = rows.with_columns(
        pl.Series("account", ledger.rows.sender[rows["row"]], pl.UInt32)
    )
    return (
        rows.join(pairs, on=["account", "party"], how="semi")
        .filter(pl.col("country") != WITHHELD)
        .select("account", "party", "country")
        .unique()
    )
