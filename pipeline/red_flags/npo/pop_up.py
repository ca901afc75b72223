"""
Pop-up charity: a new body gathers from many, and little of it meets any programme.

Why:      a cause invented for the day needs no suppliers: what is given leaves again as
          cash, to persons or into virtual assets.
Source:   FATF (2025) Comprehensive Update on Terrorist Financing Risks; FinCEN
          FIN-2023-TFHAMAS, sham charities (provenance VS, secondary accounts). Age,
          days and the share that leaves privately are the catalogue's. Programme up to
          0.15 for its 0.05: in the published case a token ninth reached the cause.
          25 givers for its 50: half of street giving or more arrives as cash in lumps,
          each counted once. Beside peers of like size and age the private share must
          pass their fence. That a crisis came before no data say; it is not asked.
          Appeal money also went into organisers' own accounts (Charity Commission 2013,
          2016; VS): a private account that strangers pay by words of charity, with cash
          in lumps within 60 days of that (half and more of all, our low end), of which
          three tenths leave within ten days as cash, abroad or into virtual assets, and
          as little reaches a charity. Numbers and shares of that shape are guesses.
Innocent: volunteers who buy relief with cash of a new appeal, which payments do not
          tell apart; drives that buy goods or pass all on to a known charity stay
          silent, as do those that still hold the money; an old body that is new to the
          bank, where no date of founding is known.
          Who collects cash for a neighbour and hands it over as cash is not told apart.
Blind to: appeals on a platform, private ones whose givers say nothing of a cause or of
          which no cash is banked, what such a person spends on himself, older shells
          put to new use, invented suppliers, charities whose age or whose payees nobody
          knows.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.red_flags.gather import gather
from pipeline.red_flags.npo.new_bodies import new_bodies
from pipeline.red_flags.npo.private_appeals import private_appeals
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = (
    *("age_days", "donors", "received_cents", "paid_cents", "private_share"),
    *("programme_share", "peers"),
)


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_age_days: Annotated[
        int, msgspec.Meta(ge=1, description="catalogue: gifts of the first half-year")
    ] = 180
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="catalogue: time left to spend them")
    ] = 90
    min_donors: Annotated[
        int, msgspec.Meta(ge=1, description="half the catalogue's: cash comes in lumps")
    ] = 25
    max_programme_share: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="a token: a ninth in a known case")
    ] = 0.15
    min_private_share: Annotated[
        float, msgspec.Meta(gt=0, le=1, description="catalogue: of what was paid out")
    ] = 0.6
    min_spent_share: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="guess: of receipts; else it waits")
    ] = 0.25
    min_appeal_givers: Annotated[
        int, msgspec.Meta(ge=2, description="private account, guess: who name a cause")
    ] = 2
    min_lumps: Annotated[
        int, msgspec.Meta(ge=1, description="private account, guess: deposits of cash")
    ] = 3
    min_lump_share: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="private account: low end, ours")
    ] = 0.5
    min_gone_share: Annotated[
        float,
        msgspec.Meta(
            gt=0, le=1, description="private account, guess: the rest is spent by card"
        ),
    ] = 0.3


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    bodies, private = new_bodies(ledger, limits), private_appeals(ledger, limits)
    told, shown = [], []
    for turn, (found, evidence) in enumerate((bodies, private)):
        number = pl.col("alert").cast(pl.Int64) * 2 + turn
        crowd = 1 - 0.5 ** (
            pl.col("donors") / (limits.min_appeal_givers if turn else limits.min_donors)
        )
        told.append(
            found.with_columns(
                number,
                peers=pl.col("peers") if "peers" in found.columns else pl.lit(0),
                strength=crowd * pl.col("private_share"),
            ).select("alert", "account", "strength", *MEASURED)
        )
        kept = evidence.join(found, on="alert", how="semi")
        shown.append(kept.select(number, "row", "part"))
    if not sum(each.height for each in told):
        return found_nothing(*MEASURED)
    return gather(
        ledger,
        pl.concat(told, how="vertical_relaxed"),
        pl.concat(shown, how="vertical_relaxed"),
    )


RED_FLAG = RedFlag(
    id="TF-NPO-05",
    title="Sham or pop-up charity",
    family="npo",
    stages=("raise",),
    source=("FATF 2025 Comprehensive Update on TF Risks; FinCEN FIN-2023-TFHAMAS"),
    provenance="VS",
    weight=0.4,
    graph=False,
    needs=(
        "accounts.kind=npo or transactions.purpose",
        "parties.dates or accounts.opened_on or transactions.purpose",
        "transactions.value_cents",
    ),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "Within {age_days} of its beginning {donors} givers paid this charity, or this "
        "private account by words of charity and in lumps of cash, {received_cents}. "
        "Of {paid_cents} (what a charity paid out, or such an account collected) "
        "{private_share} went to persons or abroad, in cash or into virtual assets and "
        "money transfer, and {programme_share} to suppliers or other bodies. "
        "Charities it was compared with: {peers}."
    ),
)
