"""
The report card: what each red flag finds of each scheme, and whom it wrongs.

Several worlds are pooled by adding counts, so that a share is one of all instances.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.evaluate import Evaluation
from pipeline.red_flags.registry import RED_FLAGS
from pipeline.report.html_page import checked, render, software

SUMS = ("alerts", "true_alerts", "on_look_alikes", "on_ordinary")


@dataclass(frozen=True)
class Cell:
    """Of so many instances so many seen by an alert, or wronged by one."""

    seen: int
    of: int
    found: int = 0  # those of which half of the transactions are evidence
    meant: bool = False  # the scheme names this red flag as meant to see it

    @property
    def share(self) -> float:
        return self.seen / self.of if self.of else 0.0


@dataclass(frozen=True)
class Row:
    red_flag: str
    testable: bool
    counts: Mapping[str, int]
    ordinary_accounts: int
    schemes: Mapping[str, Cell]
    look_alikes: Mapping[str, Cell]
    time_share: float | None

    @property
    def facts(self) -> Any:
        return RED_FLAGS[self.red_flag]

    @property
    def per_1000_ordinary(self) -> float:
        return 1000 * self.counts["on_ordinary"] / max(self.ordinary_accounts, 1)

    @property
    def best(self) -> float:
        """Of what it is meant for, or else of anything, the best share found."""
        meant = [cell.share for cell in self.schemes.values() if cell.meant]
        return max(meant or [c.share for c in self.schemes.values()], default=0.0)

    @property
    def worst(self) -> float:
        return max((cell.share for cell in self.look_alikes.values()), default=0.0)

    @property
    def upside_down(self) -> bool:
        """It wrongs a look-alike more often than it finds what it is meant for."""
        return self.testable and self.worst > self.best


def rows_of(
    evaluations: Sequence[Evaluation],
    ordinary_accounts: int,
    meant: Mapping[str, Collection[str]],
    seconds: Mapping[str, float] | None = None,
) -> list[Row]:
    """
    One row a red flag, in the order of the catalogue.

    ``ordinary_accounts`` is of all worlds together; ``meant`` names for each scheme the
    red flags meant to see it; ``seconds`` is what each took.
    """
    seen = _pooled(
        *([e.recall for e in evaluations], "scheme"),
        *("instances_seen", "instances_found"),
    )
    wronged = _pooled(
        *([e.false_alerts for e in evaluations], "look_alike"),
        *("instances_hit", "instances_hit"),
    )
    counts = pl.concat([e.alert_counts for e in evaluations])
    sums = counts.group_by("red_flag").agg(
        pl.col("testable").any(), *(pl.col(name).sum() for name in SUMS)
    )
    total = sum((seconds or {}).values())
    told = {row["red_flag"]: row for row in sums.iter_rows(named=True)}
    return [
        Row(
            red_flag=red_flag,
            testable=red_flag in told and told[red_flag]["testable"],
            counts={name: told.get(red_flag, {}).get(name, 0) for name in SUMS},
            ordinary_accounts=ordinary_accounts,
            schemes={
                name: Cell(got, of, half, red_flag in meant.get(name, ()))
                for name, got, half, of in seen.get(red_flag, [])
            },
            look_alikes={
                name: Cell(got, of) for name, got, _, of in wronged.get(red_flag, [])
            },
            time_share=(seconds or {}).get(red_flag, 0.0) / total if total else None,
        )
        for red_flag in RED_FLAGS
    ]


def as_page(rows: Sequence[Row], about: str) -> bytes:
    """The card as one page that loads nothing; ``about`` says what was judged."""
    facts: dict[str, Any] = {
        side: sorted({name for row in rows for name in getattr(row, side)})
        for side in ("schemes", "look_alikes")
    }
    facts |= {"rows": rows, "about": about, "software": software()}
    page = render(
        "report_card.html",
        styles=("theme.css", "page.css", "card.css"),
        **facts,
    )
    return checked(page, [row.red_flag for row in rows])


Told = dict[str, list[tuple[str, int, int, int]]]


def _pooled(tables: Sequence[pl.DataFrame], name: str, any_: str, half: str) -> Told:
    """Of each red flag (name, with any, with half, of), by name."""
    sums = (
        pl.concat(tables)
        .group_by("red_flag", name)
        .agg(
            pl.col(any_).sum().alias("any"),
            pl.col(half).sum().alias("half"),
            pl.col("instances").sum(),
        )
        .sort("red_flag", name)
    )
    told: Told = {}
    for red_flag, *counts in sums.iter_rows():
        told.setdefault(red_flag, []).append(tuple(counts))
    return told
