from datetime import date

from pipeline.cooperation import low_capacity, standing


def test_lists_are_those_of_the_day():
    assert standing("AE", date(2022, 3, 3)).fatf_lists == ()
    assert standing("AE", date(2022, 3, 4)).fatf_lists == ("increased monitoring",)


def test_membership_says_when_it_began_and_what_is_uncertain():
    assert standing("KE", date(2024, 3, 1)).egmont == "member"
    assert (
        standing("KE", date(2020, 1, 1)).egmont
        == "member since 2024-02-01, after the data end"
    )
    assert standing("RU", date(2024, 1, 1)).egmont == "suspended since 2023-10-18"
    assert standing("SO", date(2024, 1, 1)).egmont == "not known; verify"
    assert standing("PK", date(2024, 1, 1)).egmont == "not a member; verify"
    assert standing("RU", date(2024, 1, 1)).fatf == "suspended since 2023-02-24"
    assert standing("IN", date(2024, 1, 1)).regional_body == "APG and EAG"


def test_signs_of_little_capacity_are_recorded_ones_only():
    day = date(2024, 1, 1)
    assert low_capacity(standing("FR", day)) == []
    assert low_capacity(standing("GL", day)) == ["no entry in the table of frameworks"]
    assert low_capacity(standing("SO", day)) == [
        "membership of its FIU in the Egmont Group: not known; verify"
    ]
    assert low_capacity(standing("AE", day)) == [
        "on FATF's list on the day: increased monitoring"
    ]
