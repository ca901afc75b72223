from datetime import date

from pipeline.reference.frameworks import recorded_countries
from pipeline.reference.office_hours import office_hours, open_countries
from pipeline.reference.reporting_duties import duties


def told(country: str, day: date) -> dict[str, str]:
    return {duty.report: duty.amount for duty in duties(country, day)}


def test_a_limit_is_that_of_the_day():
    assert told("KE", date(2023, 9, 14))["CTR"] == "above USD 10,000"
    assert told("KE", date(2023, 9, 15))["CTR"] == "from USD 15,000"


def test_a_limit_not_yet_in_force_is_not_told():
    assert "CDD occasional AMLR" not in told("DE", date(2027, 7, 9))
    assert told("DE", date(2027, 7, 10))["CDD occasional AMLR"] == "from EUR 10,000"


def test_members_of_the_union_have_its_duties_too_and_others_do_not():
    assert "TFR" in told("FR", date(2024, 1, 1))
    assert "TFR" not in told("GB", date(2024, 1, 1))


def test_duties_of_customs_and_shops_are_left_out():
    assert not any("border" in report for report in told("GB", date(2024, 1, 1)))


def test_a_duty_without_amount_says_so():
    assert told("GB", date(2024, 1, 1)) == {"none (SAR on suspicion)": "no amount"}
    assert told("AU", date(2024, 1, 1))["IFTI"] == "no amount"


def test_a_country_without_a_row_has_no_duty():
    assert duties("TR", date(2024, 1, 1)) == []


def test_every_recorded_jurisdiction_has_office_hours():
    assert recorded_countries() <= set(office_hours())
    assert all(hours.weekend for hours in office_hours().values())


def test_offices_open_at_nine_and_close_at_five_by_the_capital():
    assert open_countries(8 * 60, ["DE"]) == ["DE"]  # UTC+1: nine o'clock
    assert open_countries(8 * 60 - 1, ["DE"]) == []
    assert open_countries(16 * 60 - 1, ["DE"]) == ["DE"]
    assert open_countries(16 * 60, ["DE"]) == []
    assert open_countries(21 * 60 + 59, ["US"]) == ["US"]  # UTC-5
    assert open_countries(23 * 60, ["JP"]) == []  # eight o'clock
    assert open_countries(0, ["JP"]) == ["JP"]


def test_weekends_differ():
    assert office_hours()["SA"].weekend == {4, 5}
    assert office_hours()["DE"].weekend == {5, 6}
    assert office_hours()["IR"].weekend == {4}


def test_a_country_without_hours_is_never_open():
    assert open_countries(600, ["AQ"]) == []
