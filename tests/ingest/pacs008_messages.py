"""Made-up pacs.008 messages: fictional people, banks and numbers."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.ingest.pacs008 import ADAPTER
from pipeline.ingest.pacs008_message import Fault
from pipeline.ingest.pacs008_stream import transfers
from pipeline.ingest.settings import Settings
from tests.ingest.sources import whole

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001."
UETR = "00000000-0000-4000-8000-00000000000{}"
AGENT = "<FinInstnId><BICFI>{}</BICFI></FinInstnId>"
# Parts of CdtTrfTxInf in the order of the schema; "" leaves one out.
PARTS = {
    "PmtId": f"<EndToEndId>E1</EndToEndId><UETR>{UETR.format(1)}</UETR>",
    "PmtTpInf": "",
    "IntrBkSttlmAmt": "1000.50",
    "IntrBkSttlmDt": "2024-03-01",
    "AccptncDtTm": "",
    "ChrgBr": "SHAR",
    "InstgAgt": "",
    "UltmtDbtr": "",
    "InitgPty": "",
    "Dbtr": "<Nm>Ada Test</Nm>",
    "DbtrAcct": "<Id><IBAN>DE00100000000000000001</IBAN></Id>",
    "DbtrAgt": AGENT.format("AAAADEFFXXX"),
    "CdtrAgt": AGENT.format("BBBBGB2L"),
    "Cdtr": "<Nm>Ben Test</Nm>",
    "CdtrAcct": "<Id><Othr><Id>12345678</Id></Othr></Id>",
    "UltmtCdtr": "",
    "RmtInf": "<Ustrd>Invoice 7</Ustrd>",
}


def transfer(**parts: str) -> str:
    """``IntrBkSttlmAmt`` may be a whole element; every other part is its content."""
    content = ""
    for name, told in (PARTS | parts).items():
        if name == "IntrBkSttlmAmt" and told and not told.startswith("<"):
            content += f'<IntrBkSttlmAmt Ccy="EUR">{told}</IntrBkSttlmAmt>\n'
        elif told.startswith("<IntrBk"):
            content += told
        elif told:
            content += f"<{name}>{told}</{name}>\n"
    return f"<CdtTrfTxInf>\n{content}</CdtTrfTxInf>\n"


def header(count: int, more: str = "", message: str = "M1") -> str:
    return (
        f"<GrpHdr><MsgId>{message}</MsgId><CreDtTm>2024-03-01T08:00:00</CreDtTm>"
        f"<NbOfTxs>{count}</NbOfTxs>{more}"
        "<SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>\n"
    )


def document(
    *transfers: str, version: str = "08", head: str | None = None, prefix: str = ""
) -> str:
    """One message; ``head`` replaces the group header, ``prefix`` is the elements'."""
    head = header(len(transfers)) if head is None else head
    body = f"<FIToFICstmrCdtTrf>\n{head}{''.join(transfers)}</FIToFICstmrCdtTrf>\n"
    text = f'<Document xmlns="{NAMESPACE}{version}">\n{body}</Document>\n'
    if prefix:
        text = text.replace("</", "\0").replace("<", f"<{prefix}:")
        text = text.replace("\0", f"</{prefix}:").replace("xmlns=", f"xmlns:{prefix}=")
    return text


def declared(text: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def read_messages(
    folder: Path, files: str | bytes | Mapping[str, str | bytes], **options: Any
) -> dict[str, Any]:
    """Every table that the adapter gives for ``messages.xml``, or for files by name."""
    source = folder / "in"
    source.mkdir(exist_ok=True)
    named = files if isinstance(files, Mapping) else {"messages.xml": files}
    for name, content in named.items():
        data = content.encode() if isinstance(content, str) else content
        (source / name).write_bytes(data)
    return whole(ADAPTER.read(source, Settings(**options)))


def rows(tables: Mapping[str, Any], *columns: str) -> list[tuple[Any, ...]]:
    found: Iterable[tuple[Any, ...]] = tables["raw_transactions"].select(columns).rows()
    return list(found)


def lines_of(text: str) -> list[int]:
    """Where transfers start."""
    lines = enumerate(text.split("\n"), 1)
    return [number for number, line in lines if "<CdtTrfTxInf>" in line]


def kinds(data: bytes, longest: int = 1_048_576) -> list[int | str]:
    """The line of each transfer, the reason of each fault."""
    return [
        found.reason if isinstance(found, Fault) else found.line
        for found in transfers([data], longest)
    ]
