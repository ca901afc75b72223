"""Accounts in which the money of many flows together by trade."""

import numpy as np
from numpy.typing import NDArray

from pipeline.red_flags.red_flag import Ledger

# What leaves such an account is not what came: the cash of a machine, a lender's funds,
# the float of an exchange or a remittance office.
COMMINGLED = ("cash", "loan", "vasp", "msb")
SHOP = "merchant"  # takings and supplies; but a shop may also be a front


def commingled(ledger: Ledger, *more: str) -> NDArray[np.bool_]:
    """
    Of each account number, whether the money of many flows together there by trade.

    ``more`` are further kinds. A kind that is not known is a customer's own account.
    """
    kinds = ledger.accounts["kind"].is_in((*COMMINGLED, *more)).fill_null(False)
    return np.array(kinds, np.bool_)
