"""Cases from a short ledger and short alerts; each table is checked by its contract."""

import polars as pl

from pipeline.cases import Settings, build_cases
from pipeline.schemas import TABLES, conform
from pipeline.score import Settings as ScoreSettings
from pipeline.score import score
from tests.red_flags.ledgers import ids

CASE_TABLES = (
    "cases",
    "case_members",
    "case_transactions",
    "key_channels",
    "disruption",
    "freeze_replay",
    "capacity",
    "counterfactuals",
    "hypotheses",
)


def alerts_of(made, found_by):
    """Tables alerts and alert_evidence of ``{red flag id: Found}``."""
    names = made.accounts["account_id"]
    alerts, shown = [], []
    for red_flag, found in found_by.items():
        for number, alert in enumerate(found.alerts.iter_rows(named=True)):
            alert_id = f"{red_flag}:{number:03}"
            about = names[alert["account"]]
            members = sorted(names.gather(alert["members"]).to_list())
            alerts.append((alert_id, red_flag, about, members, alert["strength"]))
            shown += [(alert_id, t) for t in ids(made, alert["rows"])]
    return told(alerts), evidence(shown)


def told(alerts):
    """Table alerts of (id, red flag, account, members, strength)."""
    columns = ("alert_id", "red_flag", "account_id", "members", "strength")
    return conform("alerts", rows("alerts", alerts, columns)).with_columns(
        pl.lit("said").alias("sentence"), pl.lit([]).cast(measured()).alias("measured")
    )


def evidence(shown):
    """Table alert_evidence of (alert id, transaction id)."""
    table = rows("alert_evidence", shown, ("alert_id", "transaction_id"))
    return conform("alert_evidence", table).with_columns(part=pl.lit("moves"))


def measured():
    return TABLES["alerts"].create_empty().schema["measured"]


def rows(table, tuples, columns):
    types = TABLES[table].create_empty().schema
    schema = {column: types[column] for column in columns}
    return pl.DataFrame(tuples, schema, orient="row")


def scored(made, alerts, shown):
    """Table account_scores, from the score stage."""
    parts = score(
        alerts=alerts.lazy(),
        alert_evidence=shown.lazy(),
        transactions=made.transactions,
        graph_accounts=made.accounts.lazy(),
        graph=made.graph,
        settings=ScoreSettings(),
    )
    return pl.concat([p["account_scores"] for p in parts if "account_scores" in p])


def built(made, alerts, shown, limits=None, scores=None):
    """All tables of the stage; ``scores`` are those of the score stage unless given."""
    scores = scored(made, alerts, shown) if scores is None else scores
    (part,) = build_cases(
        graph=made.graph,
        transactions=made.transactions,
        graph_accounts=made.accounts.lazy(),
        parties=made.parties.lazy(),
        relations=made.relations.lazy(),
        alerts=alerts.lazy(),
        alert_evidence=shown.lazy(),
        account_scores=scores.lazy(),
        settings=limits or Settings(),
    )
    return {name: TABLES[name].validate(table) for name, table in part.items()}
