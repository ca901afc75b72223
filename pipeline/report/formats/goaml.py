"""
goAML 5: a case as a report to a financial intelligence unit.

Every transaction with a known value stands as bi-party (``t_from``, ``t_to``), since a
row of the data has one account at each end; one without is counted in the reason, for
a zero would be a false amount. Nobody is given as a client (``…_my_client``): that
demands facts about clients which payment data lack. No party is marked as suspected.
Codes of the FIU's own lists come from the operator's code table.
"""

from lxml import etree

from pipeline.errors import ConfigError
from pipeline.reference.codes import VIRTUAL_ASSETS, WITHHELD
from pipeline.report.case_file import CaseFile, Row
from pipeline.report.filing_settings import GoamlSettings
from pipeline.report.formats.code_table import CodeTable, read_codes
from pipeline.report.formats.goaml_accounts import MOST_COMMENT, UNKNOWN, Accounts
from pipeline.report.formats.making import Making
from pipeline.report.formats.narrative import proposed, reason
from pipeline.report.formats.needs import need, need_codes
from pipeline.report.formats.xml_fields import Fields, written
from pipeline.report.wording import amount, cents_text, counted, decimal_text, listing

MANDATORY = (
    *("rentity_id", "submission_code", "report_code", "submission_date"),
    "local_currency",
)
NO_COMMENT = "-"  # ``transmode_comment`` must be there; we have none


def goaml_xml(case: CaseFile, making: Making) -> bytes:
    """
    The report. Raises ConfigError where the operator has yet to give facts or codes.

    Bounds of goAML are kept; what they cut is counted at the end of ``reason``.
    """
    own = making.settings.goaml
    need("report.goaml", {name: getattr(own, name) for name in MANDATORY})
    if own.local_currency != case.base_currency:
        raise ConfigError(
            f"report.goaml.local_currency is {own.local_currency}, but this run counts "
            f"in {case.base_currency}. Run again with base_currency set to it."
        )
    codes = read_codes(making.files.get("codes"))
    if not case.red_flags:
        raise ConfigError(
            "goAML demands an indicator, and this case has no red flag to map to one."
        )
    indicators = [(flag, codes.get(("indicator", flag))) for flag in case.red_flags]
    valued = [row for row in case.payments if row["value_cents"] is not None]
    need_codes(codes, _codes_needed(case, codes, valued))
    fields = Fields()
    accounts = Accounts(case, fields, codes, own)
    root = etree.Element("report")
    _head(root, fields, own, case)
    told, action = fields.add(root, "reason"), fields.add(root, "action")
    action.text = fields.fit(" ".join(proposed(making.facts)), MOST_COMMENT)
    for row in valued:
        root.append(_transaction(row, fields, accounts, codes, case.base_currency))
    if not valued:
        root.append(_activity(case, fields, accounts))
    listed = fields.add(root, "report_indicators")
    for code in dict.fromkeys(code for _, code in indicators if code):
        fields.add(listed, "indicator", code)
    told.text = _reason(case, making, fields, indicators, len(valued))
    return written(root)


def _codes_needed(
    case: CaseFile, codes: CodeTable, valued: list[Row]
) -> list[tuple[str, str]]:
    channels = {row["channel"] for row in valued}
    ends = {row[f"{end}_country"] for row in valued for end in ("sender", "receiver")}
    flags = [("indicator", flag) for flag in case.red_flags]
    return [
        *(flags if not any(flag in codes for flag in flags) else []),
        *((name, channel) for channel in channels for name in ("funds", "transmode")),
        *(("country", UNKNOWN) for country in ends if country is None),
        *(("country", WITHHELD) for country in ends if country == WITHHELD),
        *Accounts.codes_needed(case, codes),
    ]


def _head(
    root: etree._Element, fields: Fields, own: GoamlSettings, case: CaseFile
) -> None:
    add = fields.add
    add(root, "rentity_id", str(own.rentity_id))
    if own.rentity_branch:
        add(root, "rentity_branch", fields.fit(own.rentity_branch, 255))
    add(root, "submission_code", fields.fit(own.submission_code, 10))
    add(root, "report_code", fields.fit(own.report_code, 10))
    add(root, "entity_reference", case.case_id)
    add(root, "submission_date", f"{own.submission_date}T00:00:00")
    add(root, "currency_code_local", own.local_currency)
    if own.reporting_first_name and own.reporting_last_name:
        person = add(root, "reporting_person")
        add(person, "first_name", fields.fit(own.reporting_first_name, 100))
        add(person, "last_name", fields.fit(own.reporting_last_name, 100))


def _transaction(
    row: Row, fields: Fields, accounts: Accounts, codes: CodeTable, base_currency: str
) -> etree._Element:
    add, fit = fields.add, fields.fit
    root = etree.Element("transaction")
    add(root, "transactionnumber", fields.fit_id(row["transaction_id"], 100))
    add(root, "transaction_location", fit(row["branch"] or "", 255))
    add(root, "transaction_description", fit(row["purpose"] or "", MOST_COMMENT))
    add(root, "date_transaction", row["booked_at"].strftime("%Y-%m-%dT%H:%M:%S"))
    add(root, "transmode_code", codes["transmode", row["channel"]])
    add(root, "transmode_comment", NO_COMMENT)
    add(root, "amount_local", cents_text(row["value_cents"]))
    for side, end in (("from", "sender"), ("to", "receiver")):
        party = add(root, f"t_{side}")
        add(party, f"{side}_funds_code", codes["funds", row["channel"]])
        if _foreign(row, base_currency):
            foreign = add(party, f"{side}_foreign_currency")
            add(foreign, "foreign_currency_code", row["currency"])
            add(foreign, "foreign_amount", decimal_text(row["amount"]))
        party.append(accounts.element(row[f"{end}_account"], f"{side}_account"))
        country = row[f"{end}_country"] or UNKNOWN
        add(party, f"{side}_country", codes.get(("country", country), country))
    add(root, "comments", fit(_comments(row), MOST_COMMENT))
    return root


def _foreign(row: Row, base_currency: str) -> bool:
    known = row["amount"] is not None and row["currency"] not in VIRTUAL_ASSETS
    return known and row["currency"] != base_currency


def _comments(row: Row) -> str:
    delivered = amount(row["amount"], row["amount_status"], row["currency"])
    told = [f"As delivered: {delivered}; time UTC, precision {row['time_precision']}."]
    told += [
        f"{words} {row[name]}."
        for name, words in (("conductor", "Ordered by"), ("on_behalf_of", "Behalf of"))
        if row[name]
    ]
    return " ".join(told)


def _activity(case: CaseFile, fields: Fields, accounts: Accounts) -> etree._Element:
    """Where no transaction has a known value: the accounts alone."""
    root = etree.Element("activity")
    parties = fields.add(root, "report_parties")
    for row in case.member_rows:
        party = fields.add(parties, "report_party")
        party.append(accounts.element(row["account_id"], "account"))
        told = f"Alleged {row['role']}: {row['reason']}"
        fields.add(party, "reason", fields.fit(told, MOST_COMMENT))
    return root


def _reason(
    case: CaseFile,
    making: Making,
    fields: Fields,
    indicators: list[tuple[str, str | None]],
    valued: int,
) -> str:
    """The narrative, with what this file lacks at its end, whatever its length."""
    lacks = []
    if left_out := len(case.payments) - valued:
        lacks.append(f"{counted(left_out, 'transaction')} of unknown amount not here.")
    if unmapped := [flag for flag, code in indicators if not code]:
        lacks.append(f"No indicator of the FIU's for {listing(unmapped, 12)}.")
    told = " ".join(reason(case, making.facts))
    room = MOST_COMMENT - 1_000  # for what follows
    shown = fields.fit(told, room)
    if fields.changed:
        lacks.append(f"Changed to fit: {fields.changes()}.")
    return fields.fit(" ".join([shown, *lacks]), MOST_COMMENT)
