"""One red flag tried on a finished run, beside its truth: for whoever writes one."""

from typing import NamedTuple

import msgspec
import polars as pl

from pipeline.evaluate.found import recall
from pipeline.evaluate.truth import join_truth
from pipeline.evaluate.wronged import alert_counts, false_alerts, judge
from pipeline.red_flags.red_flag import Ledger, RedFlag
from pipeline.red_flags.stage import as_tables
from pipeline.runs import Run


class Tried(NamedTuple):
    """What it raised, what that finds of each scheme, and whom it wrongs."""

    alerts: pl.DataFrame
    evidence: pl.DataFrame
    found: pl.DataFrame  # scheme, instances, instances_found, attempt_recall, …
    wronged: pl.DataFrame  # look_alike, instances, instances_hit, hit_share, …
    counts: pl.DataFrame  # alerts, true_alerts, on_look_alikes, per_1000_ordinary


def ledger_of(run: Run) -> Ledger:
    """What a red flag may read, from the tables of a finished run."""
    return Ledger(
        graph=run.flow_graph,
        transactions=run.scan("transactions"),
        accounts=run.table("graph_accounts"),
        parties=run.table("parties"),
        relations=run.table("relations"),
        base_currency=run.manifest["base_currency"],
        screening_lists=run.table("screening_lists"),
        screening_hits=run.table("screening_hits"),
    )


def try_red_flag(
    red_flag: RedFlag,
    run: Run,
    labels: pl.DataFrame | None = None,
    limits: msgspec.Struct | None = None,
    *,
    attempt_share: float = 0.5,
) -> Tried:
    """
    ``labels`` are those of the run's source unless given, ``limits`` the defaults.

    Raises InputError where labels do not join the run.
    """
    labels = run.table("labels") if labels is None else labels
    ledger = ledger_of(run)
    limits = limits or red_flag.thresholds()
    parts = list(
        as_tables(ledger, red_flag, limits, red_flag.detect(ledger, limits))
    ) or [{name: run.table(name).clear() for name in ("alerts", "alert_evidence")}]
    alerts, evidence = (
        pl.concat([part[name] for part in parts])
        for name in ("alerts", "alert_evidence")
    )
    accounts = ledger.accounts["account_id"]
    truth = join_truth(labels, ledger.column("transaction_id"), accounts)
    this = pl.DataFrame({"red_flag": [red_flag.id], "testable": [True]})
    judged = judge(alerts, evidence, truth)
    labelled = pl.concat([truth.accounts["subject_id"], truth.unwitting]).n_unique()
    return Tried(
        alerts=alerts,
        evidence=evidence,
        found=recall(alerts, evidence, truth, this, attempt_share),
        wronged=false_alerts(judged, truth, this),
        counts=alert_counts(judged, this, accounts.len() - labelled),
    )
