"""Faults B8, B11, B12: the broken message is stopped, and no other."""

import json
import subprocess
import sys
import time

import pytest

from pipeline.validate.reader_reasons import READING
from tests.ingest.pacs008_messages import (
    declared,
    document,
    kinds,
    read_messages,
    rows,
    transfer,
)

GOOD = document(transfer())
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]>'
QUADRATIC = f'<!DOCTYPE x [<!ENTITY e11 "{"a" * 50_000}">]>'
XXE = '<!DOCTYPE x [<!ENTITY e11 SYSTEM "file:///etc/hostname">]>'
EXTERNAL = '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">'


def told(tables):
    """The reason code of each row, which must be a documented one."""
    codes = [code for (code,) in rows(tables, "ingest_error")]
    assert set(codes) - {None} <= set(READING)
    return codes


@pytest.mark.parametrize("doctype", [LAUGHS, QUADRATIC, XXE, EXTERNAL])
@pytest.mark.parametrize("before", ["", '<?xml version="1.0"?>\n<!-- x -->\n'])
def test_doctype_is_refused_and_the_next_message_read(tmp_path, doctype, before):  # B11
    bomb = before + doctype + document(transfer(Dbtr=f"<Nm>{'&e11;' * 1_000}</Nm>"))
    started = time.process_time()
    tables = read_messages(tmp_path, {"a.xml": bomb, "b.xml": GOOD})
    assert time.process_time() - started < 1
    assert told(tables) == ["doctype_refused", None]
    assert "hostname" not in str(tables["raw_parties"].rows())


def test_doctype_in_utf_16_or_after_a_long_comment_is_refused(tmp_path):  # B11
    wide = (LAUGHS + GOOD).encode("utf-16")
    late = f"<!--{'x' * 100_000}-->{LAUGHS}{GOOD}"
    tables = read_messages(tmp_path, {"a.xml": wide, "b.xml": late})
    assert set(told(tables)) <= {"doctype_refused", "not_well_formed"}
    assert len(told(tables)) == 2


def test_bomb_stays_below_200_megabytes(tmp_path):  # B11
    bomb = LAUGHS + document(transfer(Dbtr=f"<Nm>{'&e11;' * 1_000}</Nm>"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bomb.xml").write_text(bomb)
    code = (
        "import resource\nfrom pathlib import Path\n"
        "from pipeline.ingest.pacs008_stream import transfers\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "found = list(transfers([Path('in/bomb.xml').read_bytes()], 1 << 20))\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(found[0].reason, after - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    reason, kilobytes = done.stdout.split()
    assert reason == "doctype_refused"
    assert int(kilobytes) < 200_000


def test_depth_is_bounded():  # B11
    deep = "<a>" * 100_000
    assert kinds(document(transfer(RmtInf=deep)).encode()) == ["not_well_formed"]


def test_huge_remittance_text_ends_its_message_alone(tmp_path):  # B12
    long = "".join(f"<Ustrd>{'x' * 1_000}</Ustrd>" for _ in range(1_000))
    text = document(transfer(), transfer(RmtInf=long), transfer()) + GOOD
    tables = read_messages(tmp_path, text, max_row_bytes=200_000)
    assert told(tables) == [None, "oversized_row", None]
    delivered = tables["raw_transactions"]["delivered"].drop_nulls()
    assert max(len(row) for row in delivered) < 5_000


def test_long_remittance_text_passes(tmp_path):  # B12
    words = "x" * 20_000
    tables = read_messages(
        tmp_path, document(transfer(RmtInf=f"<Ustrd>{words}</Ustrd>"))
    )
    assert rows(tables, "ingest_error", "purpose") == [(None, words)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (document(transfer(), transfer(), version="02"), ["unsupported_version"] * 2),
        (GOOD.replace("pacs.008.001.08", "pain.001.001.09"), ["not_pacs008"]),
        (GOOD.replace("urn:iso:std:iso:20022:tech:xsd:", ""), ["not_pacs008"]),
        ("<Letter>hello</Letter>", ["not_pacs008"]),
        (GOOD.replace("<CdtTrfTxInf>", '<CdtTrfTxInf xmlns="x">'), ["wrong_namespace"]),
        ("no xml at all", ["not_well_formed"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_wrong_namespace_or_version_is_told(tmp_path, text, expected):  # B12
    tables = read_messages(tmp_path, {"a.xml": text, "b.xml": GOOD})
    assert told(tables) == [*expected, None]


@pytest.mark.parametrize(
    ("parts", "head", "reason", "problem"),
    [
        ({"IntrBkSttlmAmt": ""}, None, "missing_element", "IntrBkSttlmAmt"),
        ({"Dbtr": ""}, None, "missing_element", "Dbtr"),
        ({"CdtrAgt": ""}, None, "missing_element", "CdtrAgt/FinInstnId"),
        ({"PmtId": "<TxId>1</TxId>"}, None, "missing_element", "PmtId/EndToEndId"),
        ({"IntrBkSttlmDt": ""}, None, "missing_element", "IntrBkSttlmDt"),
        (
            {"IntrBkSttlmDt": "", "AccptncDtTm": "2024-03-01T10:00:00"},
            None,
            "missing_element",
            "IntrBkSttlmDt",
        ),
        ({}, "", "missing_element", "GrpHdr/MsgId"),
        (
            {"IntrBkSttlmAmt": "<IntrBkSttlmAmt>5</IntrBkSttlmAmt>"},
            None,
            "missing_element",
            "IntrBkSttlmAmt/@Ccy",
        ),
        (
            {"Dbtr": "<Nm>A</Nm></Dbtr><Dbtr>"},
            None,
            "repeated_element",
            "Dbtr stands 2",
        ),
    ],
)
def test_transfer_that_lacks_a_part_keeps_the_rest(
    tmp_path, parts, head, reason, problem
):  # B12
    tables = read_messages(tmp_path, document(transfer(**parts), transfer(), head=head))
    assert told(tables)[:2] == [reason, None if head is None else reason]
    row = tables["raw_transactions"].row(0, named=True)
    assert problem in json.loads(row["delivered"])["problem"]
    assert row["purpose"] == "Invoice 7"


def test_utf_16_and_byte_order_marks_are_read(tmp_path):  # B8
    wide = declared(GOOD).replace("UTF-8", "UTF-16").encode("utf-16")
    marked = declared(GOOD).encode("utf-8-sig")
    tables = read_messages(tmp_path, {"a.xml": wide, "b.xml": marked})
    assert told(tables) == [None, None]


def test_bytes_that_are_no_text_stop_their_message(tmp_path):  # B8
    bad = declared(GOOD).encode().replace(b"Ada", b"\xff\xfe")
    tables = read_messages(tmp_path, {"a.xml": bad + GOOD.encode()})
    assert told(tables) == ["not_well_formed", None]
