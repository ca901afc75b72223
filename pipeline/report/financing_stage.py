"""
Which financing stage a payment of a case belongs to: raise, move, store or use.

Each payment is counted once, so that the four totals add up to the case's total to the
cent. The reading is ours and by role and channel alone, first rule that fits:

store  both accounts have the same owner, or a prepaid card is loaded
raise  a donor pays, cash or crowdfunding comes in, or an account outside the core pays
       a collector, funnel or front
use    a cash-out account is paid, an operative pays outside the core, or money leaves
       by card or in cash
move   everything else: payments to operatives, and returns
"""

import polars as pl

from pipeline.schemas import FINANCING_STAGES

STAGE_RULES = {
    "store": "both accounts have the same owner, or a prepaid card is loaded",
    "raise": "a donor pays, cash or crowdfunding comes in, or an account outside the "
    "core pays a collector, funnel or front",
    "use": "a cash-out account is paid, an operative pays outside the core, or money "
    "leaves by card or in cash",
    "move": "everything else: payments to operatives, and returns",
}
GATHERING = ("collector", "funnel", "front")


def financing_stage() -> pl.Expr:
    """Needs ``channel`` and, of both ends, ``_role``, ``_part`` and ``_party``."""
    channel = pl.col("channel").cast(pl.String)
    sender_role = pl.col("sender_role").cast(pl.String)
    receiver_role = pl.col("receiver_role").cast(pl.String)
    same_owner = pl.col("sender_party") == pl.col("receiver_party")
    store = same_owner.fill_null(False) | (channel == "prepaid_load")
    gathers = receiver_role.is_in(GATHERING).fill_null(False)
    sender_is_core = (pl.col("sender_part").cast(pl.String) == "core").fill_null(False)
    raises = (
        (sender_role == "donor").fill_null(False)
        | channel.is_in(["cash_deposit", "crowdfunding"])
        | (gathers & ~sender_is_core)
    )
    receiver_is_core = (pl.col("receiver_part").cast(pl.String) == "core").fill_null(
        False
    )
    use = (
        (receiver_role == "cash-out").fill_null(False)
        | ((sender_role == "operative").fill_null(False) & ~receiver_is_core)
        | channel.is_in(["card", "cash_withdrawal"])
    )
    return (
        pl.when(store)
        .then(pl.lit("store"))
        .when(raises)
        .then(pl.lit("raise"))
        .when(use)
        .then(pl.lit("use"))
        .otherwise(pl.lit("move"))
        .cast(pl.Enum(FINANCING_STAGES))
    )
