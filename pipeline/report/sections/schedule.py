"""The transactions of a case as the words every table of them shows."""

from typing import NamedTuple

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.hostile_text import brief
from pipeline.report.wording import (
    amount,
    cents_or_unknown,
    channel,
    corridor,
    moment,
)

PURPOSE, ID = 90, 40  # characters shown


class Line(NamedTuple):
    """One transaction; templates unpack it, which is far quicker than asking names."""

    number: int
    when: str
    sender: str
    receiver: str
    amount: str
    value: str
    channel: str
    corridor: str
    stage: str
    flags: str
    purpose: str
    transaction_id: str
    source: str


def schedule(case: CaseFile) -> list[Line]:
    """Oldest first, ids and text cut where long."""
    return [_line(case, payment) for payment in case.payments]


def _line(case: CaseFile, payment: Row) -> Line:
    return Line(
        number=payment["number"],
        when=moment(payment["booked_at"], payment["time_precision"]),
        sender=brief(payment["sender_account"]),
        receiver=brief(payment["receiver_account"]),
        amount=amount(payment["amount"], payment["amount_status"], payment["currency"]),
        value=cents_or_unknown(payment["value_cents"]),
        channel=channel(payment["channel"]),
        corridor=corridor(payment["sender_country"], payment["receiver_country"]),
        stage=payment["stage"],
        flags=", ".join(case.flags_of(payment)) or "context",
        purpose=brief(payment["purpose"] or "", PURPOSE),
        transaction_id=brief(payment["transaction_id"], ID),
        source=f"{brief(payment['source_file'])}:{payment['source_line']}",
    )
