"""What no credit transfer may lack or repeat, whether or not an XSD is at hand."""

from lxml import etree

from pipeline.ingest.pacs008_facts import Row
from pipeline.ingest.pacs008_message import Transfer
from pipeline.ingest.pacs008_payment import Payment
from pipeline.ingest.pacs008_tree import NOTHING

VERSIONS = ("08", "10")
MANDATORY = (
    *("IntrBkSttlmAmt", "ChrgBr"),
    *("Dbtr", "DbtrAgt/FinInstnId", "CdtrAgt/FinInstnId", "Cdtr"),
)
ONCE = (
    *("PmtId", "IntrBkSttlmAmt", "IntrBkSttlmDt", "AccptncDtTm", "RmtInf"),
    *("UltmtDbtr", "InitgPty", "Dbtr", "DbtrAcct", "DbtrAgt"),
    *("CdtrAgt", "Cdtr", "CdtrAcct", "UltmtCdtr"),
)


def flaw(transfer: Transfer, payment: Payment, row: Row) -> tuple[str, str] | None:
    """Reason code and words for the first rule that the transfer breaks."""
    content, header = payment.content, payment.header
    if transfer.version not in VERSIONS:
        read = " and ".join(f"pacs.008.001.{version}" for version in VERSIONS)
        return "unsupported_version", f"version {transfer.version}; {read} are read"
    namespace = etree.QName(transfer.element).namespace
    if not (namespace or "").endswith(f"pacs.008.001.{transfer.version}"):
        return "wrong_namespace", "CdtTrfTxInf is not in its message's namespace"
    for name in ONCE:
        if (times := len(content.parts.get(name, ()))) > 1:
            return "repeated_element", f"{name} stands {times} times"
    missing = [path for path in MANDATORY if content.first(path) is NOTHING]
    needed = {
        "PmtId/EndToEndId": content.text("PmtId/EndToEndId"),
        "GrpHdr/MsgId": header.text("MsgId"),
        "IntrBkSttlmAmt/@Ccy": row["currency"],
        "IntrBkSttlmDt": row["booked_at"],
    }
    missing += [path for path, told in needed.items() if not told]
    return ("missing_element", f"missing: {', '.join(missing)}") if missing else None
