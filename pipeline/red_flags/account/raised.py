"""How a holder raised money in a window: emptied accounts, credit, things sold."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import Int64s, Side, UInt32s, build_side
from pipeline.motifs.balances import balances
from pipeline.motifs.windows import between, owners, spread, within
from pipeline.red_flags.account.lenders import lending_rows
from pipeline.red_flags.observed import NEVER
from pipeline.red_flags.own_currency import credit_limit_cents
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.statements import moved_between, payments_of

CASH = "cash drawn"
LOAN = "borrowed"
SOLD = "sold or given"
Floats = NDArray[np.float64]
EMPTY = 0.05  # of a limit: the account is at its lowest, so credit was used


def statement(ledger: Ledger, windows: pl.DataFrame) -> pl.DataFrame:
    """
    What each holder paid to and got from others in ``windows`` (alert, holder, start,
    end): alert, account, row, time, cents, goes, part (CASH, LOAN, SOLD, else null).

    Sold is what a payer brings who pays the holder at no other time of the data.
    """
    parts = []
    holders = windows["holder"]
    window = tuple(windows[name].to_numpy() for name in ("holder", "start", "end"))
    drawn = ledger.where(pl.col("channel") == "cash_withdrawal")
    lends = lending_rows(ledger)
    for goes, side in zip((False, True), _sides(ledger, holders), strict=True):
        which, position = spread(*between(side, *window))
        row = side.row[position]
        other = side.other[position]
        account = ledger.rows.sender[row] if goes else ledger.rows.receiver[row]
        lines = pl.DataFrame(
            {
                "alert": windows["alert"].gather(which),
                "account": account,
                "row": row,
                "other": other,
                "time": side.time[position].astype(np.int64),
                "cents": side.cents[position],
                "goes": np.full(row.size, goes),
            }
        )
        if goes:
            part: pl.Expr = pl.when(pl.Series(drawn[row])).then(pl.lit(CASH))
        else:
            once = _only_then(side, which, position)
            lent = pl.Series(lends[row])
            part = pl.when(lent).then(pl.lit(LOAN)).when(once).then(pl.lit(SOLD))
        parts.append(lines.with_columns(part=part))
    return pl.concat(parts)


def raised_before(
    ledger: Ledger, windows: pl.DataFrame, lines: pl.DataFrame
) -> pl.DataFrame:
    """
    alert, left_share, borrowed_cents, utilised_share, sold_cents of ``windows``.

    Left is the least, after any payment out, of what the holder had and got by then;
    utilised the largest fall of an account with a credit limit to its lowest level, as
    a share of the limit.
    """
    cents = pl.col("cents")
    loan = np.flatnonzero((ledger.accounts["kind"] == "loan").fill_null(False))
    card = pl.col("goes") & pl.col("account").is_in(pl.Series(loan).implode())
    sums = lines.group_by("alert").agg(
        cents.filter((pl.col("part") == LOAN) | card).sum().alias("borrowed_cents"),
        cents.filter(part=SOLD).sum().alias("sold_cents"),
    )
    return (
        sums.join(_left(ledger, windows), on="alert", how="left")
        .join(_utilised(ledger, windows), on="alert", how="left")
        .with_columns(
            pl.col("left_share").fill_null(1.0), pl.col("utilised_share").fill_null(0.0)
        )
    )


def _left(ledger: Ledger, windows: pl.DataFrame) -> pl.DataFrame:
    received, sent = _sides(ledger, windows["holder"])
    holder, start, end = (
        windows[name].to_numpy() for name in ("holder", "start", "end")
    )
    balance = balances(received, sent)
    which, debit = spread(*between(sent, holder, start, end))
    came = between(received, holder[which], start[which], sent.time[debit])
    had = _level(received, sent, balance[0], holder, start)[which]
    had += within(received.cents, *came)
    return _extreme("left_share", windows, which, balance[2][debit] / had, least=True)


def _utilised(ledger: Ledger, windows: pl.DataFrame) -> pl.DataFrame:
    limit = np.array(credit_limit_cents(ledger).fill_null(0), np.int64)
    limited = pl.DataFrame({"holder": ledger.principals.holder}).with_row_index(
        "account"
    )
    limited = limited.filter(pl.Series(limit > 0))
    held = windows.join(limited, on="holder")
    if held.is_empty():
        return pl.DataFrame(schema={"alert": pl.UInt32, "utilised_share": pl.Float64})
    account, start, end = (
        held[name].to_numpy().astype(np.int64) for name in ("account", "start", "end")
    )
    chosen = np.zeros(limit.size, np.bool_)
    chosen[account] = True
    received, sent = (payments_of(side, chosen) for side in ledger.valued)
    opening, _, after = balances(received, sent)
    which, debit = spread(*between(sent, account, start, end))
    most, left = limit[account[which]], after[debit]
    fall = _level(received, sent, opening, account, start)[which] - left
    used = np.where(left <= EMPTY * most, fall / most, 0.0)
    return _extreme("utilised_share", held, which, used, least=False)


def _extreme(
    name: str, windows: pl.DataFrame, which: Int64s, values: Floats, *, least: bool
) -> pl.DataFrame:
    of = pl.DataFrame({"alert": windows["alert"].gather(which), name: values})
    best = pl.col(name).min() if least else pl.col(name).max()
    return of.group_by("alert").agg(best)


def _level(
    received: Side, sent: Side, opening: Int64s, owner: Int64s, start: Int64s
) -> Int64s:
    """What each ``owner`` held just before ``start``."""
    ever = np.full(owner.size, -NEVER, np.int64)
    level: Int64s = (
        opening[owner]
        + moved_between(received, owner, ever, start - 1)[1]
        - moved_between(sent, owner, ever, start - 1)[1]
    )
    return level


def _sides(ledger: Ledger, holders: pl.Series) -> tuple[Side, Side]:
    """What ``holders`` got from and paid to others, by holder."""
    sender, receiver, time, cents = ledger.rows
    holder = ledger.principals.holder
    wanted = np.zeros(int(holder.max()) + 1, np.bool_)
    wanted[holders.to_numpy()] = True
    counts = (cents > 0) & (holder[sender] != holder[receiver])

    def side(account: UInt32s, other: UInt32s) -> Side:
        place = np.flatnonzero(counts & wanted[holder[account]])
        mine = holder[account[place]]
        made = build_side(mine, mine, time[place], cents[place], wanted.size)
        return made._replace(
            other=other[place][made.row], row=place[made.row].astype(np.uint32)
        )

    return side(receiver, sender), side(sender, receiver)


def _only_then(side: Side, which: Int64s, position: Int64s) -> pl.Series:
    """Whether the payer of each payment pays its holder in that window only."""
    ever = pl.DataFrame({"holder": owners(side), "other": side.other})
    ever = ever.group_by("holder", "other").agg(pl.len().alias("ever"))
    now = pl.DataFrame(
        {
            "which": which,
            "holder": owners(side)[position],
            "other": side.other[position],
        }
    ).with_columns(now=pl.len().over("which", "other"))
    both = now.join(ever, on=["holder", "other"], how="left", maintain_order="left")
    return both["now"] == both["ever"]
