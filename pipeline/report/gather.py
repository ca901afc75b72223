"""From the tables of a run to case files, a batch of cases at a time."""

from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any

import polars as pl

from pipeline.errors import ContractError
from pipeline.report.case_file import CaseFile
from pipeline.report.financing_stage import financing_stage
from pipeline.report.roles import ROLE_RANK
from pipeline.report.run_facts import RunFacts

Tables = Mapping[str, pl.LazyFrame]
Frames = dict[str, pl.DataFrame]
READ = (
    *("transactions", "parties", "relations", "screening_hits", "graph_accounts"),
    *("alerts", "alert_evidence", "account_scores", "cases", "case_members"),
    *("case_transactions", "key_channels", "disruption"),
)
CASE = "case_id"


def case_files(
    tables: Tables,
    *,
    base_currency: str,
    run: RunFacts,
) -> Iterator[CaseFile]:
    """
    Every case, highest priority first; ``tables`` holds at least those in ``READ``.

    Raises ContractError where a case's transactions do not add up to its total.
    """
    cases = tables["cases"].sort(["priority", CASE], descending=[True, False]).collect()
    size = run.settings.batch_transactions
    batch = [total // size for total in accumulate(cases["transactions"])]
    for part in cases.with_columns(batch=pl.Series(batch, dtype=pl.Int64)).partition_by(
        "batch", include_key=False, maintain_order=True
    ):
        frames = _collect(tables, part)
        for row in part.to_dicts():
            yield _case_file(row, frames, base_currency, run)


def _collect(tables: Tables, cases: pl.DataFrame) -> dict[str, dict[Any, pl.DataFrame]]:
    """Each per-case table, split by case id."""
    wanted = cases.lazy().select(CASE)
    alerts = cases.lazy().select(CASE, alert_id="alert_ids").explode("alert_id")
    members = _members(tables, wanted)
    of_party = members.select(CASE, "account_id", "party_id")
    plans = {
        "members": members,
        "transactions": _transactions(tables, wanted, members),
        "alerts": alerts.join(tables["alerts"], on="alert_id").sort(
            [CASE, "strength", "red_flag", "alert_id"],
            descending=[False, True, False, False],
        ),
        "evidence": alerts.join(tables["alert_evidence"], on="alert_id").sort(
            CASE, "alert_id", "transaction_id", "part"
        ),
        "relations": _relations(tables["relations"], of_party),
        "screening_hits": of_party.select(CASE, "party_id")
        .unique()
        .join(tables["screening_hits"], on="party_id")
        .sort(CASE, "party_id", "list_name", "entity", "matched_on"),
        "key_channels": wanted.join(tables["key_channels"], on=CASE).sort(CASE, "rank"),
        "disruption": wanted.join(tables["disruption"], on=CASE).sort(
            CASE, "budget", "strategy"
        ),
    }
    collected = pl.collect_all(list(plans.values()))
    return {
        name: {
            key[0]: part.drop(CASE)
            for key, part in frame.partition_by(
                CASE, as_dict=True, maintain_order=True
            ).items()
        }
        | {None: frame.drop(CASE).clear()}
        for name, frame in zip(plans, collected, strict=True)
    }


def _members(tables: Tables, wanted: pl.LazyFrame) -> pl.LazyFrame:
    """With what is known of account, owner and priority; by role, then value."""
    rank = (
        pl.col("role").cast(pl.String).replace_strict(ROLE_RANK, return_dtype=pl.Int8)
    )
    return (
        wanted.join(tables["case_members"], on=CASE)
        .join(tables["graph_accounts"], on="account_id", how="left")
        .join(
            tables["parties"].select(
                "party_id", "names", "identifiers", party_kind="kind"
            ),
            on="party_id",
            how="left",
        )
        .join(tables["account_scores"], on="account_id", how="left")
        .with_columns(
            rank=rank, moved=pl.max_horizontal("received_cents", "sent_cents")
        )
        .sort(
            [CASE, "part", "rank", "moved", "account_id"],
            descending=[False, False, False, True, False],
        )
        .drop("rank", "moved")
    )


def _transactions(
    tables: Tables, wanted: pl.LazyFrame, members: pl.LazyFrame
) -> pl.LazyFrame:
    rows = wanted.join(tables["case_transactions"], on=CASE).join(
        tables["transactions"], on="transaction_id"
    )
    for end in ("sender", "receiver"):
        rows = rows.join(
            members.select(
                CASE,
                pl.col("account_id").alias(f"{end}_account"),
                pl.col("role").alias(f"{end}_role"),
                pl.col("part").alias(f"{end}_part"),
                pl.col("party_id").alias(f"{end}_party"),
            ),
            on=[CASE, f"{end}_account"],
            how="left",
        )
    return (
        rows.sort(CASE, "booked_at", "transaction_id")
        .with_columns(
            pl.col("alert_ids").list.sort(),
            number=pl.int_range(1, pl.len() + 1).over(CASE),
            stage=financing_stage(),
        )
        .drop("sender_part", "receiver_part", "sender_party", "receiver_party")
    )


def _relations(relations: pl.LazyFrame, of_party: pl.LazyFrame) -> pl.LazyFrame:
    """Relations with a member, or a member's owner, at either end."""
    ends = pl.concat(
        [
            of_party.select(CASE, end=pl.col("account_id")),
            of_party.select(CASE, end=pl.col("party_id")),
        ]
    )
    ends = ends.drop_nulls().unique()
    return (
        pl.concat(
            [
                ends.join(relations.with_columns(end=side), on="end")
                for side in ("a", "b")
            ]
        )
        .drop("end")
        .unique()
        .sort(CASE, "a", "b", "relation", "source_file", "source_line")
    )


def _case_file(
    row: dict[str, Any],
    frames: dict[str, dict[Any, pl.DataFrame]],
    base_currency: str,
    run: RunFacts,
) -> CaseFile:
    case_id = row[CASE]
    own = {name: parts.get(case_id, parts[None]) for name, parts in frames.items()}
    values = own["transactions"]["value_cents"]
    if (values.sum(), values.null_count()) != (
        row["value_cents"],
        row["unknown_values"],
    ):
        raise ContractError(
            "the transactions of a case do not add up to its total in table cases "
            f"({values.len()} found, {row['transactions']} announced); the report "
            "would not reconcile. This is a bug in the cases stage: please report it."
        )
    return CaseFile(
        case_id=case_id,
        priority=row["priority"],
        base_currency=base_currency,
        first_at=row["first_at"],
        last_at=row["last_at"],
        value_cents=row["value_cents"],
        unknown_values=row["unknown_values"],
        stages=tuple(row["stages"] or ()),
        red_flags=tuple(row["red_flags"] or ()),
        countries=tuple(row["countries"] or ()),
        notes=tuple(row["notes"] or ()),
        members=own["members"],
        transactions=own["transactions"],
        alerts=own["alerts"],
        evidence=own["evidence"],
        relations=own["relations"],
        screening_hits=own["screening_hits"],
        key_channels=own["key_channels"],
        disruption=own["disruption"],
        run=run,
    )
