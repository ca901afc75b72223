"""The stage: every red flag on one ledger; alerts, evidence, and what was tested."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import polars as pl

from pipeline.errors import ContractError
from pipeline.flow_graph import FlowGraph, as_datetime
from pipeline.red_flags.red_flag import FOUND, Found, Ledger, RedFlag
from pipeline.red_flags.registry import RED_FLAGS
from pipeline.red_flags.sentences import sentence
from pipeline.red_flags.settings import thresholds_of
from pipeline.schemas import conform

Part = Mapping[str, pl.DataFrame]


def raise_alerts(
    *,
    graph: FlowGraph,
    transactions: pl.LazyFrame,
    graph_accounts: pl.LazyFrame,
    parties: pl.LazyFrame,
    relations: pl.LazyFrame,
    screening_hits: pl.LazyFrame,
    base_currency: str,
    settings: Any,
) -> Iterator[Part]:
    """
    Alerts and alert_evidence of one red flag a part, then red_flag_status of all.

    Sorted by account, window and id within a red flag. One that the data cannot show
    or that is off has a reason in red_flag_status, which is not the same as silence.
    """
    ledger = Ledger(
        graph=graph,
        transactions=transactions,
        accounts=graph_accounts.collect(),
        parties=parties.collect(),
        relations=relations.collect(),
        base_currency=base_currency,
        screening_hits=screening_hits.collect(),
    )
    status: list[dict[str, Any]] = []
    for red_flag in RED_FLAGS.values():
        reason = (
            "off in the settings"
            if red_flag.id in settings.off
            else red_flag.untestable(ledger)
        )
        alerts, cut = 0, 0
        if reason is None:
            limits = thresholds_of(settings, red_flag)
            found = red_flag.detect(ledger, limits)
            part = as_tables(ledger, red_flag, limits, found)
            alerts, cut = part["alerts"].height, found.cut
            yield part
        status.append(
            {
                "red_flag": red_flag.id,
                "testable": reason is None,
                "reason": reason,
                "alerts": alerts,
                "cut": cut,
            }
        )
    nothing = pl.DataFrame({"alert_id": []}, schema={"alert_id": pl.String})
    yield {
        "alerts": conform("alerts", nothing),
        "alert_evidence": conform("alert_evidence", nothing),
        "red_flag_status": conform("red_flag_status", pl.DataFrame(status)),
    }


def as_tables(
    ledger: Ledger, red_flag: RedFlag, limits: msgspec.Struct, found: Found
) -> Part:
    """``found`` as the contract has it: ids for numbers, values beside thresholds."""
    transaction_ids = ledger.column("transaction_id")
    account_ids = ledger.accounts["account_id"]
    names = [name for name in found.alerts.columns if name not in FOUND]
    thresholds = msgspec.structs.asdict(limits)
    alerts: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for row in found.alerts.iter_rows(named=True):
        ids = transaction_ids.gather(row["rows"]).to_list()
        account = account_ids[row["account"]]
        alert_id = _alert_id(red_flag.id, account, row["start"], row["end"], ids)
        values = {name: row[name] for name in names}
        alerts.append(
            {
                "alert_id": alert_id,
                "red_flag": red_flag.id,
                "account_id": account,
                "members": sorted(account_ids.gather(row["members"]).to_list()),
                "window_start": _moment(row["start"]),
                "window_end": _moment(row["end"]),
                "measured": [
                    {
                        "name": name,
                        "value": value,
                        "threshold": _asked(name, thresholds),
                    }
                    for name, value in values.items()
                    if value is not None
                ],
                "strength": row["strength"],
                "sentence": sentence(
                    red_flag.explanation, thresholds | values, ledger.base_currency
                ),
            }
        )
        evidence += (
            {"alert_id": alert_id, "transaction_id": each, "part": part}
            for each, part in zip(ids, row["parts"], strict=True)
        )
    if len({alert["alert_id"] for alert in alerts}) < len(alerts):
        raise ContractError(f"{red_flag.id} raised the same alert twice")
    return {
        "alerts": _frame("alerts", alerts).sort(
            "account_id", "window_start", "alert_id"
        ),
        "alert_evidence": _frame("alert_evidence", evidence),
    }


def _alert_id(
    red_flag: str, account: str, start: int | None, end: int | None, ids: list[str]
) -> str:
    """The same finding has the same id in every run, whatever else was found."""
    told = json.dumps([red_flag, account, start, end, sorted(ids)])
    return f"{red_flag}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _moment(seconds: int | None) -> Any:
    return None if seconds is None else as_datetime(seconds)


def _asked(name: str, thresholds: Mapping[str, Any]) -> float | None:
    """The threshold that ``name`` was held against."""
    for asked in (f"min_{name}", f"max_{name}", name):
        if asked in thresholds:
            return float(thresholds[asked])
    return None


def _frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema: dict[str, Any] = dict(conform(table, pl.DataFrame()).schema)
    return pl.DataFrame(rows, schema)
