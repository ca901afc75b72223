"""
Low-value collection: small sums of several people meet in one account and go abroad.

Why:      each sum is too small to be asked about and each giver too ordinary to be
          looked at; only the account where they meet shows what becomes of them.
Source:   FFIEC BSA/AML Manual, App. F, Efforts to Avoid Reporting (deposits under USD
          3,000 to a master account and out of the country; provenance VP). The 3,000 is
          the manual's; here it is 300,000 cents of the run's base currency at the day's
          rate: set it where the base currency is not of that order. Two shapes. Swept:
          cash into several accounts, swept into one within the catalogue's window;
          number of accounts and share abroad are the catalogue's; added: at least half
          of a sweep must be such cash of the days before, and sweeps must take half of
          it, for a donor parts with little of what he banks. Given: about one transfer
          abroad a month of what four to forty people gave (US v. Jama, US v. Ali, US v.
          Moalin, as collected by press, VS); there the sums are followed for a month,
          first in first out, and givers are persons without a recorded tie who are
          never paid back; shares and number of transfers are guesses, set by how few
          ordinary people reach them. Shops, offices, lenders and exchanges neither
          collect nor are swept into; a place of concern is left to the corridor's own
          red flag.
Innocent: payment facilitators, savings circles, treasury sweeps of shops and branches,
          relatives who pool wages for home, whoever is paid by private customers and
          keeps a household abroad: on payments alone the last two look the same.
Blind to: cash banked where channels are not recorded, collectors who carry cash to the
          master, export in cash, organisers who mix it with sums of others many times
          as large, countries withheld or not given, unknown amounts.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.collected_gifts import collections
from pipeline.red_flags.gather import gather
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag
from pipeline.red_flags.structuring.swept import swept_abroad

MEASURED = (
    *("collectors", "deposits", "cash_cents", "swept_cents", "abroad_cents"),
    *("abroad_share", "span_days"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    window_days: Annotated[
        int,
        msgspec.Meta(
            ge=1, description="catalogue W: cash to sweep, all sweeps, sweep to export"
        ),
    ] = 14
    max_deposit_cents: Annotated[
        int, msgspec.Meta(ge=1, description="FFIEC: less than USD 3,000")
    ] = 300_000
    min_collectors: Annotated[
        int, msgspec.Meta(ge=2, description="catalogue k: accounts swept into one")
    ] = 3
    min_cash_share: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="of a sweep: mostly small cash")
    ] = 0.5
    min_forwarded_share: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="of the cash: a gift takes little")
    ] = 0.5
    min_abroad_share: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="catalogue: of all the master got")
    ] = 0.7
    min_givers: Annotated[
        int, msgspec.Meta(ge=2, description="given: four members in the smallest case")
    ] = 4
    min_exports: Annotated[
        int, msgspec.Meta(ge=1, description="given: guess; published rings sent 12-26")
    ] = 4
    min_given_days: Annotated[
        int, msgspec.Meta(ge=0, description="given: guess; published rings last months")
    ] = 60
    min_fed_share: Annotated[
        float,
        msgspec.Meta(ge=0, le=1, description="given: of what went abroad, as FLOW-01"),
    ] = 0.8
    min_given_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="given: guess, of what was given: private presents and debts "
            "come by the same way",
        ),
    ] = 0.4


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    alerts, evidence = swept_abroad(ledger, limits)
    given, rows = _given(ledger, limits)
    # What the quick shape tells already is not told again.
    given = given.join(alerts, on="account", how="anti")
    rows = rows.join(given, on="alert", how="semi")
    wanted = ["alert", "account", "strength", *MEASURED]
    number = pl.col("alert").cast(pl.Int64)
    return gather(
        ledger,
        pl.concat(
            [
                alerts.select(wanted).with_columns(number * 2),
                given.select(wanted).with_columns(number * 2 + 1),
            ],
            how="vertical_relaxed",
        ),
        pl.concat(
            [evidence.with_columns(number * 2), rows.with_columns(number * 2 + 1)],
            how="vertical_relaxed",
        ),
    )


def _given(ledger: Ledger, limits: Thresholds) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Alerts on who sends abroad what he is given; their rows: alert, row, part."""
    made = collections(ledger, limits.max_deposit_cents)
    found = made.found.with_columns(
        span_days=(pl.col("last") - pl.col("first")) / DAY
    ).filter(
        pl.col("givers") >= limits.min_givers,
        pl.col("exports") >= limits.min_exports,
        pl.col("span_days") >= limits.min_given_days,
        pl.col("fed_share") >= limits.min_fed_share * SLACK,
        pl.col("forwarded_share") >= limits.min_given_share * SLACK,
    )
    alerts = found.with_columns(
        alert="subject",
        collectors="givers",
        abroad_share="forwarded_share",
        strength=(1 - 1 / pl.col("givers"))
        * (pl.col("fed_share") * pl.col("forwarded_share")).sqrt(),
    )
    return alerts, made.rows.rename({"subject": "alert"})


RED_FLAG = RedFlag(
    id="TF-STRUCT-03",
    title="Low-value collection, then export from a master account",
    family="structuring",
    stages=("raise", "move"),
    source="FFIEC BSA/AML Manual App. F, Efforts to Avoid Reporting",
    provenance="VP",
    weight=0.4,
    graph=True,
    needs=(
        "transactions.value_cents",
        "transactions.receiver_country or accounts.country",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation="{collectors} accounts passed small sums, {swept_cents} together, to "
    "this one ({deposits} deposits of cash among or behind them, {cash_cents}; each "
    "below {max_deposit_cents}), and {abroad_cents} left for abroad within "
    "{span_days}: {abroad_share} of what came so.",
)
