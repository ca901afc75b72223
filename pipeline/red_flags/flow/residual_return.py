"""
Residual return: recipients of one funder send leftovers back, then fall silent.

Why:      who has spent for a purpose sends back what is left before the last act, often
          to another account of the same principal, and needs his accounts no more.
Source:   9/11 Commission, Staff Monograph on Terrorist Financing, App. A pp. 141-142
          (provenance VP: a web copy was read). That it happened is documented; window,
          quiet time and shares are our operationalisation. Two thresholds are added to
          the catalogue's: returners must have had 0.3 of what the funder paid persons
          (earlier systems that divided by what else an account does had about 400
          times fewer false alarms; by value, for a paymaster has friends and family
          too), and one day of quiet is enough where the data end sooner.
Innocent: project refunds and expense advances (the payee stays active), returned
          deposits (nearly all comes back), shops and lenders (not persons), staff who
          give to the charity that pays them (payroll funds nobody), one friend who
          repays, travellers whose treasurer collects what is left.
Blind to: leftovers carried as cash or handed over with a card, a single returner, a
          funder behind a money-transfer business, amounts that are not known, accounts
          of one principal that no relation joins, recipients whose salary still comes.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.payments_back import NEVER, Ways, payments_back
from pipeline.principal_graph import build_principal_graph
from pipeline.red_flags.flow.leftovers import (
    PAIR,
    funded_otherwise,
    measured_leftovers,
)
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

# Recipients are persons: leftovers of a business are its trade.
NOT_PERSONS = ("business", "npo", "msb", "vasp", "merchant", "loan", "cash")
# These pay and are paid by everybody, on behalf of others.
NOT_FUNDERS = ("msb", "vasp", "merchant", "loan", "cash")
# A customer's own loan or coins make him neither a lender nor an exchange.
OWN = ("loan", "vasp")
MEASURED = (
    *("returners", "recipients", "returner_share", "returned_cents", "received_cents"),
    *("returned_share", "span_days", "quiet_days", "unseen_quiet_days", "proxy_share"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int,
        msgspec.Meta(ge=0, description="catalogue W: returns this close go together"),
    ] = 10
    min_returners: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: a single one is a refund")
    ] = 2
    min_quiet_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue Q: no activity after returning")
    ] = 7
    min_seen_quiet_days: Annotated[
        int,
        msgspec.Meta(ge=0, description="where the data end sooner: one day to look at"),
    ] = 1
    max_returned_share: Annotated[
        float,
        msgspec.Meta(gt=0, description="catalogue 0.5: leftovers, not a repayment"),
    ] = 0.5
    min_returner_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="of what persons were paid, what returners were: a payer of "
            "hundreds sees some refunds",
        ),
    ] = 0.3


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    graph = build_principal_graph(*ledger.rows, ledger.principals)
    firms, persons = (
        pl.col("party_id").is_in(
            ledger.parties.filter(pl.col("kind") == kind)["party_id"].implode()
        )
        for kind in ("organisation", "person")
    )
    own = persons & pl.col("kind").is_in(OWN)
    may_return = _fit(ledger, pl.col("kind").is_in(NOT_PERSONS) | firms, own)
    may_fund = _fit(ledger, pl.col("kind").is_in(NOT_FUNDERS), own)
    ways = payments_back(graph, *ledger.times, may_fund, may_return)
    runs = _leftover_runs(ledger, ways, limits)
    if runs.is_empty():
        return found_nothing(*MEASURED)
    alerts, evidence = measured_leftovers(ledger, graph, ways, runs, may_return)
    alerts = alerts.filter(
        pl.col("returner_share") >= limits.min_returner_share
    ).with_columns(
        unseen_quiet_days=(limits.min_quiet_days - pl.col("quiet_days")).clip(0),
        strength=_strength(limits),
    )
    alerts = _one_a_window(alerts)
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.join(alerts, on="alert", how="semi"),
    )


def _fit(ledger: Ledger, unfit: pl.Expr, own: pl.Expr) -> NDArray[np.bool_]:
    """
    Of each principal, whether none of its accounts is ``unfit``.

    Accounts that are a customer's ``own`` count only where he has no others.
    """
    told = ledger.accounts.select(
        unfit=unfit.fill_null(False), own=own.fill_null(False)
    ).to_numpy()
    ptr, principal, _, names = ledger.principals
    unfit_here, own_here = np.repeat(told, np.diff(ptr), axis=0).T
    fit = np.ones(names.len(), np.bool_)
    fit[principal[unfit_here & ~own_here]] = False
    others = np.zeros(names.len(), np.bool_)
    others[principal[~own_here]] = True
    return fit & others


def _leftover_runs(ledger: Ledger, ways: Ways, limits: Thresholds) -> pl.DataFrame:
    """Leftovers after which it is quiet, where they crowd together around a funder."""
    data_end = int(ledger.times.latest.max(initial=0))
    until = pl.min_horizontal(pl.col("next").cast(pl.Int64), data_end)
    quiet = (until - pl.col("earliest")) // DAY
    seen_out = (pl.col("next") == NEVER) & (quiet >= limits.min_seen_quiet_days)
    leftovers = ways.returns.with_columns(quiet_days=quiet).filter(
        pl.col("returned") < limits.max_returned_share * pl.col("received"),
        (quiet >= limits.min_quiet_days) | seen_out,
    )
    funded = funded_otherwise(ledger, ways, leftovers.select(PAIR).unique())
    leftovers = leftovers.join(funded, on=PAIR, how="semi")
    # The holders of a joint account are one who sends: which of them is not known.
    sender = ledger.rows.sender[leftovers["row"]]
    return in_crowded_windows(
        leftovers.with_columns(
            pl.Series("who", ledger.principals.holder[sender]),
            pl.Series("time", ledger.rows.time[leftovers["row"]]),
            subject="funder",
        ),
        limits.window_days * DAY,
        limits.min_returners,
    )


def _strength(limits: Thresholds) -> pl.Expr:
    """
    Half for two returners, three quarters for three and so on; halved where none of the
    quiet was seen; half of what is missing to 1 is added where proxies got it all, for
    a refund goes back to where the money came from.
    """
    crowd = 1 - 0.5 ** (pl.col("returners") - limits.min_returners + 1)
    asked = max(limits.min_quiet_days, 1)
    seen = 0.5 + 0.5 * (pl.col("quiet_days") / asked).clip(0, 1)
    return 1 - (1 - crowd * seen) * (1 - pl.col("proxy_share") / 2)


def _one_a_window(alerts: pl.DataFrame) -> pl.DataFrame:
    """
    Of alerts on one account whose windows overlap, the one with the most returners,
    then the most evidence: principals that contain each other tell the same story.
    """
    kept: list[int] = []
    taken: dict[int, list[tuple[int, int]]] = {}
    best_first = alerts.sort(
        *("returners", "transactions", "alert"), descending=[True, True, False]
    )
    for alert in best_first.iter_rows(named=True):
        spans = taken.setdefault(alert["account"], [])
        first, last = alert["first"], alert["last"]
        if all(last < begin or first > end for begin, end in spans):
            spans.append((first, last))
            kept.append(alert["alert"])
    return alerts.filter(pl.col("alert").is_in(kept))


RED_FLAG = RedFlag(
    id="TF-FLOW-07",
    title="Residual return to funder",
    family="flow",
    stages=("use", "move"),
    source="9/11 Commission Staff Monograph on TF, App. A, pp. 141-142",
    provenance="VP",
    weight=0.5,
    graph=True,
    needs=("transactions.value_cents",),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{returners} of {recipients} recipients of one funder, who had "
        "{returner_share} of what it paid persons, sent back "
        "{returned_cents} within {span_days}: {returned_share} of the {received_cents} "
        "they had received, {proxy_share} of these payments to another account than "
        "paid them. Then they were quiet for at least {quiet_days}; "
        "{unseen_quiet_days} of the {min_quiet_days} asked for lie beyond the end of "
        "the data."
    ),
)
