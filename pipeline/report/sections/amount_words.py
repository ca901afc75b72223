"""A sum of payments in words, as sure as its parts are."""

from pipeline.report.case_file import Row
from pipeline.report.wording import counted, money


def cents_of(rows: list[Row]) -> int:
    """Known values only."""
    return sum(row["value_cents"] or 0 for row in rows)


def amount_words(rows: list[Row], currency: str) -> str:
    """``USD 10.00``; a range where some amounts are not exact; unknown ones apart."""
    known = [row for row in rows if row["value_cents"] is not None]
    exact = [row for row in known if row["amount_status"] == "exact"]
    unknown = len(rows) - len(known)
    if not known:
        return f"{counted(unknown, 'amount')} not known"
    words = money(cents_of(known), currency)
    if not exact:
        words = f"about {words}"
    elif len(exact) < len(known):
        words = (
            f"between {money(cents_of(exact), currency)} (amounts told exactly) and "
            f"{words} (with amounts told as approximate or in total)"
        )
    return f"{words} and {counted(unknown, 'amount')} not known" if unknown else words
