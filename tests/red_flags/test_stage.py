from datetime import UTC, datetime

import polars as pl
import pytest

from pipeline.errors import ContractError
from pipeline.flow_graph import DAY
from pipeline.red_flags import RED_FLAGS, Settings, raise_alerts, read_settings
from pipeline.red_flags.red_flag import Found, Ledger
from pipeline.red_flags.stage import as_tables
from pipeline.schemas import TABLES
from tests.red_flags.documented import documented_case
from tests.red_flags.ledgers import ledger

PLOT = [
    *[("f", "r", 0, 900_000), ("f", "s", DAY, 700_000)],
    *[("r", "f", 300 * DAY, 50_000), ("s", "f", 302 * DAY, 40_000)],
    ("x", "y", 330 * DAY),
]


def raised(made: Ledger, settings=None) -> dict[str, pl.DataFrame]:
    """All parts of the stage, joined as the runner joins them."""
    parts = list(
        raise_alerts(
            graph=made.graph,
            transactions=made.transactions,
            graph_accounts=made.accounts.lazy(),
            parties=made.parties.lazy(),
            relations=made.relations.lazy(),
            screening_lists=made.screening_lists.lazy(),
            screening_hits=made.screening_hits.lazy(),
            conflict_areas=made.conflict_areas.lazy(),
            lexicon=made.lexicon.lazy(),
            base_currency=made.base_currency,
            settings=settings or Settings(),
        )
    )
    return {
        name: pl.concat(part[name] for part in parts if name in part)
        for name in ("alerts", "alert_evidence", "red_flag_status")
    }


def test_tables_keep_their_contracts():
    for made in (ledger([]), ledger(PLOT), documented_case("case_911_plot")):
        for name, table in raised(made).items():
            TABLES[name].validate(table)


def test_alert_tells_ids_window_values_and_sentence():
    tables = raised(ledger(PLOT))
    (alert,) = tables["alerts"].filter(red_flag="TF-FLOW-07").to_dicts()
    assert alert["account_id"] == "f"
    assert alert["members"] == ["f", "r", "s"]
    assert alert["window_start"] == datetime(2000, 1, 1, tzinfo=UTC)
    values = {each["name"]: each for each in alert["measured"]}
    assert values["returners"]["threshold"] == 2  # min_returners
    assert values["returned_share"]["threshold"] == 0.5  # max_returned_share
    assert values["span_days"]["threshold"] is None
    assert alert["sentence"].startswith(
        "2 of 2 recipients of one funder, who had 100 % of what it paid persons, "
        "sent back USD 900"
    )
    shown = tables["alert_evidence"].filter(alert_id=alert["alert_id"])
    assert shown.select("transaction_id", "part").rows() == [
        *[("t00000", "funding"), ("t00001", "funding")],
        *[("t00002", "return"), ("t00003", "return")],
    ]


def test_status_tells_testable_silent_and_off_apart():
    settings = read_settings({"off": ["TF-FLOW-07"]})
    rows = raised(ledger(PLOT), settings)["red_flag_status"].to_dicts()
    status = {row["red_flag"]: row for row in rows}
    assert list(status) == list(RED_FLAGS)
    assert status["TF-FLOW-07"]["reason"] == "off in the settings"
    assert status["TF-NPO-01"]["reason"] == "needs accounts.kind=npo"
    assert not status["TF-NPO-01"]["testable"]
    after = raised(ledger(PLOT))["red_flag_status"].filter(red_flag="TF-FLOW-07")
    assert after.select("testable", "alerts").rows() == [(True, 1)]


def test_settings_reach_the_red_flag():
    tight = read_settings({"TF-FLOW-07": {"window_days": 1}})
    assert "TF-FLOW-07" not in raised(ledger(PLOT), tight)["alerts"]["red_flag"]


def test_alert_keeps_its_id_whatever_else_the_data_hold():
    (alone,) = raised(ledger(PLOT))["alerts"].filter(red_flag="TF-FLOW-07")["alert_id"]
    more = [*PLOT, *[("u", "v", day * DAY, 7) for day in range(-3, 40)]]
    accounts = {name: {} for name in "zyxvu"}
    others = raised(ledger(more, accounts=accounts))["alerts"]
    assert others.filter(red_flag="TF-FLOW-07")["alert_id"].to_list() == [alone]
    changed = [(*PLOT[0][:2], 5, 900_000), *PLOT[1:]]
    assert alone not in raised(ledger(changed))["alerts"]["alert_id"]


def test_order_of_relations_and_parties_changes_nothing():
    made = documented_case("case_911_plot")
    turned = Ledger(
        graph=made.graph,
        transactions=made.transactions,
        accounts=made.accounts,
        parties=made.parties.reverse(),
        relations=made.relations.reverse(),
        base_currency="USD",
    )
    first, second = raised(made), raised(turned)
    assert all(first[name].equals(second[name]) for name in first)


def test_unknown_measure_is_left_out_and_said_in_words():
    made = ledger([(0, 1, 0)])
    row = {"account": [0], "start": [0], "end": [0], "strength": [0.5], "rows": [[0]]}
    table = pl.DataFrame(
        row | {"parts": [["in"]], "members": [[1, 0]], "returners": [None]}
    )
    red_flag = RED_FLAGS["TF-FLOW-07"]
    limits = red_flag.thresholds()
    values = dict.fromkeys(
        [
            *("recipients", "returned_cents", "span_days", "returned_share"),
            *("received_cents", "proxy_share", "quiet_days", "unseen_quiet_days"),
            *("returner_share", "guessed_proxies"),
        ],
        pl.lit(0.0),
    )
    found = Found(table.with_columns(**values))
    (part,) = as_tables(made, red_flag, limits, found)
    (alert,) = part["alerts"].to_dicts()
    assert "returners" not in {each["name"] for each in alert["measured"]}
    assert alert["sentence"].startswith("unknown of 0 recipients")
    twice = Found(pl.concat([found.alerts, found.alerts]))
    with pytest.raises(ContractError, match="the same alert twice"):
        list(as_tables(made, red_flag, limits, twice))
