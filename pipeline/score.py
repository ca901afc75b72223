"""
Alerts weighed into a priority for every account and transaction, with its reasons.

The rule, in full:
- An alert weighs its red flag's weight in the catalogue, in tenths, times its strength.
  It credits its own account with all of that, its other members with
  ``member_credit`` of it, its evidence transactions with ``transaction_credit``.
- Flow carries it a little way (``pipeline.carry``): to those whom credited accounts
  deal with, ``carry_decay`` times the share of their dealings for each of at most
  ``carry_hops`` steps, and to payments between two accounts that an alert credits.
  Accounts that serve everybody (``hub_kinds``, more than ``hub_counterparties``
  others) carry nothing.
- Alerts of one red flag on the same account or transaction do not add up: the
  strongest counts, of equals the first by id. So it is for all of a capped family.
- Priority is 100 × (1 − Π(1 − weight)) over what is left: a noisy-or. A red flag that
  speaks to several financing stages divides its evidence, −ln(1 − weight), equally
  among them; so the stages' own noisy-ors multiply up to the same figure.
- Each alert and stage owns the share of the priority that its evidence is of the whole,
  rounded down to a grain; the grains left over go to the largest. The points of a
  priority therefore add up to it exactly, in any order.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

import msgspec
import polars as pl

from pipeline.carry import between, carried
from pipeline.errors import ContractError
from pipeline.flow_graph import FlowGraph
from pipeline.motifs.counterparties import counterparties, serve_everybody
from pipeline.priority import points_of, strongest, weigh
from pipeline.schemas import conform

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    member_credit: Annotated[
        Share,
        msgspec.Meta(
            description="Share of an alert's weight that its other members get. Half: "
            "they took part, but the alert speaks about another account."
        ),
    ] = 0.5
    transaction_credit: Annotated[
        Share,
        msgspec.Meta(
            description="Share of an alert's weight that each evidence transaction "
            "gets. All of it: the alert consists of them."
        ),
    ] = 1.0
    carry_decay: Annotated[
        Share,
        msgspec.Meta(
            description="Of an account's credit that goes on to one it deals with, "
            "times the share of their dealings. 0.3 to 0.5 were alike on made-up "
            "worlds of two seeds, 0.8 worse; 0 carries nothing."
        ),
    ] = 0.4
    carry_hops: Annotated[
        int,
        msgspec.Meta(
            ge=1, le=4, description="Steps it goes. A third adds next to nothing."
        ),
    ] = 2
    between_credit: Annotated[
        Share,
        msgspec.Meta(
            description="Of what both ends of a payment have of one alert. A third: "
            "a payment among those it names, but not its evidence."
        ),
    ] = 0.3
    hub_counterparties: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="An account that dealt with more others is a hub. As in cases.",
        ),
    ] = 100
    hub_kinds: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Kinds of account that are hubs: all use them."),
    ] = ("msb", "vasp", "merchant", "loan", "cash", "external")
    batch_rows: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="Rows written at a time. Half a million keeps memory small "
            "and costs no speed.",
        ),
    ] = 500_000


def score(
    alerts: pl.LazyFrame,
    alert_evidence: pl.LazyFrame,
    transactions: pl.LazyFrame,
    graph_accounts: pl.LazyFrame,
    graph: FlowGraph,
    settings: Settings,
) -> Iterator[Mapping[str, pl.DataFrame]]:
    """
    ``account_scores`` in the order of the accounts, ``transaction_scores`` likewise.

    Every account and transaction has a row; 0 and no contributions where nothing
    speaks against it. Contributions come largest first, ties by alert and stage.
    Raises ContractError where alerts name accounts or transactions that do not exist.
    """
    weighed = weigh(
        alerts.select("alert_id", "red_flag", "account_id", "members", "strength")
        .collect()
        .sort("alert_id")
    )
    credited = weighed.select("alert_id", "red_flag", "family", "stages", "weight")
    member = weighed.select("alert_id", "account_id", subject="members").explode(
        "subject", empty_as_null=False, keep_nulls=False
    )
    others = member.filter(pl.col("subject") != pl.col("account_id"))
    accounts = pl.concat(
        [
            weighed.select("alert_id", subject="account_id", credit=1.0),
            others.select("alert_id", "subject", credit=settings.member_credit),
        ]
    )
    ids = graph_accounts.select("account_id", "kind").collect()
    received, sent = graph
    dealt = counterparties(received.ptr, received.other, sent.ptr, sent.other)
    hub = serve_everybody(
        dealt, ids["kind"], settings.hub_kinds, settings.hub_counterparties
    )
    number = ids.select(subject="account_id").with_row_index("account")
    named = accounts.join(number, on="subject")
    if named.height < accounts.height:
        raise ContractError(
            f"alerts credit {accounts.height - named.height} times accounts that are "
            "not in the table of accounts."
        )
    reached = carried(named, graph, hub, settings.carry_decay, settings.carry_hops)
    claims = reached.with_columns(subject=ids["account_id"].gather(reached["account"]))
    claims = claims.select("alert_id", "subject", "credit")
    yield from _scored("account", claims, credited, graph_accounts, settings)
    rows = alert_evidence.select("alert_id", subject="transaction_id").unique()
    evidenced = rows.with_columns(credit=settings.transaction_credit).collect()
    among = between(named, graph, hub, settings.between_credit)
    among = _with_ids(among, transactions).select("alert_id", "subject", "credit")
    claims = pl.concat([evidenced, among])
    yield from _scored("transaction", claims, credited, transactions, settings)


def _with_ids(rows: pl.DataFrame, transactions: pl.LazyFrame) -> pl.DataFrame:
    """``rows`` of the graph with the transaction id of each as ``subject``."""
    wanted = rows.select("row").unique().lazy()
    ids = (
        transactions.select(subject="transaction_id")
        .with_row_index("row")
        .join(wanted, on="row", how="semi")
        .collect()
    )
    return rows.join(ids, on="row")


def _scored(
    kind: str,
    claims: pl.DataFrame,
    credited: pl.DataFrame,
    subjects: pl.LazyFrame,
    settings: Settings,
) -> Iterator[Mapping[str, pl.DataFrame]]:
    table, key = f"{kind}_scores", f"{kind}_id"
    counted = strongest(
        claims.join(credited, on="alert_id").with_columns(
            weight=pl.col("weight") * pl.col("credit")
        ),
        "subject",
    )
    points = points_of(counted).rename({"subject": key})
    matched = 0
    for batch in _batches(subjects.select(key), settings.batch_rows):
        rows = batch.join(points, on=key, how="left", maintain_order="left")
        matched += rows.height - rows["priority"].null_count()
        filled = rows.with_columns(
            pl.col("priority").fill_null(0.0), pl.col("contributions").fill_null([])
        )
        yield {table: conform(table, filled)}
    if matched != points.height:
        raise ContractError(
            f"alerts credit {points.height} {kind}s, but {points.height - matched} of "
            f"them are not in the table of {kind}s."
        )


def _batches(rows: pl.LazyFrame, size: int) -> Iterator[pl.DataFrame]:
    """``rows`` in order, ``size`` at a time; of an empty table one empty batch."""
    offset = 0
    while (batch := rows.slice(offset, size).collect()).height or offset == 0:
        yield batch
        offset += size
