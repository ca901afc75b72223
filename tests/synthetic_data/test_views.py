"""It is true that every view shows what its observer sees, and no more."""

import json

import polars as pl
import pytest

from pipeline.errors import ConfigError, InputError
from synthetic_data import Settings, generate_world
from synthetic_data.show import show_world
from synthetic_data.stored import registers_of, transaction_files
from synthetic_data.views import ORDERED, WITHHELD

SETTINGS = Settings(
    transactions=60_000,
    district=31_000,
    months=6,
    base_rate=0.01,
    look_alike_rate=0.05,
    schemes=("layered_shells", "facilitator_network"),
    look_alikes=("genuine_appeal", "marketplace"),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worlds") / "world"
    generate_world(SETTINGS, folder, workers=1)
    return folder


@pytest.fixture(scope="module")
def bank(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("views") / "bank"
    show_world(world, folder, "bank:DE1")
    return folder


def rows(folder) -> pl.DataFrame:
    return pl.concat(pl.read_parquet(file) for file in transaction_files(folder))


def own(folder, institution="DE Bank 1") -> pl.Series:
    accounts = registers_of(folder).accounts
    return accounts.filter(institution=institution)["account_id"]


def test_the_whole_is_the_world(world, tmp_path):
    summary = show_world(world, tmp_path / "whole")
    assert rows(tmp_path / "whole").equals(rows(world))
    for mine, its in zip(registers_of(tmp_path / "whole"), registers_of(world)):  # noqa: B905
        assert mine.equals(its)
    assert summary["view"] == "whole"


def test_a_bank_sees_exactly_what_touches_its_accounts(world, bank):
    ours = own(world).implode()
    expected = rows(world).filter(
        pl.col("sender_account").is_in(ours) | pl.col("receiver_account").is_in(ours)
    )
    seen = rows(bank)
    assert 0 < seen.height < SETTINGS.transactions / 2
    assert seen["transaction_id"].equals(expected["transaction_id"])
    always = [name for name in seen.columns if name not in ORDERED]
    assert seen.select(always).equals(expected.select(always))


def test_who_ordered_elsewhere_is_not_seen(world, bank):
    ours = pl.col("sender_account").is_in(own(world).implode())
    elsewhere = ~ours & (pl.col("channel") != "cash_deposit")
    full = rows(world).filter(
        pl.col("transaction_id").is_in(rows(bank)["transaction_id"].implode())
    )
    for column in ("device", "conductor"):
        assert full.filter(elsewhere)[column].drop_nulls().len() > 0
        assert rows(bank).filter(elsewhere)[column].drop_nulls().len() == 0
        assert rows(bank).filter(ours)[column].equals(full.filter(ours)[column])


def test_accounts_elsewhere_are_known_as_messages_show_them(world, bank):
    accounts, whole = registers_of(bank).accounts, registers_of(world).accounts
    seen = rows(bank)
    ends = pl.concat([seen["sender_account"], seen["receiver_account"]]).unique()
    ours = own(world)
    assert set(accounts["account_id"]) == set(ends) | set(ours)
    mine = pl.col("account_id").is_in(ours.implode())
    assert accounts.filter(mine).equals(whole.filter(mine).sort("account_id"))
    shown = ("account_id", "institution", "country", "party_id")
    for column in accounts.columns:
        known = accounts.filter(~mine)[column].drop_nulls().len()
        assert (known > 0) == (column in shown), column
    named = pl.concat(
        seen.filter(pl.col(f"{end}_named"))[f"{end}_account"]
        for end in ("sender", "receiver")
    )
    told = accounts.filter(~mine & pl.col("party_id").is_not_null())["account_id"]
    assert set(told) <= set(named)


def test_parties_elsewhere_are_names_alone(world, bank):
    known = registers_of(bank)
    customers = set(known.accounts.filter(institution="DE Bank 1")["party_id"])
    acting = set(known.relations.filter(pl.col("b").is_in(own(world).implode()))["a"])
    others = known.parties.filter(~pl.col("party_id").is_in(list(customers | acting)))
    assert others.height > 0
    for column in others.columns:
        if column not in ("party_id", "names"):
            assert others[column].null_count() == others.height, column
    full = known.parties.filter(pl.col("party_id").is_in(list(customers - {None})))
    assert full["addresses"].null_count() == 0
    people = set(known.parties["party_id"])
    seen = rows(bank)
    for column in ("conductor", "on_behalf_of"):
        assert set(seen[column].drop_nulls()) <= people
    ends = set(known.relations["a"]) | set(known.relations["b"])
    assert ends <= people | set(own(world))


def test_a_view_has_the_truth_of_what_it_shows(world, bank):
    labels, truth = registers_of(bank).labels, registers_of(world).labels
    seen = {*rows(bank)["transaction_id"], *registers_of(bank).accounts["account_id"]}
    expected = truth.filter(pl.col("subject_id").is_in(list(seen)))
    assert labels.equals(expected.sort("subject", "subject_id", "name", "instance"))
    assert labels.height > 0
    summary = json.loads((bank / "world.json").read_text())
    assert summary["rows"]["labels"] == labels.height
    assert (summary["view"], summary["layout"]) == ("bank:DE1", "native")


def test_a_country_is_all_its_banks(world, tmp_path):
    show_world(world, tmp_path / "country", "country:SO")
    accounts = registers_of(world).accounts.filter(pl.col("kind") != "external")
    here = accounts.filter(country="SO")["account_id"].implode()
    expected = rows(world).filter(
        pl.col("sender_account").is_in(here) | pl.col("receiver_account").is_in(here)
    )
    assert rows(tmp_path / "country").height == expected.height > 0


def test_withheld_fields_are_gone_and_countries_say_so(world, tmp_path):
    show_world(world, tmp_path / "less", "withheld")
    seen, full = rows(tmp_path / "less"), rows(world)
    assert seen.height == full.height
    for column in WITHHELD["transactions"]:
        assert seen[column].null_count() == seen.height
    assert seen["sender_country"].unique().to_list() == ["withheld"]
    kept = [
        name
        for name in full.columns
        if name not in (*WITHHELD["transactions"], "sender_country", "receiver_country")
    ]
    assert seen.select(kept).equals(full.select(kept))
    assert registers_of(tmp_path / "less").parties["names"].drop_nulls().is_empty()
    assert registers_of(tmp_path / "less").labels.equals(registers_of(world).labels)


@pytest.mark.parametrize("name", ["bank:DE9", "bank:XX1", "country:ZZ", "all", "bank:"])
def test_an_unknown_view_is_refused_with_the_known_ones(world, tmp_path, name):
    with pytest.raises(ConfigError, match="DE1 to DE5"):
        show_world(world, tmp_path / "view", name)
    assert not list(tmp_path.iterdir())


def test_neither_the_world_nor_other_files_are_overwritten(world, tmp_path):
    with pytest.raises(ConfigError, match="another folder"):
        show_world(world, world, "bank:DE1")
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ConfigError, match="no world"):
        show_world(world, tmp_path, "bank:DE1")
    with pytest.raises(InputError, match="tfnet generate"):
        show_world(tmp_path, tmp_path / "view")
