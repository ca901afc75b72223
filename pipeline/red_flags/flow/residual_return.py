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
          too), and one day of quiet is enough where the data end sooner. The catalogue
          speaks of a funder or proxy: where several recipients first pay one other
          account of the funder's country within the window, it is taken for his, joined
          by a record or not, and quiet adds strength but is not asked for, as wages and
          debits go on. What an office pays counts for whom it names.
Innocent: project refunds and expense advances (the payee stays active), returned
          deposits (nearly all comes back), shops and lenders (not persons), staff who
          give to the charity that pays them (payroll funds nobody), one friend who
          repays, travellers whose treasurer collects what is left, relatives abroad of
          whom one helps and another is helped.
Blind to: leftovers carried as cash or handed over with a card, a single returner, a
          funder behind an office that does not name him, unknown amounts, proxies in
          another country that no relation joins, recipients whose salary still comes
          and who pay the funder himself.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY, UInt32s
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.payments_back import NEVER, Ways, payments_back
from pipeline.principal_graph import build_principal_graph
from pipeline.red_flags.flow.fit_principals import fit_principals
from pipeline.red_flags.flow.leftovers import (
    PAIR,
    funded_otherwise,
    measured_leftovers,
    one_a_window,
)
from pipeline.red_flags.flow.offices import paying_accounts
from pipeline.red_flags.flow.proxies import proxies, standing_in
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("returners", "recipients", "returner_share", "returned_cents", "received_cents"),
    *("returned_share", "span_days", "quiet_days", "unseen_quiet_days", "proxy_share"),
    "guessed_proxies",
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
    paying = paying_accounts(ledger)
    guessed = proxies(ledger, paying, limits.window_days, limits.min_returners)
    principals = standing_in(ledger.principals, guessed)
    rows = ledger.rows._replace(sender=paying)
    graph = build_principal_graph(*rows, principals)
    may_fund, may_return = fit_principals(ledger, principals)
    ways = payments_back(graph, *ledger.times, may_fund, may_return)
    runs = _leftover_runs(ledger, paying, ways, guessed, limits)
    if runs.is_empty():
        return found_nothing(*MEASURED)
    alerts, evidence = measured_leftovers(
        *(ledger, paying, graph, ways, runs, may_return)
    )
    alerts = alerts.filter(
        pl.col("returner_share") >= limits.min_returner_share
    ).with_columns(
        strength=_strength(limits), guessed_proxies=_guessed(ledger, guessed)
    )
    alerts = one_a_window(alerts)
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.join(alerts, on="alert", how="semi"),
    )


def _guessed(ledger: Ledger, pairs: pl.DataFrame) -> pl.Expr:
    """Whether no record joins the alert's account to a funder of ``pairs``."""
    holder = ledger.principals.holder
    apart = pl.Series(holder[pairs["funder"]] != holder[pairs["proxy"]])
    return pl.col("account").is_in(pairs["proxy"].filter(apart).implode()).cast(int)


def _leftover_runs(
    ledger: Ledger,
    paying: UInt32s,
    ways: Ways,
    guessed: pl.DataFrame,
    limits: Thresholds,
) -> pl.DataFrame:
    """
    Leftovers that crowd together around a funder: what went to a proxy of ``guessed``
    (funder, proxy), and that after which it is quiet.
    """
    data_end = int(ledger.times.latest.max(initial=0))
    until = pl.min_horizontal(pl.col("next").cast(pl.Int64), data_end)
    quiet = (until - pl.col("earliest")) // DAY
    seen_out = (pl.col("next") == NEVER) & (quiet >= limits.min_seen_quiet_days)
    to = pl.Series(ledger.rows.receiver[ways.returns["row"]])
    mirrored = to.is_in(guessed["proxy"].implode())
    leftovers = ways.returns.with_columns(
        quiet_days=quiet.clip(0),
        unseen_quiet_days=pl.when(pl.col("next") == NEVER)
        .then(limits.min_quiet_days - quiet)
        .otherwise(0)
        .clip(0),
    ).filter(
        pl.col("returned") < limits.max_returned_share * pl.col("received"),
        (quiet >= limits.min_quiet_days) | seen_out | mirrored,
    )
    funded = funded_otherwise(ledger, paying, ways, leftovers.select(PAIR).unique())
    leftovers = leftovers.join(funded, on=PAIR, how="semi")
    # The holders of a joint account are one who sends: which of them is not known.
    sender = paying[leftovers["row"]]
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
    quiet was seen. A refund goes back to where the money came from: halved again where
    the paying account got it all, and half of what is missing to 1 is added where
    proxies did.
    """
    crowd = 1 - 0.5 ** (pl.col("returners") - limits.min_returners + 1)
    asked = max(limits.min_quiet_days, 1)
    seen = 0.5 + 0.5 * (pl.col("quiet_days") / asked).clip(0, 1)
    proxy = pl.col("proxy_share")
    return proxy + (1 - proxy) * crowd * seen / 2 - proxy * (1 - crowd * seen) / 2


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
        "paid them. Accounts taken for the funder's without a record that joins them: "
        "{guessed_proxies}. Then they were quiet for at least {quiet_days}; "
        "{unseen_quiet_days} of the {min_quiet_days} asked for lie beyond the end of "
        "the data."
    ),
)
