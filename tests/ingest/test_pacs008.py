"""Adapter pacs.008: what each element becomes."""

import gzip
import json

import pytest

from pipeline.ingest.pacs008 import ADAPTER
from tests.ingest.pacs008_messages import (
    UETR,
    declared,
    document,
    header,
    read_messages,
    rows,
    transfer,
)

NOT_NULL = (
    *("transaction_id", "booked_at", "time_precision", "sender_account"),
    *("receiver_account", "amount", "amount_status", "currency", "channel"),
    *("sender_country", "receiver_country", "sender_named", "receiver_named"),
    *("purpose", "source_file", "source_line"),
)


def one(tmp_path, column, head=None, **parts):
    tables = read_messages(tmp_path, document(transfer(**parts), head=head))
    ((told,),) = rows(tables, column)
    return told


@pytest.mark.parametrize("version", ["08", "10"])
@pytest.mark.parametrize("prefix", ["", "p8"])
def test_transfer_becomes_a_transaction(tmp_path, version, prefix):
    text = declared(document(transfer(), version=version, prefix=prefix))
    tables = read_messages(tmp_path, text)
    row = tables["raw_transactions"].row(0, named=True)
    assert {name: value for name, value in row.items() if value is not None} == {
        "transaction_id": UETR.format(1),
        "booked_at": "2024-03-01",
        "time_precision": "day",
        "sender_account": "DE00100000000000000001",
        "receiver_account": "BBBBGB2L:12345678",
        "amount": "1000.50",
        "amount_status": "exact",
        "currency": "EUR",
        "channel": "wire",
        "sender_country": "DE",
        "receiver_country": "GB",
        "sender_named": "true",
        "receiver_named": "true",
        "purpose": "Invoice 7",
        "source_file": "messages.xml",
        "source_line": 5,
    }


def test_several_transfers_keep_order_and_line(tmp_path):
    second = transfer(PmtId=f"<EndToEndId>E</EndToEndId><UETR>{UETR.format(2)}</UETR>")
    tables = read_messages(tmp_path, document(transfer(), second))
    assert rows(tables, "transaction_id", "source_line") == [
        (UETR.format(1), 4),
        (UETR.format(2), 17),
    ]


@pytest.mark.parametrize(
    ("accepted", "settled", "head", "expected"),
    [
        ("", "2024-03-01", "", ("2024-03-01", "day")),
        ("", "2024-03-01Z", "", ("2024-03-01", "day")),
        ("2024-03-01T09:15:00+01:00", "2024-03-04", "", None),
        ("2024-03-01T09:15:00", "2024-03-04", "", ("2024-03-04", "day")),
        ("", "", "2024-03-02", ("2024-03-02", "day")),
        ("", "01.03.2024", "", ("01.03.2024", None)),
    ],
)
def test_acceptance_with_zone_is_the_time_else_the_day(
    tmp_path, accepted, settled, head, expected
):
    group = header(1, f"<IntrBkSttlmDt>{head}</IntrBkSttlmDt>" if head else "")
    message = document(
        transfer(AccptncDtTm=accepted, IntrBkSttlmDt=settled), head=group
    )
    tables = read_messages(tmp_path, message)
    assert rows(tables, "booked_at", "time_precision", "ingest_error") == [
        (*(expected or (accepted, "second")), None)
    ]


@pytest.mark.parametrize(
    ("ids", "agent", "expected"),
    [
        ("<EndToEndId>E</EndToEndId><TxId>T</TxId>", "", "M1:T"),
        ("<EndToEndId>E</EndToEndId><TxId>T</TxId>", "CCCCFRPP", "CCCCFRPP:T"),
        ("<EndToEndId>NOTPROVIDED</EndToEndId>", "", "M1#1"),
    ],
)
def test_id_is_unique_without_a_uetr(tmp_path, ids, agent, expected):
    instructing = f"<FinInstnId><BICFI>{agent}</BICFI></FinInstnId>" if agent else ""
    assert one(tmp_path, "transaction_id", PmtId=ids, InstgAgt=instructing) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("<LclInstrm><Cd>INST</Cd></LclInstrm>", "instant"),
        ("<SvcLvl><Cd>INST</Cd></SvcLvl>", "instant"),
        ("<ClrChanl>BOOK</ClrChanl>", "internal"),
        ("<SvcLvl><Cd>URGP</Cd></SvcLvl>", "wire"),
    ],
)
def test_channel_is_what_the_payment_type_says(tmp_path, kind, expected):
    assert one(tmp_path, "channel", PmtTpInf=kind) == expected


def test_remittance_information_is_the_purpose(tmp_path):
    told = (
        "<Ustrd>For school</Ustrd><Ustrd>and books</Ustrd>"
        "<Strd><RfrdDocInf><Nb>INV-9</Nb></RfrdDocInf>"
        "<CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd>"
    )
    assert one(tmp_path, "purpose", RmtInf=told) == "For school and books RF18 INV-9"
    assert one(tmp_path, "purpose", RmtInf="") is None
    assert one(tmp_path, "purpose", RmtInf="<Ustrd><![CDATA[<Document>]]></Ustrd>") == (
        "<Document>"
    )


@pytest.mark.parametrize("amount", ["1000.5", "1e3", "-5", "1,000.00", "٥", "NaN"])
def test_amount_is_handed_on_as_delivered(tmp_path, amount):  # C3
    assert one(tmp_path, "amount", IntrBkSttlmAmt=amount) == amount


def test_party_without_a_name_is_seen(tmp_path):
    assert one(tmp_path, "sender_named", Dbtr="<CtryOfRes>DE</CtryOfRes>") == "false"
    assert one(tmp_path, "receiver_named", Cdtr="<Nm> </Nm>") == "false"


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_folder_of_files_is_read_in_order_of_names(tmp_path, pack):
    packed = pack(declared(document(transfer())).encode())
    tables = read_messages(
        tmp_path, {"b.xml.gz": packed, "a.xml": document(transfer())}
    )
    assert rows(tables, "source_file") == [("a.xml",), ("b.xml.gz",)]


def test_batches_hold_as_many_rows_as_asked(tmp_path):
    from pipeline.ingest.settings import Settings  # noqa: PLC0415 # only here

    (tmp_path / "m.xml").write_text(document(*[transfer()] * 10))
    parts = list(ADAPTER.read(tmp_path, Settings(batch_rows=4)))
    heights = [p["raw_transactions"].height for p in parts if "raw_transactions" in p]
    assert heights == [4, 4, 2]


def test_delivered_is_kept_only_where_columns_do_not_show_it(tmp_path):
    assert one(tmp_path, "delivered") is None
    told = json.loads(one(tmp_path, "delivered", ChrgBr=""))
    assert told["problem"] == "missing: ChrgBr"
    assert "<EndToEndId>E1</EndToEndId>" in told["xml"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (declared(document(transfer())).encode(), True),
        (document(transfer(), version="02").encode(), True),
        (gzip.compress(document(transfer()).encode()), True),
        (document(transfer()).encode("utf-16"), True),
        (b"a,b\nurn:iso:std:iso:20022:tech:xsd:pacs.008.001.08,1\n", False),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'/>", False),
        (b"", False),
        (b"PK\x03\x04", False),
    ],
)
def test_format_is_recognised_by_its_namespace(tmp_path, content, expected):
    path = tmp_path / "file"
    path.write_bytes(content)
    assert ADAPTER.recognises(path) is expected
