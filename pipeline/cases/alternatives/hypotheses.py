"""
Competing lawful explanations: each with tests whose outcome speaks for or against it.

After Heuer, Psychology of Intelligence Analysis (1999), chapter 8, analysis of
competing hypotheses: what counts is evidence that speaks against, and what fits every
explanation, such as money that stayed at home, speaks for none. The limits below are
ours, chosen on made-up worlds of seeds 21 to 24 and measured on others, see
``benchmarks/reading.py``; between two limits, and where the data lack a field, a test
tells nothing. No number of tests makes an explanation true: a person decides.
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from pipeline.cases.alternatives import (
    cards,
    gathering,
    habits,
    offices,
    spreading,
    trading,
)
from pipeline.cases.alternatives import measures as whole
from pipeline.cases.alternatives.facts import Facts
from pipeline.cases.alternatives.measures import Found
from pipeline.cases.alternatives.purposes import (
    GIFTS,
    RENT,
    SCHOOLS,
    STUDY,
    WAGES,
    speaks_of,
    trade_channel_or_words,
)

Row = dict[str, Any]
Verdict = Literal["for", "against", "untold"]


class Check(NamedTuple):
    """A value of ``high`` or more says ``if_high``, of ``low`` or less ``if_low``."""

    name: str
    measure: Callable[[Facts], Found]
    low: float
    high: float
    if_low: Verdict = "against"
    if_high: Verdict = "for"

    def verdict(self, value: float | None) -> Verdict:
        if value is None:
            return "untold"
        if value >= self.high:
            return self.if_high
        return self.if_low if value <= self.low else "untold"


STEADY = Check("steady_sums", habits.steady, 0.1, 0.5)
RHYTHM = Check("rhythm", habits.rhythm, 0.1, 0.5)
TIES = Check("long_ties", habits.long_ties, 0.1, 0.5)
KIN = Check("relatives", whole.related, 0.02, 0.3)
HOME = Check("crossed_borders", whole.abroad, 0, 0.5, "untold", "against")
REGISTERED = Check("registered", gathering.registered, 0, 1)
FIRMS = Check("spent_at_firms", gathering.spent_at_firms, 0.1, 0.5)
CASH = Check("cash_taken", whole.cash_taken, 0, 0.5, "untold", "against")

TESTS: dict[str, tuple[Check, ...]] = {
    "remittance": (
        Check("office", offices.through_office, 0, 0.3),
        REGISTERED,
        Check("customers", offices.customers, 3, 10),
        Check("receivers", offices.receivers, 10, 40),
        RHYTHM,
        Check("fee", spreading.kept_a_fee, 0, 1, "untold"),
        TIES,
    ),
    "family_support": (
        KIN,
        RHYTHM,
        Check("few_payers", gathering.payers, 4, 12, "for", "against"),
        Check("few_payees", spreading.payees, 4, 12, "untold", "against"),
        TIES,
    ),
    "charity_appeal": (
        Check("charities", gathering.pages, 0.02, 0.3),
        REGISTERED,
        Check("wide_base", gathering.dealt_with, 10, 50),
        Check("largest_payer", gathering.largest_payer, 0.2, 0.6, "for", "against"),
        FIRMS,
        Check("purpose", speaks_of(GIFTS, "gifts or relief"), 0, 0.3, "untold"),
        Check("equal_sums", gathering.equal_sums, 0, 0.6, "untold", "against"),
    ),
    "trade": (
        Check("through_firms", trading.through_firms, 0.1, 0.5),
        Check("goods", trade_channel_or_words, 0, 0.3, "untold"),
        Check("suppliers", trading.suppliers, 0, 0.5, "untold"),
        Check("handed_on", trading.handed_on, 0, 2 / 3, "untold", "against"),
        Check("margin", trading.kept_a_margin, 0, 1, "untold"),
        Check("cash", trading.paid_out_as_cash, 0, 0.5, "untold", "against"),
        TIES,
    ),
    "credit": (
        Check("lenders", trading.with_lenders, 0.02, 0.2),
        Check("repaid", trading.repaid, 0, 3),
        Check("to_persons", trading.to_persons, 0.02, 0.3, "for", "against"),
        CASH,
    ),
    "payroll": (
        Check("employees", spreading.employees_paid, 0, 0.5),
        Check("organisation_pays", spreading.organisation_pays, 0, 1),
        Check("payees", spreading.payees, 3, 10),
        Check("steady_payees", spreading.steady_payees, 0.1, 0.5),
        Check("purpose", speaks_of(WAGES, "wages"), 0, 0.3, "untold"),
    ),
    "savings_circle": (
        Check("paid_back", gathering.paid_back, 0.1, 0.6),
        Check("equal_sums", gathering.equal_sums, 0.2, 0.6),
        STEADY,
        HOME,
    ),
    "shared_purse": (
        Check("payers", gathering.person_payers, 3, 8),
        FIRMS,
        Check("equal_sums", gathering.equal_sums, 0, 0.5, "untold"),
        Check("one_occasion", gathering.burst, 0, 0.8, "untold"),
        HOME,
    ),
    "rent": (
        Check("steady_sums", habits.steady, 0.25, 0.5),  # the steadiest of all
        Check("purpose", speaks_of(RENT, "rent"), 0, 0.3, "untold"),
        Check("steady_payers", gathering.steady_payers, 0.1, 0.5),
        HOME,
    ),
    "student_support": (
        Check("purpose", speaks_of(STUDY, "study", SCHOOLS), 0, 0.05, "untold"),
        KIN,
        STEADY,
        Check("few_payers", gathering.payers, 2, 5, "for", "against"),
    ),
    "shared_card": (
        Check("second_user", cards.second_user, 0, 1),
        Check("two_countries", cards.two_countries, 0, 0.05),
        Check("two_places", cards.two_places, 0.1, 0.5),
        Check("lasted", whole.lasted, 60, 365, "against", "untold"),
    ),
    "own_accounts": (
        Check("one_principal", whole.one_principal, 0.05, 0.3),
        Check("holders", whole.groups, 3, 8, "for", "against"),
        Check("both_ways", whole.two_ways, 0, 0.5, "untold"),
    ),
}


def hypotheses(facts: Facts) -> list[Row]:
    """Rows of table hypotheses, in the order of ``TESTS``."""
    known: dict[Callable[[Facts], Found], Found] = {}
    rows = []
    for hypothesis, tests in TESTS.items():
        for test in tests:
            if test.measure not in known:
                known[test.measure] = test.measure(facts)
            value, fact = known[test.measure]
            rows.append(
                {
                    "hypothesis": hypothesis,
                    "test": test.name,
                    "verdict": test.verdict(value),
                    "value": value,
                    "fact": fact,
                }
            )
    return rows
