"""
Identity variants: one person on the books twice, under other names or other papers.

Why:      a second identity opens a second account that no limit and no list connects
          with the first.
Source:   FFIEC BSA/AML Examination Manual, App. F, customers who use variations of
          their name or number (provenance VP). The catalogue's likeness of 0.92 stands.
          Changed, since two banks that spell a customer differently are no sign: one
          paper under two names counts only where the names have no word in common
          (marriage and transliteration leave one); one name and birth date with two
          papers only at one institution and of one type of paper. Added: two parties
          that both match one listed entity while it was listed.
Innocent: papers typed wrongly, twins with like names, renewed passports on a second
          customer record, namesakes of a listed person, clerks' shared test entries.
Blind to: identities that share neither paper nor name and date, parties without papers
          or dates, a false paper used once.
"""

from typing import Annotated

import msgspec
import polars as pl

from pipeline.principals import controllers
from pipeline.red_flags.dealings import dealings
from pipeline.red_flags.gather import gather
from pipeline.red_flags.information.same_person import (
    PAIR,
    one_listed,
    one_paper,
    two_papers,
)
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing

MEASURED = ("parties", "accounts", "one_paper", "two_papers", "one_listed", "payments")
# How telling: a paper under two names is plain, namesakes of a listed person are many.
STRENGTH = {"one_paper": 0.8, "two_papers": 0.6, "one_listed": 0.5}


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_similarity: Annotated[
        float,
        msgspec.Meta(ge=0.8, le=1, description="catalogue: of two names"),
    ] = 0.92
    max_sharers: Annotated[
        int,
        msgspec.Meta(
            ge=2,
            description="parties with one paper: more is a placeholder such as 0000, "
            "not a person",
        ),
    ] = 4


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    pairs = pl.concat(
        [
            one_paper(ledger, limits.max_sharers).with_columns(why=pl.lit("one_paper")),
            two_papers(ledger, limits.max_sharers, limits.min_similarity).with_columns(
                why=pl.lit("two_papers")
            ),
            one_listed(ledger, limits.max_sharers).with_columns(
                why=pl.lit("one_listed")
            ),
        ]
    ).unique()
    if pairs.is_empty():
        return found_nothing(*MEASURED)
    held = controllers(ledger.accounts, ledger.relations_in_force)
    held = held.filter(~pl.col("delegate")).select("account", "party").unique()
    both = _clusters(pairs)
    accounts = both.select("alert", "party").unique().join(held, on="party")
    # One account that several of them hold is known to be theirs together.
    several = pl.col("account").n_unique().over("alert") > 1
    accounts = accounts.filter(several)
    alerts = (
        accounts.group_by("alert")
        .agg(
            account=pl.col("account").min(),
            accounts=pl.col("account").n_unique(),
            parties=pl.col("party").n_unique(),
        )
        .filter(pl.col("parties") > 1)
        .join(
            both.group_by("alert").agg(
                *(
                    (pl.col("why") == why).any().cast(pl.Float64).alias(why)
                    for why in STRENGTH
                )
            ),
            on="alert",
        )
        .with_columns(
            strength=pl.max_horizontal(pl.col(w) * s for w, s in STRENGTH.items())
        )
    )
    evidence = dealings(ledger, accounts.select("alert", "account").unique())
    evidence = evidence.unique(["alert", "row"], keep="first", maintain_order=True)
    counts = evidence.group_by("alert").agg(payments=pl.len())
    alerts = alerts.join(counts, on="alert")
    return gather(
        ledger,
        alerts.select("alert", "account", "strength", *MEASURED),
        evidence.join(alerts, on="alert", how="semi"),
    )


def _clusters(pairs: pl.DataFrame) -> pl.DataFrame:
    """alert, party, why: parties joined by pairs, numbered by their smallest."""
    import networkx as nx  # noqa: PLC0415 # few pairs, and only where there are some

    graph = nx.Graph(pairs.select(PAIR).rows())
    number = {
        party: place
        for place, group in enumerate(
            sorted(map(sorted, nx.connected_components(graph)))
        )
        for party in group
    }
    ends = pl.concat([pairs.select("why", party=end) for end in PAIR]).unique()
    return ends.with_columns(
        alert=pl.col("party").replace_strict(number, return_dtype=pl.Int64)
    )


RED_FLAG = RedFlag(
    id="TF-INFO-04",
    title="Alias / identifier variants",
    family="information",
    stages=("move",),
    source="FFIEC BSA/AML Manual App. F",
    provenance="VP",
    weight=0.3,
    graph=True,
    needs=("parties.names", "parties.identifiers or screening_lists.list_name"),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{parties} parties with {accounts} accounts may be one person: one paper under "
        "names without a common word ({one_paper}), one name and birth date with two "
        "papers at one bank ({two_papers}), or one listed entity that all resemble "
        "({one_listed}); 1 is yes. Payments on these accounts: {payments}."
    ),
)
