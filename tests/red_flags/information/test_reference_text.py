import polars as pl
import pytest

from pipeline.red_flags.information.reference_text import RED_FLAG, Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

LEXICON = pl.DataFrame(
    {
        "term": ["Winterzug", "blue tent", "zelt"],
        "language": ["de", "en", "de"],
        "source": ["made up"] * 3,
    }
)


def paid(sender, receiver, at, purpose):
    return (sender, receiver, at, 1_000, {"purpose": purpose})


def made(payments):
    return ledger(payments, lexicon=LEXICON)


def fires(payments, **limits):
    some = made(payments)
    return shown(some, detect(some, Thresholds(**limits)))


def gifts(text, payers=3):
    return [paid(n + 1, 0, n, text) for n in range(payers)]


@pytest.mark.parametrize(
    ("text", "alerts"),
    [
        ("for the BLUE-TENT!", 1),
        ("Winterzüg 2020", 1),
        ("winterzugs", 1),  # one letter of ten
        ("zelte", 0),  # short words must be the same
        ("blue big tent", 0),
        ("Winter zug", 0),
        (None, 0),
    ],
)
def test_texts_with_listed_words_from_several_payers_are_told(text, alerts):
    assert len(fires(gifts(text))) == alerts


@pytest.mark.parametrize(("payers", "alerts"), [(2, 0), (3, 1)])
def test_few_payers_are_no_campaign(payers, alerts):
    assert len(fires(gifts("zelt", payers))) == alerts


@pytest.mark.parametrize(("others", "alerts"), [(27, 1), (28, 0)])
def test_words_must_be_a_share_of_all_texts_that_came(others, alerts):
    rest = [paid(50 + n, 0, 1, "rent") for n in range(others)]
    assert len(fires([*gifts("zelt"), *rest])) == alerts


def test_payments_without_text_say_neither_yes_nor_no():
    rest = [(50 + n, 0, 1) for n in range(60)]
    (alert,) = fires([*gifts("zelt"), *rest])
    assert alert == ("a0", ["t00000", "t00001", "t00002"])


def test_what_an_account_pays_itself_does_not_count():
    assert fires([*gifts("zelt", 2), paid(0, 0, 2, "zelt")]) == []


def test_without_a_lexicon_it_is_not_testable():
    assert "lexicon.term" in RED_FLAG.untestable(ledger(gifts("zelt")))
    assert RED_FLAG.untestable(made(gifts("zelt"))) is None
