"""The jurisdictions of a case: what moved there, and what is recorded of each."""

from collections import Counter, defaultdict
from datetime import date
from typing import NamedTuple

from pipeline.cooperation import Standing, low_capacity, standing
from pipeline.cooperation.standing import fatf_lists
from pipeline.reference.codes import WITHHELD
from pipeline.reference.reporting_limits import reporting_limits
from pipeline.report.case_file import CaseFile, Row
from pipeline.report.wording import counted, listing, money, place

CASH = ("cash_deposit", "cash_withdrawal")


class Reported(NamedTuple):
    """A duty of the jurisdiction's banks, and what of this case it would have met."""

    report: str
    kind: str
    amount: str
    provenance: str
    note: str
    since: str
    met: str


class Jurisdiction(NamedTuple):
    country: str
    name: str
    core: list[Row]  # member accounts there, most value first
    context: int
    payments: int  # with an end there
    unknown: int  # of them without a known value
    value_cents: int
    first: date
    last: date
    standing: Standing  # at the data cut-off
    lists: list[str]  # FATF lists on the days of payment
    duties: list[Reported]
    signs: list[str]  # recorded signs of little capacity


def acting_day(case: CaseFile) -> date:
    """The day the data end: statuses are told as of it. Without dates, as recorded."""
    last = case.run.last_booked or case.last_at
    return last.date() if last else date.max


def known(country: str | None) -> bool:
    return country is not None and country != WITHHELD


def jurisdictions(case: CaseFile) -> list[Jurisdiction]:
    """Every country that an end of a payment names, most value first."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for payment in case.payments:
        for country in {payment["sender_country"], payment["receiver_country"]}:
            if known(country):
                rows[country].append(payment)
    found = [_jurisdiction(case, country, own) for country, own in rows.items()]
    return sorted(found, key=lambda one: (-one.value_cents, -one.payments, one.country))


def members_in(case: CaseFile, country: str, part: str) -> list[Row]:
    """Member accounts of ``part``, core or context, most value first."""
    own = [
        row
        for row in case.member_rows
        if row["part"] == part
        and case.country_of_account.get(row["account_id"]) == country
    ]
    return sorted(
        own,
        key=lambda row: (
            -max(row["received_cents"], row["sent_cents"]),
            row["account_id"],
        ),
    )


def _jurisdiction(case: CaseFile, country: str, rows: list[Row]) -> Jurisdiction:
    about = standing(country, acting_day(case))
    days = [row["booked_at"].date() for row in rows]
    on_days = Counter(name for day in days for name in fatf_lists(country, day))
    return Jurisdiction(
        country=country,
        name=place(country),
        core=members_in(case, country, "core"),
        context=len(members_in(case, country, "context")),
        payments=len(rows),
        unknown=sum(row["value_cents"] is None for row in rows),
        value_cents=sum(row["value_cents"] or 0 for row in rows),
        first=min(days),
        last=max(days),
        standing=about,
        lists=[
            f"{name} ({counted(number, 'transaction')})"
            for name, number in sorted(on_days.items())
        ],
        duties=[
            Reported(
                *duty[1:6],
                f"since {duty.begins}" if duty.begins else "start not recorded",
                _met(rows, country, duty.report),
            )
            for duty in standing(country, max(days)).duties
        ],
        signs=low_capacity(about),
    )


def _met(rows: list[Row], country: str, report: str) -> str:
    """
    How many payments reached a limit that a program can test, in its own currency.

    Each payment is held against the limit of its day.
    """
    limits = [
        limit
        for limit in reporting_limits().to_dicts()
        if (limit["country"], limit["report"]) == (country, report)
    ]
    if not limits:
        return "not testable here"
    tested = [
        (row, limit)
        for row in rows
        for limit in limits
        if row["amount"] is not None
        and row["currency"] == limit["currency"]
        and _concerns(row, limit["kind"])
        and _in_force(limit, row["booked_at"].date())
    ]
    reached = sum(_reaches(row["amount"], limit) for row, limit in tested)
    if not tested:
        return "no payment of this kind and currency"
    return f"{reached:,} of {counted(len(tested), 'payment')} of this kind and currency"


def _concerns(row: Row, kind: str) -> bool:
    if kind == "cash":
        return row["channel"] in CASH
    ends = row["sender_country"], row["receiver_country"]
    return all(map(known, ends)) and ends[0] != ends[1]


def _in_force(limit: Row, day: date) -> bool:
    begun = limit["valid_from"] is None or limit["valid_from"] <= day
    return bool(begun and (limit["valid_to"] is None or day < limit["valid_to"]))


def _reaches(amount: object, limit: Row) -> bool:
    value = float(str(amount))
    most = float(limit["limit"])
    return value >= most if limit["inclusive"] else value > most


def unplaced(case: CaseFile) -> list[str]:
    """Payments for which no channel can be chosen, and why."""
    said = []
    for words, missing in (("not known", None), ("withheld by the supplier", WITHHELD)):
        rows = [
            row
            for row in case.payments
            if missing in (row["sender_country"], row["receiver_country"])
        ]
        if rows:
            cents = sum(row["value_cents"] or 0 for row in rows)
            numbers = listing([str(row["number"]) for row in rows], 12)
            said.append(
                f"{counted(len(rows), 'transaction')} "
                f"({money(cents, case.base_currency)}) had an end whose country is "
                f"{words}: no channel can be chosen for it. "
                f"Numbers {numbers}. Ask the supplier."
            )
    return said
