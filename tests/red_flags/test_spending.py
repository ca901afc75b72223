import csv

import pytest

from pipeline.red_flags.spending import CATEGORIES, KINDS, WORDS
from tests.red_flags.ledgers import ledger


def bought(*columns):
    return ledger([(0, 1, n, 1, each) for n, each in enumerate(columns)]).spending


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *(("3000", "air"), ("3350", "air"), ("4511", "air"), ("2999", None)),
        *(("3351", "vehicle_hire"), ("3500", "vehicle_hire"), ("7512", "vehicle_hire")),
        *(("3501", "lodging"), ("3999", "lodging"), ("7011", "lodging")),
        *(("4812", "handsets"), ("4813", None), ("4814", "telecom")),
        *(("5941", "outdoor"), ("5940", None), ("5998", "outdoor")),
        *(("6050", "money_service"), ("6051", "money_service"), ("6010", "cash")),
        *(("4215", "shipping"), ("8398", "charity"), ("5411", "groceries")),
        *(("8661", None), ("0000", None)),
    ],
)
def test_trade_says_what_was_bought_at_the_ends_of_its_ranges(code, kind):
    assert bought({"merchant_category": code}).to_list() == [kind]


@pytest.mark.parametrize(
    ("purpose", "kind"),
    [
        *(("Hotel Berlin, 2 nights", "lodging"), ("HÔTEL", "lodging")),
        *(("ref.hotel/77", "lodging"), ("hotelier", None), ("brothel", None)),
        *(("Fluge nach Izmir", "air"), ("Flüge", "air"), ("ausflüge", None)),
        *(("UÇAK BILETI", "air"), ("UÇAK BİLETİ", "air")),
        *(("BAĞIŞ", "charity"), ("bagis", "charity")),
        ("авиабилеты Стамбул", "air"),
        *(("ثمن تذكرة طيران", "air"), ("sim_card", None), ("sim-karte 3", "telecom")),
        *(("rent a car", "vehicle_hire"), ("rent March", "housing")),
        *(("Standing order", None), ("", None), (None, None)),
        *(("parental rent", "housing"), ("tent2", None), ("4 tents", "outdoor")),
    ],
)
def test_whole_words_of_the_purpose_say_it_where_no_trade_does(purpose, kind):
    assert bought({"purpose": purpose}).to_list() == [kind]


def test_the_trade_goes_before_the_words_and_the_first_word_before_the_second():
    kinds = bought(
        {"merchant_category": "7512", "purpose": "hotel"},
        {"merchant_category": "5999", "purpose": "hotel"},
        {"purpose": "hotel and flight"},
        {"purpose": "flight and hotel"},
    )
    assert kinds.to_list() == ["vehicle_hire", "lodging", "lodging", "air"]


def test_one_kind_a_row_stands_in_row_order_and_an_empty_ledger_has_none():
    made = ledger([(0, 1, 9, 1, {"purpose": "fuel"}), (0, 1, 3, 1, {})])
    assert made.spending.to_list() == [None, "fuel"]
    assert made.spending.dtype == KINDS
    assert ledger([]).spending.to_list() == []


def test_no_code_has_two_kinds():
    codes = [
        code
        for ranges in CATEGORIES.values()
        for first, last in ranges
        for code in range(first, last + 1)
    ]
    assert len(codes) == len(set(codes))


def test_every_listed_term_is_small_unlike_the_others_and_read_back_as_its_kind():
    rows = list(csv.DictReader(WORDS.read_text(encoding="utf-8").splitlines()))
    terms = [row["term"] for row in rows]
    assert terms == [term.lower() for term in terms]
    assert len(set(terms)) == len(terms)
    read = bought(*({"purpose": f"12, {term.upper()}."} for term in terms))
    assert read.to_list() == [row["kind"] for row in rows]
