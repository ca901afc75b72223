from datetime import date

from pipeline.reference.codes import country_codes
from pipeline.reference.frameworks import (
    STANDINGS,
    frameworks,
    in_european_union,
    membership,
)
from pipeline.reference.instruments import LATENCIES, RUNGS, instruments


def test_every_row_is_a_country_with_a_known_standing_and_confidence():
    rows = frameworks().values()
    assert len(rows) == 1346
    assert {row.country for row in rows} <= set(country_codes())
    assert {row.standing for row in rows} <= set(STANDINGS.values())
    assert {row.confidence for row in rows} == {"H", "M", "L"}
    assert all(row.source and row.as_of for row in rows)


def test_statuses_mean_what_they_say():
    assert membership("RU", "EGMONT_FIU").standing == "suspended"
    assert membership("CO", "US_MLAT").standing == "out"  # signed, not in force
    assert membership("KY", "US_MLAT").standing == "in"
    assert membership("PS", "UNSCR_1373_2462").standing == "out"  # no member state
    assert membership("US", "US_MLAT") is None


def test_low_confidence_and_unknown_ask_for_a_check():
    assert membership("PK", "EGMONT_FIU").verify  # not a member, low confidence
    assert membership("IR", "ICSFT_1999").verify
    assert not membership("DE", "ICSFT_1999").verify
    assert not membership("CN", "EGMONT_FIU").verify  # not a member, high confidence


def test_a_convention_binds_thirty_days_after_the_deposit():
    row = membership("DE", "ICSFT_1999")
    assert "deposit 2004-06-17" in row.locator
    assert row.begins_after(date(2004, 7, 16))
    assert not row.begins_after(date(2004, 7, 17))


def test_a_month_that_is_only_known_counts_from_its_end():
    row = membership("ET", "EGMONT_FIU")  # joined in July 2019
    assert row.begins_after(date(2019, 7, 31))
    assert not row.begins_after(date(2019, 8, 1))


def test_a_start_that_is_not_recorded_is_no_obstacle():
    row = membership("US", "ICSFT_1999")
    assert row.valid_from is None
    assert not row.begins_after(date(1990, 1, 1))


def test_the_union_has_its_twenty_seven_members():
    assert sum(map(in_european_union, country_codes())) == 27
    assert not in_european_union("GB")


def test_instruments_are_complete_and_in_the_order_of_their_rungs():
    listed = instruments()
    assert len({one.key for one in listed}) == len(listed)
    rungs = list(dict.fromkeys(one.rung for one in listed))
    assert rungs == list(RUNGS)
    known = {row.framework for row in frameworks().values()}
    for one in listed:
        assert one.latency in LATENCIES
        assert one.basis
        assert one.gives
        assert one.needs
        assert (one.framework in known) or (one.rule == "any")
        assert one.confidence in "HML"


def test_every_rung_has_something_for_everybody_but_bank_messages():
    open_to_all = {one.rung for one in instruments() if one.rule in ("any", "each")}
    assert open_to_all == set(RUNGS) - {"tftp"}
