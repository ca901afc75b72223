"""Validation against ISO's XSD, where one is given."""

import json
from pathlib import Path

import pytest
from lxml import etree

from pipeline.errors import ConfigError
from pipeline.validate.reader_reasons import READING
from tests.ingest.pacs008_messages import (
    document,
    header,
    read_messages,
    rows,
    transfer,
)

SCHEMAS = Path(__file__).parents[2] / "../shared/schemas"
FULL = transfer(
    PmtTpInf="<SvcLvl><Cd>URGP</Cd></SvcLvl>",
    AccptncDtTm="2024-03-01T09:15:00+01:00",
    UltmtDbtr="<Nm>Cy Test</Nm>",
    InitgPty="<Id><OrgId><LEI>529900000000000TES00</LEI></OrgId></Id>",
)


@pytest.fixture(params=["08", "10"])
def version(request):
    if not (SCHEMAS / f"pacs.008.001.{request.param}.xsd").exists():
        pytest.skip("the XSD files of ISO 20022 are not here")
    return request.param


def test_made_up_messages_satisfy_the_xsd(version):
    schema = etree.XMLSchema(etree.parse(SCHEMAS / f"pacs.008.001.{version}.xsd"))
    message = etree.fromstring(document(transfer(), FULL, version=version))
    schema.assertValid(message)


@pytest.mark.parametrize("one_file", [True, False])
def test_valid_transfers_pass_and_the_others_are_told(tmp_path, version, one_file):
    path = SCHEMAS / f"pacs.008.001.{version}.xsd" if one_file else SCHEMAS
    bad = transfer(ChrgBr="NOBODY")
    text = document(FULL, bad, transfer(), version=version)
    tables = read_messages(tmp_path, text, pacs008_xsd=str(path))
    assert rows(tables, "ingest_error") == [(None,), ("xsd_invalid",), (None,)]
    assert "xsd_invalid" in READING
    delivered = json.loads(tables["raw_transactions"]["delivered"][1])
    assert "ChrgBr" in delivered["problem"]
    assert "NOBODY" in delivered["xml"]


def test_invalid_header_stops_its_message_alone(tmp_path, version):
    invalid = header(2).replace("CLRG", "NONE")
    text = document(transfer(), transfer(), head=invalid, version=version)
    text += document(transfer(), version=version)
    tables = read_messages(tmp_path, text, pacs008_xsd=str(SCHEMAS))
    assert rows(tables, "ingest_error") == [("xsd_invalid",), ("xsd_invalid",), (None,)]


def test_version_without_xsd_is_refused(tmp_path, version):
    other = {"08": "10", "10": "08"}[version]
    path = SCHEMAS / f"pacs.008.001.{version}.xsd"
    with pytest.raises(ConfigError, match=rf"no XSD for pacs\.008\.001\.{other}"):
        read_messages(
            tmp_path, document(transfer(), version=other), pacs008_xsd=str(path)
        )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be opened"),
        ("<a", "is no XSD"),
        ("<a/>", "is no XSD of pacs.008.001"),
        (
            '<a targetNamespace="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"/>',
            "is no XSD",
        ),
    ],
)
def test_path_that_is_no_xsd_is_refused(tmp_path, content, message):
    path = tmp_path / "my.xsd"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError, match=message):
        read_messages(tmp_path, document(transfer()), pacs008_xsd=str(path))


def test_folder_without_xsd_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"holds no pacs\.008\.001\.NN\.xsd"):
        read_messages(tmp_path, document(transfer()), pacs008_xsd=str(tmp_path))
