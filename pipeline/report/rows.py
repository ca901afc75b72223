"""Which transactions a page shows, and how a figure points at the rows behind it."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from pipeline.report.case_file import CaseFile


class RowLink(NamedTuple):
    """What a link to some of a page's transactions needs."""

    first: int
    ranges: str  # ``1-5 9``
    of: int  # transactions behind the figure, shown on the page or not


def rows_on_page(case: CaseFile, most: int) -> list[int]:
    """Numbers of at most ``most`` transactions: evidence, then the earliest others."""
    chosen = sorted(case.payments, key=lambda row: row["part"] != "evidence")[:most]
    return sorted(row["number"] for row in chosen)


def row_link(numbers: Iterable[int], on_page: Collection[int]) -> RowLink | None:
    """None where the page shows none of ``numbers``, which ascend."""
    every = list(numbers)
    here = [number for number in every if number in on_page]
    return RowLink(here[0], ranges(here), len(every)) if here else None


def ranges(numbers: Iterable[int]) -> str:
    """Ascending numbers, neighbours joined: ``1-5 9``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
