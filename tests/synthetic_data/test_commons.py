"""It is true that districts share what everybody uses, and know some neighbours."""

from pathlib import Path

import polars as pl
import pytest

from synthetic_data.commons import SHARED
from synthetic_data.district import districts
from synthetic_data.ties import KNOWN
from tests.synthetic_data.test_districts import LARGE, folder, table

__all__ = ["folder"]


def used(folder: Path) -> dict[str, set[str]]:
    """The districts of each account's payments."""
    places: dict[str, set[str]] = {}
    for path in (folder / "transactions").iterdir():
        rows = pl.read_parquet(path)
        for account in {*rows["sender_account"], *rows["receiver_account"]}:
            places.setdefault(account, set()).add(path.stem[-5:])
    return places


def test_what_everybody_uses_is_shared_and_people_are_not(folder):
    places = used(folder)
    everywhere = {account for account in places if len(places[account]) == 3}
    kinds = dict(table(folder, "accounts").select("account_id", "kind").iter_rows())
    common = {kinds[account] for account in everywhere}
    assert {"business", "merchant", "cash", "external", "vasp"} <= common
    shared = {account for account in places if len(places[account]) > 1}
    assert {kinds[account] for account in shared} == {*common, "personal"}
    assert not {"personal", "npo", "loan"} & common
    assert "charity" not in SHARED


def test_some_people_are_paid_from_the_district_before_theirs(folder):
    accounts = table(folder, "accounts").filter(kind="personal")
    rows = pl.concat(
        pl.read_parquet(path).with_columns(district=pl.lit(path.stem[-5:]))
        for path in (folder / "transactions").iterdir()
    )
    places = used(folder)
    known = [a for a in accounts["account_id"] if len(places.get(a, ())) == 2]
    persons = sum(part.settings.persons for part in districts(LARGE, ()))
    assert len(known) == pytest.approx(KNOWN * persons, rel=0.25)
    facts = accounts.filter(pl.col("account_id").is_in(known))
    assert facts["closed_on"].null_count() == facts.height
    assert (facts["opened_on"] <= LARGE.first_day).all()
    sent = rows.filter(pl.col("sender_account").is_in(known))
    homes = dict(sent.select("sender_account", "district").iter_rows())
    paid = rows.filter(pl.col("receiver_account").is_in(known)).filter(
        pl.col("district")
        != pl.col("receiver_account").replace_strict(homes, default=None)
    )
    before = {"d0000": "d0002", "d0001": "d0000", "d0002": "d0001"}
    for receiver, district in paid.select("receiver_account", "district").iter_rows():
        assert before[homes[receiver]] == district
    assert set(paid["channel"]) <= {"instant", "wire", "internal"}
    pairs = paid.group_by("sender_account", "receiver_account").len()
    assert pairs["len"].mean() > 1.5
