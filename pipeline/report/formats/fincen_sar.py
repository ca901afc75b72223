"""
FinCEN SAR, XML 2.0: a case as a batch of one initial report.

The filing institution transmits for itself. Subjects are the owners of core accounts.
The activity is classed as type 7, subtype "other": none of the named subtypes, which
say more than a lead may. The code table can add classes (``classification``, red flag,
"type/subtype"). Amounts are whole dollars, rounded up as FinCEN asks.
"""

from lxml import etree

from pipeline.errors import ConfigError
from pipeline.report.case_file import CaseFile
from pipeline.report.formats.code_table import read_codes
from pipeline.report.formats.fincen_parties import (
    MOST_SUBJECTS,
    NAMESPACE,
    YES,
    Parties,
    subjects,
)
from pipeline.report.formats.making import Making
from pipeline.report.formats.narrative import reason
from pipeline.report.formats.needs import need
from pipeline.report.formats.xml_fields import Fields, written
from pipeline.report.wording import counted

BLOCK, LONGEST = 4_000, 17_000  # characters of a narrative block and of all
ALLEGED = ("7", "7999")
ALLEGED_TEXT = "Alleged network of accounts; see narrative"


def fincen_sar_xml(case: CaseFile, making: Making) -> bytes:
    """Raises ConfigError where facts are missing, or the run does not count in USD."""
    own = making.settings.fincen
    need("report.fincen", {n: getattr(own, n) for n in own.__struct_fields__})
    if case.base_currency != "USD":
        raise ConfigError(
            f"A FinCEN SAR counts in US dollars, and this run in {case.base_currency}. "
            'Run again with base_currency = "USD".'
        )
    if case.first_at is None or case.last_at is None:
        raise ConfigError("A FinCEN SAR demands dates, and this case has none.")
    parties = Parties(Fields(NAMESPACE), own)
    fields = parties.fields
    root = etree.Element(f"{{{NAMESPACE}}}EFilingBatchXML", nsmap={"fc2": NAMESPACE})
    fields.add(root, "FormTypeCode", "SARX")
    activity = parties.add(root, "Activity")
    fields.add(activity, "FilingDateText", own.filing_date.replace("-", ""))
    association = parties.add(activity, "ActivityAssociation")
    fields.add(association, "InitialReportIndicator", YES)
    parties.filers(activity)
    found = subjects(case)
    for subject in found[:MOST_SUBJECTS]:
        parties.subject(activity, subject)
    days = case.first_at.strftime("%Y%m%d"), case.last_at.strftime("%Y%m%d")
    dollars = _activity(parties, activity, case, days, _classes(case, making))
    lacks = ["A name stands whole as last name: the data do not split it."]
    if (left_out := len(found) - MOST_SUBJECTS) > 0:
        lacks.append(f"{counted(left_out, 'subject')} not here.")
    _narrative(parties, activity, reason(case, making.facts), lacks)
    counts = {
        "TotalAmount": dollars,
        "PartyCount": min(len(found), MOST_SUBJECTS),
        "ActivityCount": 1,
        "ActivityAttachmentCount": 0,
        "AttachmentCount": 0,
    }
    for name, number in counts.items():
        root.set(name, str(number))
    return written(root)


def _classes(case: CaseFile, making: Making) -> list[tuple[str, str]]:
    """Types and subtypes, each subtype once: ours, then the operator's."""
    codes = read_codes(making.files.get("codes"))
    found = {ALLEGED[1]: ALLEGED[0]}
    for flag in case.red_flags:
        code = codes.get(("classification", flag))
        if code is not None:
            kind, _, subtype = code.partition("/")
            found.setdefault(subtype, kind)
    return [(kind, subtype) for subtype, kind in found.items()]


def _activity(
    parties: Parties,
    parent: etree._Element,
    case: CaseFile,
    days: tuple[str, str],
    classes: list[tuple[str, str]],
) -> int:
    """Adds ``SuspiciousActivity``; returns its dollars."""
    add = parties.fields.add
    activity = parties.add(parent, "SuspiciousActivity")
    dollars = -(-case.value_cents // 100)
    known = case.unknown_values < len(case.payments)
    if not known:
        add(activity, "AmountUnknownIndicator", YES)
    for name, day in zip(("From", "To"), days, strict=True):
        add(activity, f"SuspiciousActivity{name}DateText", day)
    if known:
        add(activity, "TotalSuspiciousAmountText", str(dollars))
    for kind, subtype in classes:
        one = parties.add(activity, "SuspiciousActivityClassification")
        if subtype == ALLEGED[1]:
            add(one, "OtherSuspiciousActivityTypeText", ALLEGED_TEXT)
        add(one, "SuspiciousActivitySubtypeID", subtype)
        add(one, "SuspiciousActivityTypeID", kind)
    return dollars


def _narrative(
    parties: Parties, activity: etree._Element, told: list[str], lacks: list[str]
) -> None:
    """In blocks of 4,000 characters, with what was changed to fit at the end."""
    fields = parties.fields
    shown = fields.fit(" ".join(told), LONGEST - 1_000)
    if fields.changed:
        lacks = [*lacks, f"Changed to fit: {fields.changes()}."]
    text = fields.fit(" ".join([shown, *lacks]), LONGEST)
    for at, start in enumerate(range(0, len(text), BLOCK), 1):
        block = parties.add(activity, "ActivityNarrativeInformation")
        fields.add(block, "ActivityNarrativeSequenceNumber", str(at))
        fields.add(block, "ActivityNarrativeText", text[start : start + BLOCK])
