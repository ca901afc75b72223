"""A credit transfer → a row of raw_transactions."""

import json
import re

from lxml import etree

from pipeline.ingest.pacs008_facts import Row
from pipeline.ingest.pacs008_message import SHOWN, Fault
from pipeline.ingest.pacs008_parties import agent_id
from pipeline.ingest.pacs008_payment import Payment
from pipeline.ingest.pacs008_tree import Tree

WITH_ZONE = re.compile(r".+T.+(?:Z|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


def transaction(payment: Payment, currency: str | None) -> Row:
    """The row of raw_transactions; None where the message says nothing."""
    content, header = payment.content, payment.header
    booked_at, precision = _time(content, header)
    row: Row = {
        "transaction_id": _id(payment),
        "booked_at": booked_at,
        "time_precision": precision,
        "amount": content.text("IntrBkSttlmAmt"),
        "amount_status": "exact",
        "currency": currency,
        "channel": _channel(content, header),
        "purpose": _purpose(content),
        "on_behalf_of": payment.other_than_debtor("UltmtDbtr"),
        "conductor": payment.other_than_debtor("InitgPty"),
        "source_line": payment.line,
    }
    for end, side in (("sender", payment.debtor), ("receiver", payment.creditor)):
        row[f"{end}_account"] = side.account_id
        row[f"{end}_country"] = side.country
        row[f"{end}_named"] = "true" if side.party.text("Nm") else "false"
    return row


def flawed(element: etree._Element, flaw: tuple[str, str]) -> Row:
    """What a row that breaks a rule has on top."""
    delivered = etree.tostring(element, encoding="unicode")
    return {"ingest_error": flaw[0], "delivered": as_delivered(delivered, flaw[1])}


def unread(fault: Fault) -> Row:
    """The row that stands for a message, or its rest, that could not be read."""
    return {
        "ingest_error": fault.reason,
        "delivered": as_delivered(fault.delivered, fault.problem),
        "source_line": fault.line,
    }


def as_delivered(xml: str, problem: str) -> str:
    """JSON of how the text starts, and of what is wrong with it."""
    return json.dumps(
        {"xml": xml[:SHOWN], "problem": problem[:SHOWN]}, ensure_ascii=False
    )


def _id(payment: Payment) -> str:
    """
    UETR, else TxId within its instructing agent, else the place in its message.

    EndToEndId will not do: banks fill it with NOTPROVIDED.
    """
    content, header = payment.content, payment.header
    if uetr := content.text("PmtId/UETR"):
        return uetr
    message = header.text("MsgId") or "no message id"
    if told := content.text("PmtId/TxId"):
        agents = (agent_id(holder.first("InstgAgt")) for holder in (content, header))
        return f"{next(filter(None, agents), message)}:{told}"
    return f"{message}#{payment.number}"


def _time(content: Tree, header: Tree) -> tuple[str | None, str | None]:
    """
    When the debtor's bank accepted it, if told with a zone; else the settlement day.

    A time without zone is no instant, and the day is another element, not a guess.
    """
    accepted = content.text("AccptncDtTm")
    if accepted and WITH_ZONE.fullmatch(accepted):
        return accepted, "second"
    settled = content.text("IntrBkSttlmDt") or header.text("IntrBkSttlmDt")
    day = DAY.fullmatch(settled or "")
    return (day[1], "day") if day else (settled, None)


def _channel(content: Tree, header: Tree) -> str:
    """Wire, unless the message says instant, or that both accounts are in one bank."""
    for holder in (content, header):
        kind = holder.first("PmtTpInf")
        codes = [kind.text("LclInstrm/Cd"), kind.text("LclInstrm/Prtry")]
        codes += [level.text("Cd") for level in kind.all("SvcLvl")]
        if "INST" in codes:
            return "instant"
        if kind.text("ClrChanl") == "BOOK":
            return "internal"
    return "wire"


def _purpose(content: Tree) -> str | None:
    """Remittance information: its free words, then the references of its parts."""
    paths = ("Ustrd", "Strd/CdtrRefInf/Ref", "Strd/RfrdDocInf/Nb", "Strd/AddtlRmtInf")
    remittance = content.first("RmtInf")
    told = [part.words for path in paths for part in remittance.all(path)]
    return " ".join(part for part in told if part) or None
