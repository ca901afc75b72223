"""Payments of the two made-up cases."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.report.hostile import HOSTILE

START = datetime(2021, 3, 1, 9, 30, tzinfo=UTC)
# account: role, core?, country
CAST = {
    **{f"DONOR-{n}": ("donor", False, "DE") for n in range(1, 7)},
    "COLL-1": ("collector", True, "DE"),
    "COLL-2": ("collector", True, "FR"),
    HOSTILE[0]: ("front", True, "FR"),
    "FAC-1": ("facilitator", True, "AE"),
    "PAYM-1": ("paymaster", True, "AE"),
    **{f"OPER-{n}": ("operative", True, "TR") for n in range(1, 6)},
    "ATM-77": ("cash-out", False, "TR"),
    "SHOP-9": ("unwitting", False, "TR"),
}
SHELLS = {
    "SHELL-1": ("pass-through", True, "CY"),
    "SHELL-2": ("pass-through", True, None),
    "SHELL-3": ("pass-through", True, "withheld"),
    HOSTILE[20]: ("pass-through", True, "LB"),
    "SHELL-5": ("cash-out", True, "LB"),
}
FRONT, LAST_SHELL = HOSTILE[0], HOSTILE[20]


def payments() -> list[dict[str, Any]]:
    """Both cases' transactions, oldest first, with their ``case`` and ``alerts``."""
    rows: list[dict[str, Any]] = []

    def pay(
        day: float,
        sender: str,
        receiver: str,
        cents: int | None,
        channel: str = "wire",
        alerts: tuple[str, ...] = (),
        **other: Any,
    ) -> None:
        countries = CAST | SHELLS
        number = len(rows)
        rows.append(
            {
                "transaction_id": f"tx-{number:03d}",
                "booked_at": START + timedelta(days=day),
                "time_precision": "second",
                "sender_account": sender,
                "receiver_account": receiver,
                "amount": None if cents is None else Decimal(cents) / 100,
                "amount_status": "unknown" if cents is None else "exact",
                "currency": "USD",
                "value_cents": cents,
                "channel": channel,
                "sender_country": countries[sender][2],
                "receiver_country": countries[receiver][2],
                "purpose": HOSTILE[number % len(HOSTILE)],
                "latitude": -33.8 if number == 3 else None,
                "longitude": 151.2 if number == 3 else None,
                "source_file": "2021/payments.csv",
                "source_line": number + 2,
                "case": "NET-1" if sender in CAST else "NET-2",
                "alerts": list(alerts),
            }
            | other
        )

    for week in range(4):
        for donor in range(1, 7):
            collector = "COLL-1" if donor < 4 else "COLL-2"
            cents = 10_000 * donor + week
            pay(7 * week + donor / 10, f"DONOR-{donor}", collector, cents, "instant")
        pay(7 * week + 2, "COLL-1", FRONT, 58_000, "wire", ("al-1",))
        pay(7 * week + 2.2, "COLL-2", FRONT, 140_000, "wire", ("al-1",))
        pay(7 * week + 3, FRONT, "FAC-1", 190_000, "money_transfer", ("al-1",))
        for oper in range(1, 6):
            pay(7 * week + 4, "FAC-1", f"OPER-{oper}", 36_000, "money_transfer")
    pay(23, "DONOR-6", "FAC-1", 500_000, "cash_deposit")
    pay(24, "FAC-1", "PAYM-1", 90_000, "wire")
    pay(25, "OPER-1", "ATM-77", 20_000, "cash_withdrawal")
    pay(25.5, "OPER-2", "SHOP-9", 4_999, "card")
    for oper in range(1, 4):
        pay(40 + oper / 10, f"OPER-{oper}", "PAYM-1", 30_000, "wire", ("al-2",))
    vague = {"time_precision": "approximate", "amount_status": "approximate"}
    pay(50, "SHELL-1", "SHELL-2", 9_000_000, alerts=("al-3",), **vague)
    pay(51, "SHELL-2", "SHELL-3", None, alerts=("al-3",), time_precision="day")
    pay(52, "SHELL-3", LAST_SHELL, 8_700_000, alerts=("al-3",), time_precision="day")
    pay(53, LAST_SHELL, "SHELL-5", 8_650_001, "virtual_asset", ("al-3",))
    pay(54, "SHELL-1", "SHELL-1", 100, "internal")
    return sorted(rows, key=lambda row: (row["booked_at"], row["transaction_id"]))
