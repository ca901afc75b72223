"""The stage: every red flag on one ledger; alerts, evidence, and what was tested."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
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
ALERTS_AT_ONCE = 20_000  # some 2 kB each while they are put into words


def raise_alerts(
    *,
    graph: FlowGraph,
    transactions: pl.LazyFrame,
    graph_accounts: pl.LazyFrame,
    parties: pl.LazyFrame,
    relations: pl.LazyFrame,
    screening_lists: pl.LazyFrame,
    screening_hits: pl.LazyFrame,
    conflict_areas: pl.LazyFrame,
    lexicon: pl.LazyFrame,
    base_currency: str,
    settings: Any,
) -> Iterator[Part]:
    """
    Alerts and alert_evidence by red flag, then red_flag_status of all.

    Sorted by account and window within a red flag. One that the data cannot show or
    that is off has a reason in red_flag_status, which is not the same as silence.
    """
    ledger = Ledger(
        graph=graph,
        transactions=transactions,
        accounts=graph_accounts.collect(),
        parties=parties.collect(),
        relations=relations.collect(),
        base_currency=base_currency,
        screening_lists=screening_lists.collect(),
        screening_hits=screening_hits.collect(),
        conflict_areas=conflict_areas.collect(),
        lexicon=lexicon.collect(),
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
            alerts, cut = found.alerts.height, found.cut
            yield from as_tables(ledger, red_flag, limits, found)
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
) -> Iterator[Part]:
    """
    ``found`` as the contract has it: ids for numbers, values beside thresholds.

    A part has at most ALERTS_AT_ONCE alerts. Raises ContractError if two are the same.
    """
    account_ids = ledger.accounts["account_id"]
    ordered = found.alerts.with_columns(
        account_ids.gather(found.alerts["account"]).alias("account_id")
    ).sort("account_id", "start", "end", maintain_order=True)
    seen: set[str] = set()
    for some in ordered.iter_slices(ALERTS_AT_ONCE):
        part = _part(ledger, red_flag, msgspec.structs.asdict(limits), some)
        seen.update(part["alerts"]["alert_id"])
        yield part
    if len(seen) < ordered.height:
        raise ContractError(f"{red_flag.id} raised the same alert twice")


def _part(
    ledger: Ledger,
    red_flag: RedFlag,
    thresholds: Mapping[str, Any],
    found: pl.DataFrame,
) -> Part:
    columns = found.drop("rows", "members")
    names = [name for name in columns.columns if name not in (*FOUND, "account_id")]
    asked = {name: _asked(name, thresholds) for name in names}
    transactions = _named(found["rows"], ledger.transaction_ids)
    members = _named(found["members"], ledger.accounts["account_id"].gather)
    alerts: list[dict[str, Any]] = []
    evidence: dict[str, list[str]] = {"alert_id": [], "transaction_id": [], "part": []}
    for row, ids, accounts in zip(
        columns.iter_rows(named=True), transactions, members, strict=True
    ):
        account, start, end = row["account_id"], row["start"], row["end"]
        alert_id = _alert_id(red_flag.id, account, start, end, ids)
        values = {name: row[name] for name in names}
        alerts.append(
            {
                "alert_id": alert_id,
                "red_flag": red_flag.id,
                "account_id": account,
                "members": sorted(accounts),
                "window_start": _moment(start),
                "window_end": _moment(end),
                "measured": [
                    {"name": name, "value": value, "threshold": asked[name]}
                    for name, value in values.items()
                    if value is not None
                ],
                "strength": row["strength"],
                "sentence": sentence(
                    red_flag.explanation, {**thresholds, **values}, ledger.base_currency
                ),
            }
        )
        evidence["alert_id"] += [alert_id] * len(ids)
        evidence["transaction_id"] += ids
        evidence["part"] += row["parts"]
    return {
        "alerts": pl.DataFrame(alerts, _schema("alerts")),
        "alert_evidence": pl.DataFrame(evidence, _schema("alert_evidence")),
    }


def _named(
    numbers: pl.Series, names: Callable[[pl.Series], pl.Series]
) -> Iterator[list[str]]:
    """Each list of ``numbers`` as the ``names`` they stand for."""
    flat = names(numbers.explode().drop_nulls()).to_list()
    past = 0
    for length in numbers.list.len():
        past += length
        yield flat[past - length : past]


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


def _schema(table: str) -> dict[str, Any]:
    return dict(conform(table, pl.DataFrame()).schema)
