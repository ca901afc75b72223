"""Replay, capacity, counterfactuals and hypotheses of the made-up case NET-1."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipeline.schemas import HYPOTHESES
from tests.report.hostile import HOSTILE


def disruption_findings() -> dict[str, list[dict[str, Any]]]:
    replay = [
        {
            "case_id": "NET-1",
            "moment": moment,
            "freeze_on": date(2021, 3, 8) + timedelta(days=8 * number),
            "alert_id": "al-1" if moment == "first_alert" else None,
            "budget": 2,
            "frozen": ["FAC-1", HOSTILE[0]],
            "seen_before": number,
            "flow_cents": 900_000,
            "passed_before_cents": 200_000 * number,
            "stopped_cents": 600_000 - 200_000 * number,
            "held_cents": 1_234,
            "stopped_transactions": 30 - number,
            "last_outflow_at": datetime(2021, 4, 10, 16, 42, tzinfo=UTC),
            "lead_days": 33 - 8 * number,
        }
        for number, moment in enumerate(("first_alert", "quarter", "half"))
    ]
    capacity = [
        {
            "case_id": "NET-1",
            "week_start": date(2021, 3, 1) + timedelta(weeks=week),
            "budget": 2,
            "before_cents": 180_000,
            "after_cents": 180_000 if week == 0 else 20_000 * week,
        }
        for week in range(4)
    ]
    counterfactuals = [
        {
            "case_id": "NET-1",
            "red_flag": flag,
            "alerts": 1,
            "removed": [alert] if alert == "al-2" else [],
            "stands_without": alert != "al-2",
            "proven": True,
        }
        for flag, alert in (("TF-NPO-01", "al-1"), ("TF-FLOW-07", "al-2"))
    ]
    hypotheses = [
        {
            "case_id": "NET-1",
            "hypothesis": hypothesis,
            "test": test,
            "verdict": verdict,
            "value": None if verdict == "untold" else 0.5,
            "fact": f"Half of it <b>{verdict}</b> {HOSTILE[9]}",
        }
        for hypothesis in HYPOTHESES[:3]
        for test, verdict in (
            ("steady_amounts", "for"),
            ("long_ties", "against"),
            ("purpose_words", "untold"),
        )
    ]
    return {
        "freeze_replay": replay,
        "capacity": capacity,
        "counterfactuals": counterfactuals,
        "hypotheses": hypotheses,
    }
