import pytest

from pipeline.red_flags.sentences import sentence, shown


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("total_cents", 1_326_000, "USD 13,260"),
        ("total_cents", 12_462_026, "USD 124,620.26"),
        ("total_cents", 50, "USD 0.50"),
        ("total_cents", 0, "USD 0"),
        ("returned_share", 0.1064, "11 %"),
        ("returned_share", 0.0512, "5.1 %"),
        ("returned_share", 1, "100 %"),
        ("returned_share", 2.85, "285 %"),
        ("returned_share", 0, "0 %"),
        ("span_days", 1, "1 day"),
        ("span_days", 0, "0 days"),
        ("span_days", 2.46, "2.5 days"),
        ("span_days", 0.5, "12 hours"),
        ("span_days", 0.01, "less than an hour"),
        ("dwell_hours", 1.04, "1 hour"),
        ("dwell_hours", 48, "48 hours"),
        ("senders", 1_200, "1,200"),
        ("list_weight", 3.0, "3"),
        ("ratio", 0.25, "0.25"),
        ("senders", None, "unknown"),
    ],
)
def test_unit_at_the_end_of_a_name_decides_how_it_is_shown(name, value, text):
    assert shown(name, value, "USD") == text


def test_sentence_has_money_in_the_base_currency():
    template = "{senders} people paid {total_cents} within {window_days}."
    values = {"senders": 3.0, "total_cents": 150_000.0, "window_days": 14.0}
    assert (
        sentence(template, values, "EUR") == "3 people paid EUR 1,500 within 14 days."
    )
