"""It is true that a sample of wires is valid pacs.008 and read back as it was."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from lxml import etree

from pipeline.ingest import Settings as IngestSettings
from pipeline.ingest import pacs008
from pipeline.ingest.pacs008_message import NAMESPACE
from synthetic_data import Settings, generate_world
from synthetic_data.show import show_world
from synthetic_data.stored import transaction_files
from tests.ingest.sources import whole

SCHEMAS = Path(__file__).parents[2] / "../shared/schemas"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worlds") / "world"
    generate_world(
        Settings(transactions=20_000, base_rate=0, look_alike_rate=0), folder
    )
    return folder


@pytest.fixture(scope="module")
def folder(world, tmp_path_factory):
    shown = tmp_path_factory.mktemp("layouts") / "shown"
    show_world(world, shown, layout="pacs008")
    return shown / "pacs008"


def test_a_sample_of_wires_is_read_back(world, folder):
    truth = pl.concat(pl.read_parquet(file) for file in transaction_files(world))
    tables = whole(pacs008.ADAPTER.read(folder / "messages", IngestSettings()))
    rows = tables["raw_transactions"]
    assert rows["ingest_error"].null_count() == rows.height == 1_000
    named = pl.read_csv(folder / "uetr.csv")
    both = rows.join(named, left_on="transaction_id", right_on="uetr").join(
        truth, left_on="transaction_id_right", right_on="transaction_id", suffix="_true"
    )
    assert both.height == rows.height
    assert set(both["channel_true"]) == {"wire"}
    for end in ("sender", "receiver"):
        number = both[f"{end}_account"].str.split(":").list.last()
        assert number.equals(both[f"{end}_account_true"], check_names=False)
        country = both[f"{end}_country"]
        assert country.equals(both[f"{end}_country_true"], check_names=False)
        told = both[f"{end}_named"] == "true"
        assert (told <= both[f"{end}_named_true"]).all()
        assert told.sum() > 500
    assert list(map(Decimal, both["amount"])) == both["amount_true"].to_list()
    assert both["currency"].equals(both["currency_true"], check_names=False)
    at = both["booked_at"].str.to_datetime(time_zone="UTC", time_unit="us")
    assert at.equals(both["booked_at_true"], check_names=False)
    purpose = both["purpose"]
    assert purpose.equals(both["purpose_true"], check_names=False)


def test_messages_name_test_banks_and_no_real_account(folder):
    for file in list((folder / "messages").iterdir())[:5]:
        tree = etree.parse(file)
        assert NAMESPACE.fullmatch(etree.QName(tree.getroot()).namespace)
        assert all(bic.text[7] == "0" for bic in tree.iterfind(".//{*}BICFI"))
        assert not list(tree.iterfind(".//{*}IBAN"))


def test_messages_satisfy_the_xsd(folder):
    if not (SCHEMAS / "pacs.008.001.10.xsd").exists():
        pytest.skip("the XSD files of ISO 20022 are not here")
    options = IngestSettings(pacs008_xsd=str(SCHEMAS))
    rows = whole(pacs008.ADAPTER.read(folder / "messages", options))["raw_transactions"]
    assert rows["ingest_error"].null_count() == rows.height == 1_000
