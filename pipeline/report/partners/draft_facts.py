"""What a draft request says of a case: no more than its reader needs."""

from typing import NamedTuple

from pipeline.reference.codes import country_name
from pipeline.report.case_file import CaseFile, Row
from pipeline.report.hostile_text import brief
from pipeline.report.partners.draft_words import blank
from pipeline.report.partners.jurisdictions import Jurisdiction, known, members_in
from pipeline.report.red_flag_text import red_flag_text
from pipeline.report.wording import (
    amount,
    channel,
    counted,
    listing,
    moment,
    money,
    period,
    place,
)

FLAGS_NAMED = 6


class Account(NamedTuple):
    account_id: str
    institution: str
    role: str  # inferred
    received_cents: int  # in the case
    sent_cents: int
    when: str


class Payment(NamedTuple):
    """A payment that the jurisdiction asked can find by day, amount and account."""

    number: int  # in transactions.csv
    when: str
    amount: str
    channel: str
    way: str  # in or out of the account asked about
    account: str
    other: str  # a core account; a context account is not named


def ties(case: CaseFile, row: Row, ids: set[str], peers: set[str] | None) -> bool:
    """
    One end is asked about, the other is among ``peers`` (None: anybody); and it is
    evidence, or joins two core accounts.
    """
    ends = row["sender_account"], row["receiver_account"]
    if ends[0] == ends[1] or not ids.intersection(ends):
        return False
    if peers is not None and not peers.issuperset(ends):
        return False
    return row["part"] == "evidence" or all(_core(case, end) for end in ends)


def _core(case: CaseFile, account: str) -> bool:
    return case.member_by_account.get(account, {}).get("part") == "core"


def facts_of(
    case: CaseFile, to: Jurisdiction, core: list[Row], rows: list[Row]
) -> list[str]:
    ids = {row["account_id"] for row in core}
    into = [row for row in rows if row["receiver_account"] in ids]
    out = [row for row in rows if row["sender_account"] in ids]
    name = country_name(to.country)
    said = [
        f"Seen in payment data: in payments that are evidence or join core accounts, "
        f"{counted(len(core), 'account')} recorded in {name} received "
        f"{_sum(case, into)} and sent {_sum(case, out)}, {period_of(rows)}.",
    ]
    abroad = sorted(
        {
            country
            for row in rows
            for country in (row["sender_country"], row["receiver_country"])
            if known(country) and country != to.country
        }
    )
    if abroad:
        said.append(f"Other ends were in {listing([place(one) for one in abroad], 6)}.")
    alerts = case.alerts.to_dicts()
    flags = sorted({row["red_flag"] for row in alerts if row["account_id"] in ids})
    titles = [f"{red_flag_text(flag).title} ({flag})" for flag in flags]
    if titles:
        said.append(
            "Inferred: these accounts raised the published indicators "
            f"{listing(titles, FLAGS_NAMED)}. The roles beside them are inferred."
        )
    else:
        said.append(
            "Inferred: no alert speaks about these accounts themselves; they carried "
            "payments that are evidence elsewhere. The roles beside them are inferred."
        )
    said += [
        "Totals beside an account are those of the whole case, payments from and to "
        "context accounts among them.",
        "Told by a partner: nothing in this draft.",
    ]
    context = len(members_in(case, to.country, "context"))
    if context:
        said.append(
            f"{counted(context, 'context account')} in {name} "
            f"{'is' if context == 1 else 'are'} not listed and nothing is asked about "
            f"{'it' if context == 1 else 'them'}."
        )
    return said


def _sum(case: CaseFile, rows: list[Row]) -> str:
    cents = sum(row["value_cents"] or 0 for row in rows)
    unknown = sum(row["value_cents"] is None for row in rows)
    more = f", {unknown} of them of unknown amount" if unknown else ""
    return (
        f"{money(cents, case.base_currency)} "
        f"({counted(len(rows), 'transaction')}{more})"
    )


def period_of(rows: list[Row]) -> str:
    if not rows:
        return blank("period; no payment in the case bounds it")
    return period(rows[0]["booked_at"], rows[-1]["booked_at"])


def account_of(case: CaseFile, row: Row) -> Account:
    own = [one["booked_at"] for one in case.payments_of.get(row["account_id"], ())]
    return Account(
        account_id=row["account_id"],
        institution=row["institution"] or blank("institution"),
        role=row["role"],
        received_cents=row["received_cents"],
        sent_cents=row["sent_cents"],
        when=period(own[0], own[-1]) if own else "–",
    )


def payment_of(case: CaseFile, row: Row, ids: set[str]) -> Payment:
    out = row["sender_account"] in ids
    account, other = (
        (row["sender_account"], row["receiver_account"])
        if out
        else (row["receiver_account"], row["sender_account"])
    )
    country = place(row["receiver_country" if out else "sender_country"])
    named = brief(other) if _core(case, other) else "not named"
    return Payment(
        number=row["number"],
        when=moment(row["booked_at"], row["time_precision"]),
        amount=amount(row["amount"], row["amount_status"], row["currency"]),
        channel=channel(row["channel"]),
        way="out" if out else "in",
        account=brief(account),
        other=f"{named}, {country}",
    )
