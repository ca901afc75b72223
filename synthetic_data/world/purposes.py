"""
What people write beside a payment. Schemes draw from the same words as everyone.

Published cases used ordinary words as code ("living expenses", "orphans"), so the words
alone would wrong most remitters.
"""

import numpy as np
from numpy.typing import NDArray

_TOPICS = {
    "salary": ("Salary", "Wages", "Payroll", "Net pay"),
    "benefit": ("Pension", "Benefit payment", "Grant"),
    "rent": ("Rent", "Rent flat", "Monthly rent", "Housing"),
    "bill": ("Energy", "Phone contract", "Insurance", "Instalment", "Subscription"),
    "saving": ("Savings", "Standing order", "Own account", "Reserve"),
    "family": (
        *("Family support", "Living expenses", "For the family", "Gift", "Loan"),
        *("School fees", "Medicine", "Help at home", "Thank you", "Household"),
    ),
    "friends": ("Dinner", "Tickets", "Share", "Thanks", "Gift", "Loan back", "Trip"),
    "gift": ("Donation", "Orphans", "Relief", "Winter appeal", "Monthly gift", "Water"),
    "project": ("Project", "Relief goods", "Programme costs", "Grant", "Expenses"),
    "invoice": ("Invoice", "Order", "Services", "Consulting", "Goods", "Down payment"),
    "travel": ("Travel", "Expenses", "Flight", "Deposit", "Refund", "Course fee"),
    "tuition": ("Tuition", "School fees", "Course fee", "Term fees", "Semester"),
    "loan": ("Loan", "Loan payout", "Credit", "Instalment"),
    "coins": ("Coins", "Top-up", "Withdrawal", "Savings"),
    "goods": ("Goods", "Order", "Sale", "Invoice"),
    "sale": ("Sale", "Payout", "Order", "Refund", "Fees"),
}
PURPOSES = tuple(dict.fromkeys(word for words in _TOPICS.values() for word in words))
_NUMBERS = {
    topic: np.array([PURPOSES.index(word) for word in words], np.int16)
    for topic, words in _TOPICS.items()
}
UNSAID = -1


def say(
    rng: np.random.Generator, topic: str, size: int, silent: float = 0.3
) -> NDArray[np.int16]:
    """Numbers in ``PURPOSES``; a share of ``silent`` says nothing."""
    words = _NUMBERS[topic]
    said = words[rng.integers(0, words.size, size)]
    return np.where(rng.random(size) < silent, UNSAID, said).astype(np.int16)
