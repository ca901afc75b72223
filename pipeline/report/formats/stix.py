"""
STIX 2.1: a case as a bundle around a grouping, for threat-intelligence platforms.

Owners are identities, accounts and payments observables of our extension. What the
case says of them stands in notes: no object says that somebody did something.
"""

import json

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.formats.exchange_text import exchanged
from pipeline.report.formats.making import Making
from pipeline.report.formats.narrative import reason
from pipeline.report.formats.stix_frame import Frame, accounts_of
from pipeline.report.formats.stix_objects import (
    ACCOUNT,
    PAYMENT,
    SYSTEM,
    Object,
    made_id,
    marking,
    observable,
    observable_id,
    producers,
    timestamp,
)
from pipeline.report.wording import cents_text, decimal_text


def stix_json(case: CaseFile, making: Making) -> bytes:
    """Strict JSON in ASCII; the same case gives the same bytes."""
    mark = marking(making.settings.handling)
    frame = Frame(case, mark["id"])
    owners = {row["party_id"]: row for row in case.member_rows if row["party_id"]}
    found = [
        *(frame.identity(party_id, row) for party_id, row in owners.items()),
        *(_account(case, account) for account in accounts_of(case)),
        *(_payment(case, row) for row in case.payments),
    ]
    observed = frame.observed()
    notes = [*frame.role_notes(), *frame.flag_notes(making.facts)]
    holders = [frame.holder(row) for row in case.member_rows if row["party_id"]]
    content = [*found, *holders, *observed, *notes]
    group = frame.grouping([one["id"] for one in content] or [SYSTEM])
    told = "\n\n".join(reason(case, making.facts))
    whole = frame.note("summary", f"Case {case.case_id}", told, [group["id"]])
    for one in found:
        one.setdefault("object_marking_refs", [mark["id"]])
    bundle = {
        "type": "bundle",
        "id": made_id("bundle", case.case_id),
        "objects": [mark, *producers(), *content, group, whole],
    }
    return (json.dumps(bundle, indent=1, allow_nan=False) + "\n").encode()


def _account(case: CaseFile, account_id: str) -> Object:
    row = case.member_by_account.get(account_id) or {}
    institution = row.get("institution")
    opened, closed = row.get("opened_on"), row.get("closed_on")
    return observable(
        ACCOUNT,
        account_id,
        institution=exchanged(institution) if institution else None,
        kind=row.get("kind"),
        country=row.get("country"),
        opened=opened.isoformat() if opened else None,
        closed=closed.isoformat() if closed else None,
    )


def _payment(case: CaseFile, row: Row) -> Object:
    cents, amount = row["value_cents"], row["amount"]
    return observable(
        PAYMENT,
        row["transaction_id"],
        sent_at=timestamp(row["booked_at"]),
        time_precision=row["time_precision"],
        from_ref=observable_id(ACCOUNT, row["sender_account"]),
        to_ref=observable_id(ACCOUNT, row["receiver_account"]),
        amount=decimal_text(amount) if amount is not None else None,
        amount_status=row["amount_status"],
        currency=row["currency"] if amount is not None else None,
        value=cents_text(cents) if cents is not None else None,
        value_currency=case.base_currency if cents is not None else None,
        channel=row["channel"],
        from_country=row["sender_country"],
        to_country=row["receiver_country"],
        purpose=exchanged(row["purpose"]) if row["purpose"] else None,
    )
