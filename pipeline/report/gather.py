"""From the tables of a run to case files, a batch of cases at a time."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import polars as pl

from pipeline.errors import ContractError
from pipeline.report.case_file import CaseFile
from pipeline.report.gather_tables import (
    CASE,
    Tables,
    members_of,
    relations_of,
    transactions_of,
)
from pipeline.report.run_facts import RunFacts
from pipeline.review.standing import dismissed

READ = (
    *("transactions", "parties", "relations", "screening_hits", "graph_accounts"),
    *("alerts", "alert_evidence", "account_scores", "cases", "case_members"),
    *("freeze_replay", "capacity", "counterfactuals", "hypotheses"),
    *("case_transactions", "key_channels", "disruption", "case_dispositions"),
)


def case_files(
    tables: Tables,
    *,
    base_currency: str,
    run: RunFacts,
) -> Iterator[CaseFile]:
    """
    Every case, highest priority first, those that a reviewer dismissed last.

    ``tables`` holds at least those in ``READ``.

    Raises ContractError where a case's transactions do not add up to its total, or a
    case lacks its row in ``case_dispositions``.
    """
    judged = tables["case_dispositions"].select(
        CASE,
        dismissed=dismissed(),
        disposition=pl.struct(pl.all().exclude(CASE)),
    )
    cases = (
        tables["cases"]
        .join(judged, on=CASE, how="left")
        .sort(["dismissed", "priority", CASE], descending=[False, True, False])
        .collect()
    )
    if unjudged := cases["dismissed"].null_count():
        raise ContractError(
            f"{unjudged} of {cases.height} cases have no row in case_dispositions. "
            "This is a bug in the review stage: please report it."
        )
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
    members = members_of(tables, wanted)
    of_party = members.select(CASE, "account_id", "party_id")
    plans = {
        "members": members,
        "transactions": transactions_of(tables, wanted, members),
        "alerts": alerts.join(tables["alerts"], on="alert_id").sort(
            [CASE, "strength", "red_flag", "alert_id"],
            descending=[False, True, False, False],
        ),
        "evidence": alerts.join(tables["alert_evidence"], on="alert_id").sort(
            CASE, "alert_id", "transaction_id", "part"
        ),
        "relations": relations_of(tables["relations"], of_party),
        "screening_hits": of_party.select(CASE, "party_id")
        .unique()
        .join(tables["screening_hits"], on="party_id")
        .sort(CASE, "party_id", "list_name", "entity", "matched_on"),
        "key_channels": wanted.join(tables["key_channels"], on=CASE).sort(CASE, "rank"),
        "disruption": wanted.join(tables["disruption"], on=CASE).sort(
            CASE, "kind", "budget", "strategy"
        ),
        "freeze_replay": wanted.join(tables["freeze_replay"], on=CASE).sort(
            CASE, "budget", "freeze_on", "moment"
        ),
        "capacity": wanted.join(tables["capacity"], on=CASE).sort(CASE, "week_start"),
        "counterfactuals": wanted.join(tables["counterfactuals"], on=CASE).sort(
            CASE, "red_flag"
        ),
        "hypotheses": wanted.join(tables["hypotheses"], on=CASE).sort(
            CASE, "hypothesis", "verdict", "test"
        ),
    }
    collected = pl.collect_all(list(plans.values()))
    return {
        name: {
            key[0]: part
            for key, part in frame.partition_by(
                CASE, as_dict=True, maintain_order=True, include_key=False
            ).items()
        }
        | {None: frame.drop(CASE).clear()}
        for name, frame in zip(plans, collected, strict=True)
    }


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
        set_by=row["set_by"],
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
        freeze_replay=own["freeze_replay"],
        capacity=own["capacity"],
        counterfactuals=own["counterfactuals"],
        hypotheses=own["hypotheses"],
        disposition=row["disposition"],
        run=run,
    )
