"""
A sample of wires as pacs.008.001.10 messages, one a day.

Wires in a national currency between known countries, chosen by lot of their ids, never
by what they belong to. Banks have test BICs (a 0 in the eighth place) and accounts
proprietary numbers, so that nothing can be taken for a real account. The UETR of a
payment is made from its id; ``uetr.csv`` beside the messages tells which is which, so
that labels can be found.
"""

from hashlib import blake2b
from pathlib import Path

import polars as pl
from lxml import etree

from pipeline.reference.codes import WITHHELD
from synthetic_data.layouts.source import Source
from synthetic_data.stored import Registers
from synthetic_data.world.places import COIN

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.10"
SAMPLE = 1_000  # messages in all
SIDES = (("Dbtr", "sender"), ("Cdtr", "receiver"))


def write(source: Source, folder: Path) -> None:
    """``messages/2024-01-02.xml`` and ``uetr.csv`` in ``folder``."""
    chosen: list[pl.DataFrame] = []
    for _, rows in source.parts:
        wires = rows.filter(
            pl.col("channel") == "wire",
            pl.col("currency") != COIN,
            pl.col("sender_country") != WITHHELD,
            pl.col("receiver_country") != WITHHELD,
        ).with_columns(lot=pl.col("transaction_id").map_elements(_lot, pl.UInt64))
        chosen.append(wires.bottom_k(SAMPLE, by="lot"))
    sample = pl.concat(chosen).bottom_k(SAMPLE, by="lot")
    known = source.registers()
    payments = _with_facts(sample, known).sort("booked_at", "transaction_id")
    messages = folder / "messages"
    messages.mkdir()
    days = payments.with_columns(day=pl.col("booked_at").dt.date().cast(pl.String))
    for (day,), of_day in days.group_by("day", maintain_order=True):
        message = _message(str(day), of_day)
        (messages / f"{day}.xml").write_bytes(
            etree.tostring(
                message, xml_declaration=True, encoding="UTF-8", pretty_print=True
            )
        )
    payments.select("uetr", "transaction_id").write_csv(folder / "uetr.csv")


def _lot(transaction_id: str) -> int:
    digest = blake2b(transaction_id.encode(), digest_size=8, key=b"sample").digest()
    return int.from_bytes(digest, "big")


def _uetr(transaction_id: str) -> str:
    digest = blake2b(transaction_id.encode(), digest_size=16, key=b"uetr").hexdigest()
    parts = (digest[:8], digest[8:12], "4" + digest[13:16], "8" + digest[17:20])
    return "-".join((*parts, digest[20:]))


def _bic(institution: str | None, country: str) -> str:
    """A test BIC: ``TB01DEX0`` for DE Bank 1; others by a digest of their name."""
    if institution and " Bank " in institution:
        place, _, number = institution.split(" ")
        return f"TB{int(number):02}{place}X0"
    told = blake2b((institution or "none").encode(), digest_size=1).hexdigest().upper()
    return f"TX{told}{country}X0"


def _with_facts(sample: pl.DataFrame, known: Registers) -> pl.DataFrame:
    facts = known.accounts.select("account_id", "institution", "party_id").join(
        known.parties.select(
            "party_id",
            kind="kind",
            name=pl.col("names").str.split("|").list.first(),
            town=pl.col("addresses").str.split(", ").list.last(),
        ),
        on="party_id",
        how="left",
    )
    for _, end in SIDES:
        of_end = facts.select(pl.all().name.prefix(f"{end}_"))
        sample = sample.join(
            *(of_end,),
            left_on=f"{end}_account",
            right_on=f"{end}_account_id",
            how="left",
        )
    uetr = pl.col("transaction_id").map_elements(_uetr, pl.String)
    return sample.with_columns(uetr=uetr)


def _message(day: str, payments: pl.DataFrame) -> etree._Element:
    root = etree.Element(f"{{{NAMESPACE}}}Document", nsmap={None: NAMESPACE})  # type: ignore[dict-item] # lxml takes None
    body = etree.SubElement(root, f"{{{NAMESPACE}}}FIToFICstmrCdtTrf")
    _put(
        body,
        "GrpHdr",
        {
            "MsgId": f"TFNET-{day}",
            "CreDtTm": f"{day}T23:59:59Z",
            "NbOfTxs": str(payments.height),
            "SttlmInf": {"SttlmMtd": "CLRG"},
        },
    )
    for payment in payments.iter_rows(named=True):
        transfer = etree.SubElement(body, f"{{{NAMESPACE}}}CdtTrfTxInf")
        _transfer(transfer, payment)
    return root


def _transfer(transfer: etree._Element, payment: dict[str, object]) -> None:
    at = payment["booked_at"]
    told = str(payment["transaction_id"])
    _put(transfer, "PmtId", {"EndToEndId": told, "UETR": str(payment["uetr"])})
    amount = _put(transfer, "IntrBkSttlmAmt", str(payment["amount"]))
    amount.set("Ccy", str(payment["currency"]))
    _put(transfer, "IntrBkSttlmDt", f"{at:%Y-%m-%d}")
    _put(transfer, "AccptncDtTm", f"{at:%Y-%m-%dT%H:%M:%SZ}")
    _put(transfer, "ChrgBr", "SHAR")
    (_, debtor), (_, creditor) = ((name, _side(payment, end)) for name, end in SIDES)
    for name in ("Dbtr", "DbtrAcct", "DbtrAgt"):
        _put(transfer, name, debtor[name[4:]])
    for name in ("CdtrAgt", "Cdtr", "CdtrAcct"):
        _put(transfer, name, creditor[name[4:]])
    if payment["purpose"]:
        _put(transfer, "RmtInf", {"Ustrd": str(payment["purpose"])})


def _side(payment: dict[str, object], end: str) -> dict[str, "Content"]:
    """Party, account and agent; the party is empty where the message lost its name."""
    country = str(payment[f"{end}_country"])
    institution = payment[f"{end}_institution"]
    bic = _bic(None if institution is None else str(institution), country)
    party: dict[str, Content] = {}
    if payment[f"{end}_named"] and payment[f"{end}_name"]:
        party["Nm"] = str(payment[f"{end}_name"])
        town = payment[f"{end}_town"]
        if town:
            party["PstlAdr"] = {"TwnNm": str(town), "Ctry": country}
    return {
        "": party,
        "Acct": {"Id": {"Othr": {"Id": str(payment[f"{end}_account"])}}},
        "Agt": {"FinInstnId": {"BICFI": bic}},
    }


Content = str | dict[str, "Content"]


def _put(parent: etree._Element, name: str, content: Content) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if isinstance(content, str):
        element.text = content
    else:
        for inner, told in content.items():
            _put(element, inner, told)
    return element
