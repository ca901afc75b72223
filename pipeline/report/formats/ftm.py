"""
FollowTheMoney: a case as entities a line, which OpenAleph imports.

Schemata and properties are those of FollowTheMoney's model. The case is a Project that
payments belong to and owners take part in. A payment must have two legal entities at
its ends, so an account of unknown holder gets one that says so. No topic is set: the
model's topics say that somebody is something.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha1
from typing import Any

from pipeline.reference.codes import WITHHELD
from pipeline.report.case_file import CaseFile, Row
from pipeline.report.case_json import NOTICE
from pipeline.report.formats.exchange_text import exchanged
from pipeline.report.formats.making import Making
from pipeline.report.formats.narrative import reason
from pipeline.report.formats.stix_frame import accounts_of
from pipeline.report.wording import cents_text, decimal_text, spoken

SCHEMATA = {"person": "Person", "organisation": "Organization"}
CURRENCY_PROPERTY = {"USD": "amountUsd", "EUR": "amountEur"}
PROPERTY_OF_IDENTIFIER = {"passport": "passportNumber"}  # of a Person
STATUS = "alleged; lead for review"
TO_THE_DAY = ("day", "approximate")
Entity = dict[str, Any]


def ftm_json(case: CaseFile, making: Making) -> bytes:
    """One entity a line, in ASCII; the same case gives the same bytes."""
    lines = [json.dumps(one, allow_nan=False) for one in _entities(case, making)]
    return ("\n".join(lines) + "\n").encode()


def made_id(*of: str) -> str:
    """The same for the same account, owner or payment in every case."""
    return sha1(json.dumps(["tfnet", *of]).encode(), usedforsecurity=False).hexdigest()


def entity(schema: str, identifier: str, **properties: Iterable[str | None]) -> Entity:
    """Without what is not known; each value once, in order."""
    known = {
        name: list(dict.fromkeys(value for value in values if value))
        for name, values in properties.items()
    }
    return {
        "id": identifier,
        "schema": schema,
        "properties": {name: values for name, values in known.items() if values},
    }


def _entities(case: CaseFile, making: Making) -> Iterator[Entity]:
    project = made_id("case", case.case_id)
    yield entity(
        "Project",
        project,
        name=[f"Case {case.case_id}: alleged network, lead for review"],
        projectId=[case.case_id],
        status=[case.status],
        summary=[NOTICE],
        description=["\n\n".join(reason(case, making.facts))],
        startDate=[_date(case.first_at)],
        endDate=[_date(case.last_at)],
        country=[code.lower() for code in case.countries if code != WITHHELD],
        amount=[cents_text(case.value_cents)],
        currency=[case.base_currency],
        publisher=["tfnet"],
    )
    holders = {account: _holder_id(case, account) for account in accounts_of(case)}
    yield from _holders(case, holders, project)
    for account, holder in holders.items():
        yield _account(case, account)
        yield entity(
            "Ownership",
            made_id("holds", holder, account),
            owner=[holder],
            asset=[made_id("account", account)],
            role=["holder as the source has it"],
        )
    for row in case.payments:
        yield _payment(case, row, holders, project)
    for row in case.alerts.to_dicts():
        if row["account_id"] in holders:
            yield entity(
                "Note",
                made_id("alert", case.case_id, row["alert_id"]),
                name=[f"Red flag {row['red_flag']}, alleged"],
                description=[exchanged(row["sentence"])],
                entity=[made_id("account", row["account_id"])],
            )


def _holder_id(case: CaseFile, account_id: str) -> str:
    party_id = (case.member_by_account.get(account_id) or {}).get("party_id")
    return made_id("party", party_id) if party_id else made_id("holder of", account_id)


def _holders(case: CaseFile, holders: dict[str, str], project: str) -> Iterator[Entity]:
    """Each owner once, known or not; those of members take part in the project."""
    seen = set()
    for account, holder in holders.items():
        row = case.member_by_account.get(account)
        if holder not in seen:
            seen.add(holder)
            yield _owner(row, holder, account)
        if row:
            yield entity(
                "ProjectParticipant",
                made_id("member", project, holder, account),
                project=[project],
                participant=[holder],
                role=[f"alleged {row['role']} ({row['part']})"],
                status=[STATUS],
                summary=[exchanged(row["reason"])],
            )


def _owner(row: Row | None, holder: str, account: str) -> Entity:
    if not row or not row["party_id"]:
        name = f"Holder not known, account {exchanged(account, 64)}"
        return entity("LegalEntity", holder, name=[name])
    schema = SCHEMATA.get(row["party_kind"] or "", "LegalEntity")
    names = [exchanged(name) for name in row["names"] or []] or [
        f"Name not known, party {exchanged(row['party_id'], 64)}"
    ]
    numbers: dict[str, list[str | None]] = {}
    for one in row["identifiers"] or []:
        place = PROPERTY_OF_IDENTIFIER.get(one["type"]) if schema == "Person" else None
        numbers.setdefault(place or "idNumber", []).append(exchanged(one["value"]))
    return entity(schema, holder, name=names[:1], alias=names[1:], **numbers)


def _account(case: CaseFile, account_id: str) -> Entity:
    row = case.member_by_account.get(account_id) or {}
    country = row.get("country")
    kind = row.get("kind")
    return entity(
        "BankAccount",
        made_id("account", account_id),
        name=[exchanged(account_id)],
        accountNumber=[exchanged(account_id)],
        bankName=[exchanged(row["institution"]) if row.get("institution") else None],
        accountType=[spoken(kind) if kind else None],
        country=[country.lower() if country and country != WITHHELD else None],
        openingDate=[_day(row.get("opened_on"))],
        closingDate=[_day(row.get("closed_on"))],
    )


def _payment(case: CaseFile, row: Row, holders: dict[str, str], project: str) -> Entity:
    amount, cents = row["amount"], row["value_cents"]
    sender, receiver = row["sender_account"], row["receiver_account"]
    in_base = CURRENCY_PROPERTY.get(case.base_currency)
    value = cents_text(cents) if cents is not None else None
    more: dict[str, list[str | None]] = {in_base: [value]} if in_base else {}
    at = row["booked_at"]
    precise = row["time_precision"] not in TO_THE_DAY
    return entity(
        "Payment",
        made_id("payment", row["transaction_id"]),
        payer=[holders[sender]],
        payerAccount=[made_id("account", sender)],
        beneficiary=[holders[receiver]],
        beneficiaryAccount=[made_id("account", receiver)],
        transactionNumber=[exchanged(row["transaction_id"])],
        sequenceNumber=[str(row["number"])],
        date=[f"{at:%Y-%m-%dT%H:%M:%S}" if precise else _date(at)],
        amount=[decimal_text(amount) if amount is not None else None],
        currency=[row["currency"] if amount is not None else None],
        purpose=[exchanged(row["purpose"]) if row["purpose"] else None],
        summary=[
            f"{spoken(row['channel'])}; amount {row['amount_status']}; "
            f"time precision {row['time_precision']}"
        ],
        project=[project],
        **more,
    )


def _date(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%d") if at else None


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
