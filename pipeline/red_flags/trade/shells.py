"""How much a company looks like a shell, from what its bank sees of it."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, EPOCH, Int64s
from pipeline.motifs.others import distinct_others
from pipeline.red_flags.commingled import SHOP
from pipeline.red_flags.payroll import payroll
from pipeline.red_flags.red_flag import Ledger

BORN = ("founded", "incorporated", "registered")
# Published companies of such cases were 30 to 1,500 days old, typically a year.
YOUNG_DAYS, OLD_DAYS = 365, 1_500
FEW = 5  # others; more, and it is less of a shell, up to the most that are allowed
RUNNING = ("housing", "household", "telecom", "fuel", "groceries", "dining")
MONTH = 30 * DAY
PERSONAL = "personal"


def companies(ledger: Ledger) -> NDArray[np.bool_]:
    """Business accounts, and those of unknown kind whose party is an organisation."""
    organised = ledger.parties.filter(pl.col("kind") == "organisation")["party_id"]
    found = ledger.accounts.select(
        (pl.col("kind") == "business").fill_null(
            pl.col("party_id").is_in(organised.implode())
        )
    ).to_series()
    return np.array(found.fill_null(False), np.bool_)


def counterparties(ledger: Ledger, account: Int64s) -> Int64s:
    """How many others paid each ``account`` (ascending), plus how many it paid."""
    received, sent = ledger.graph
    found: Int64s = sum(
        distinct_others(side, account, side.ptr[account], side.ptr[account + 1])
        for side in (received, sent)
    )  # type: ignore[assignment] # a sum of two arrays
    return found


def shell_scores(
    ledger: Ledger, account: Int64s, others: Int64s, most: int
) -> pl.DataFrame:
    """
    account, score: 0 to 1, a mean of what is known of each ``account`` (ascending).

    Young (counts twice: an old holding without staff stays below 0.7), nobody employed
    or paid like it, no bills a company has, no takings of a shop, and few ``others``,
    of at most ``most``. The holder's other accounts are looked at too: a company may
    pay its staff from one of them.
    """
    holder = ledger.principals.holder
    mine = np.zeros(int(holder.max(initial=0)) + 1, np.bool_)
    mine[holder[account]] = True
    sender, receiver, time, cents = ledger.rows
    out = np.flatnonzero(mine[holder[sender]])
    back = np.flatnonzero(mine[holder[receiver]])
    kinds = ledger.accounts["kind"].cast(pl.String)
    channel, bought = ledger.column("channel"), ledger.spending
    paid = pl.DataFrame(
        {
            "holder": holder[sender[out]],
            "account": sender[out],
            "receiver": receiver[out],
            "time": time[out],
            "cents": cents[out],
            "kind": kinds.gather(receiver[out]),
            "cost": bought.gather(out).cast(pl.String).is_in(RUNNING).fill_null(False)
            | (channel.gather(out) == "card"),
        }
    )
    came = pl.DataFrame(
        {
            "holder": holder[receiver[back]],
            "taken": channel.gather(back).is_in(["card", "cash_deposit"]),
        }
    )
    bills = paid.filter(pl.col("cost") | (pl.col("kind") == SHOP))
    span = (
        pl.DataFrame(
            {
                "holder": np.concatenate([holder[sender[out]], holder[receiver[back]]]),
                "time": time[np.concatenate([out, back])],
            }
        )
        .group_by("holder")
        .agg(months=((pl.col("time").max() - pl.col("time").min()) / MONTH).clip(1))
    )
    staffed = _staffed(ledger, paid, account)
    facts = (
        pl.DataFrame(
            {
                "account": account,
                "holder": holder[account],
                "few": ((most - others) / max(most - FEW, 1)).clip(0, 1),
                "young": _youth(ledger, account),
            }
        )
        .join(span, on="holder", how="left")
        .join(bills.group_by("holder").agg(bills=pl.len()), on="holder", how="left")
        .join(
            came.filter("taken").group_by("holder").agg(takings=pl.len()),
            on="holder",
            how="left",
        )
        .with_columns(pl.col("bills", "takings").fill_null(0))
    )
    facts = facts.with_columns(
        *(
            (1 - pl.col(name) / pl.col("months")).clip(0, 1).alias(name)
            for name in ("bills", "takings")
        ),
        staff=~pl.col("holder").is_in(staffed.implode()),
    )
    known = pl.col("young").is_not_null().cast(pl.Float64) * 2 + 4
    total = pl.col("few") + pl.col("bills") + pl.col("takings")
    total += pl.col("staff").cast(pl.Float64) + 2 * pl.col("young").fill_null(0)
    return facts.select("account", score=total / known).sort("account")


def _staffed(ledger: Ledger, paid: pl.DataFrame, account: Int64s) -> pl.Series:
    """Holders who employ somebody: recorded so, or paid like it."""
    holder = ledger.principals.holder
    to_persons = paid.filter(pl.col("kind") == PERSONAL, pl.col("cents") > 0)
    steady = payroll(ledger, to_persons.select("account", "receiver", "time", "cents"))
    rows = ledger.relations_in_force.filter(pl.col("relation") == "employee_of")
    ids = ledger.accounts.select("party_id", "account_id").with_row_index("number")
    ids = ids.filter(pl.col("number").is_in(account))
    employers = ids.filter(
        pl.col("party_id").is_in(rows["b"].implode())
        | pl.col("account_id").is_in(rows["b"].implode())
    )
    found = np.concatenate([steady["account"], employers["number"]])
    return pl.Series(holder[found.astype(np.int64)], dtype=pl.UInt32).unique()


def _youth(ledger: Ledger, account: Int64s) -> pl.Series:
    """1 for a company of a year at its first payment, 0 for an old one, else null."""
    born = (
        ledger.parties.select("party_id", "dates")
        .explode("dates")
        .unnest("dates")
        .filter(pl.col("type").is_in(BORN))
        .group_by("party_id")
        .agg(born=pl.col("value").min())
    )
    known = ledger.accounts[account].select("party_id", "opened_on")
    known = known.join(born, on="party_id", how="left", maintain_order="left")
    since = known.select(
        (pl.coalesce("born", "opened_on") - EPOCH.date()).dt.total_days()
    ).to_series()
    begun = np.full(account.size, np.iinfo(np.int32).max)
    for side in ledger.graph:
        used = np.diff(side.ptr)[account] > 0
        first = side.time[side.ptr[account[used]]]
        begun[used] = np.minimum(begun[used], first)
    age = pl.Series(begun / DAY) - since
    return 1 - ((age - YOUNG_DAYS) / (OLD_DAYS - YOUNG_DAYS)).clip(0, 1)
