from datetime import date

import pytest

from pipeline.cooperation import channels_between, channels_within, warnings
from pipeline.reference.frameworks import recorded_countries
from pipeline.reference.instruments import RUNGS

DAY = date(2024, 3, 1)


def states(one, other, day=DAY):
    return {c.instrument.key: c.state for c in channels_between(one, other, day)}


def first(one, other, rung, day=DAY):
    return next(
        c.instrument.key
        for c in channels_between(one, other, day)
        if c.instrument.rung == rung
    )


@pytest.mark.parametrize(
    ("one", "other", "rung", "key"),
    [
        ("FR", "DE", "fiu", "FIUNET"),
        ("FR", "US", "fiu", "EGMONT"),
        ("FR", "US", "tftp", "TFTP"),
        ("FR", "DE", "evidence", "EIO"),
        ("FR", "GB", "evidence", "TCA_MLA"),
        ("DE", "US", "evidence", "EU_US_MLA"),
        ("TR", "US", "evidence", "US_MLAT"),
        ("TR", "GB", "evidence", "ETS30"),
        ("AE", "KE", "evidence", "ICSFT_12"),
        ("FR", "DE", "restraint", "EU_FREEZE"),
        ("AE", "KE", "restraint", "THIRD_PARTY"),
        ("FR", "DE", "persons", "EAW"),
        ("AE", "KE", "persons", "ICSFT_11"),
    ],
)
def test_the_first_choice_is_the_one_made_for_the_pair(one, other, rung, key):
    assert first(one, other, rung) == key
    assert first(other, one, rung) == key


def test_denmark_and_ireland_have_neither_order_nor_certificate():
    for country in ("DK", "IE"):
        found = states(country, "FR")
        assert found["EIO"] == "closed"
        assert found["EU_FREEZE"] == "closed"
        assert first(country, "FR", "evidence") == "JIT"


def test_a_suspended_member_is_closed_with_the_day():
    channel = next(
        c for c in channels_between("RU", "FR", DAY) if c.instrument.key == "EGMONT"
    )
    assert channel.state == "closed"
    assert channel.cautions == ("Russia suspended since 2023-10-18",)


def test_a_treaty_signed_but_not_in_force_is_closed():
    assert states("CO", "US")["US_MLAT"] == "closed"


def test_low_confidence_says_verify_and_comes_after_what_is_sure():
    found = states("AE", "SO")
    assert found["EGMONT"] == "verify"
    channels = channels_between("AE", "SO", DAY)
    egmont = next(c for c in channels if c.instrument.key == "EGMONT")
    assert egmont.confidence == "L"
    assert "verify" in egmont.cautions[0]
    assert any("SO" in source for source in egmont.sources)


def test_what_is_recorded_as_absent_is_closed_even_with_little_confidence():
    channels = {c.instrument.key: c for c in channels_between("PK", "FR", DAY)}
    assert channels["EGMONT"].state == "closed"
    assert channels["EGMONT"].cautions == (
        "Pakistan: recorded as not taking part; verify",
    )


def test_memberships_without_a_recorded_start_are_named():
    channels = {c.instrument.key: c for c in channels_between("KE", "DE", DAY)}
    assert channels["EGMONT"].undated == ("DE",)
    assert channels["ICSFT_12"].undated == ("KE",)


def test_what_began_after_the_data_end_says_so():
    early = date(2016, 1, 1)
    found = states("FR", "DE", early)
    assert found["EIO"] == "later"
    assert found["EU_FREEZE"] == "later"
    assert states("KE", "FR", early)["EGMONT"] == "later"  # joined in 2024
    cautions = {
        c.instrument.key: c.cautions for c in channels_between("FR", "DE", early)
    }
    assert cautions["EIO"] == ("began 2018-09-15, after the data end",)


def test_an_instrument_of_neither_side_is_not_shown():
    found = states("AE", "KE")
    assert not {"EIO", "FIUNET", "TFTP", "314A", "JMLIT", "US_MLAT"} & set(found)


def test_a_duty_of_one_side_is_for_that_side():
    sides = {c.instrument.key: c.sides for c in channels_between("US", "AE", DAY)}
    assert sides["314A"] == ("US",)
    assert sides["UN_LIST"] == ("US", "AE")


def test_a_territory_that_is_no_member_state_is_left_out_of_the_duty():
    sides = {c.instrument.key: c.sides for c in channels_between("PS", "JO", DAY)}
    assert sides["UN_LIST"] == ("JO",)


def test_a_jurisdiction_without_a_row_keeps_what_everybody_has():
    found = states("GL", "DK")
    assert set(found) == {
        *("UN_LIST", "UN_1373", "R40", "GROUP", "LETTERS", "COMITY", "BILATERAL")
    }
    assert warnings("GL", "DK", DAY) == [
        "Greenland has no entry in the table: look up every status."
    ]


def test_within_one_jurisdiction_only_its_own_duties_stand():
    assert [c.instrument.key for c in channels_within("GB", DAY)] == [
        *("UN_LIST", "UN_1373", "GB_FREEZE", "JMLIT")
    ]


def test_warnings_tell_lists_at_the_day_and_wide_definitions():
    assert warnings("AE", "FR", date(2023, 1, 1)) == [
        "United Arab Emirates stood on FATF's list: increased monitoring."
    ]
    assert warnings("AE", "FR", date(2025, 1, 1)) == []
    assert "human-rights screen" in warnings("RU", "KZ", DAY)[-1]


def test_every_pair_climbs_the_ladder_in_order_whoever_asks():
    countries = sorted(recorded_countries())[::9]
    rungs = list(RUNGS)
    for one in countries:
        for other in countries:
            if one == other:
                continue
            channels = channels_between(one, other, DAY)
            climbed = [rungs.index(c.instrument.rung) for c in channels]
            assert climbed == sorted(climbed)
            back = channels_between(other, one, DAY)
            assert [c.instrument.key for c in channels] == [
                c.instrument.key for c in back
            ]
            assert all(c.state == "open" or c.cautions for c in channels)
