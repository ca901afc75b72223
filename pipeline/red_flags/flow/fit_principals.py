"""Who may fund others, and who may send leftovers back: persons, and no offices."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.principals import Principals
from pipeline.red_flags.red_flag import Ledger

# Recipients are persons: leftovers of a business are its trade.
NOT_PERSONS = ("business", "npo", "msb", "vasp", "merchant", "loan", "cash")
# These pay and are paid by everybody, on behalf of others.
NOT_FUNDERS = ("msb", "vasp", "merchant", "loan", "cash")
# A customer's own loan or coins make him neither a lender nor an exchange.
OWN = ("loan", "vasp")


def fit_principals(
    ledger: Ledger, principals: Principals
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each principal, whether it may be a funder, and a recipient who returns."""
    firms, persons = (
        pl.col("party_id").is_in(
            ledger.parties.filter(pl.col("kind") == kind)["party_id"].implode()
        )
        for kind in ("organisation", "person")
    )
    own = persons & pl.col("kind").is_in(OWN)
    returns = pl.col("kind").is_in(NOT_PERSONS) | firms
    funds = pl.col("kind").is_in(NOT_FUNDERS)
    may_fund, may_return = (
        _fit(ledger, principals, unfit, own) for unfit in (funds, returns)
    )
    return may_fund, may_return


def _fit(
    ledger: Ledger, principals: Principals, unfit: pl.Expr, own: pl.Expr
) -> NDArray[np.bool_]:
    """
    Of each principal, whether none of its accounts is ``unfit``.

    Accounts that are a customer's ``own`` count only where he has no others.
    """
    told = ledger.accounts.select(
        unfit=unfit.fill_null(False), own=own.fill_null(False)
    ).to_numpy()
    ptr, principal, _, names = principals
    unfit_here, own_here = np.repeat(told, np.diff(ptr), axis=0).T
    fit = np.ones(names.len(), np.bool_)
    fit[principal[unfit_here & ~own_here]] = False
    others = np.zeros(names.len(), np.bool_)
    others[principal[~own_here]] = True
    return fit & others
