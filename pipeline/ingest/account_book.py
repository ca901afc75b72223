"""
What payments say in passing about accounts and their holders, gathered to two tables.

Payments repeat the same few facts; they are kept once, so memory follows the number of
accounts, not of payments.
"""

from collections.abc import Iterator

import polars as pl

from pipeline.ingest.adapter import Part
from pipeline.schemas import conform

ACCOUNT = ("institution", "kind", "country")
LISTS = ("names", "dates", "identifiers", "addresses", "phones")
FACTS = {
    **dict.fromkeys(("account_id", *ACCOUNT), pl.String),
    **dict.fromkeys(("party_id", "party_kind", "party_country", *LISTS), pl.String),
    "source_file": pl.String,
    "source_line": pl.Int64,
    "seen": pl.UInt32,
}
KEYS = tuple(FACTS)[:-3]
COMPACT_AT = 500_000  # facts; some 100 MB


class AccountBook:
    """
    One fact a row: an account, who holds it, and at most one value of each list.

    Where facts contradict each other on what can have but one value, it stays null;
    lists hold every value, the most frequent first, then by alphabet. The place is that
    of the first mention. Order of the facts does not matter.
    """

    def __init__(self, compact_at: int = COMPACT_AT) -> None:
        self._facts = [pl.DataFrame(schema=FACTS)]
        self._compact_at = compact_at

    def add(self, facts: pl.DataFrame) -> None:
        """``facts`` has columns of FACTS, absent ones are null; ``seen`` is counted."""
        whole = facts.select(
            pl.col(name).cast(dtype)
            if name in facts.columns
            else pl.lit(1 if name == "seen" else None, dtype).alias(name)
            for name, dtype in FACTS.items()
        )
        self._facts.append(_once(whole))
        if sum(part.height for part in self._facts) > self._compact_at:
            self._facts = [_once(pl.concat(self._facts))]
            self._compact_at = max(self._compact_at, 3 * self._facts[0].height)

    def parts(self) -> Iterator[Part]:
        """One part: the raw_accounts and raw_parties rows, sorted by id."""
        facts = _once(pl.concat(self._facts))
        known = pl.any_horizontal(pl.col(*ACCOUNT, "party_id").is_not_null())
        accounts = _by(facts, "account_id", *ACCOUNT, "party_id").filter(known)
        parties = _by(facts, "party_id", "party_kind", "party_country")
        parties = parties.rename({"party_kind": "kind", "party_country": "country"})
        for name in LISTS:
            listed = _listed(facts, name)
            parties = parties.join(listed, on="party_id", how="left")
        yield {
            "raw_accounts": conform("raw_accounts", accounts.sort("account_id")),
            "raw_parties": conform("raw_parties", parties.sort("party_id")),
        }


def _once(facts: pl.DataFrame) -> pl.DataFrame:
    first_named = facts.sort("source_file", "source_line").group_by(KEYS)
    return first_named.agg(
        pl.first("source_file"), pl.first("source_line"), pl.sum("seen")
    )


def _by(facts: pl.DataFrame, owner: str, *columns: str) -> pl.DataFrame:
    """One row an owner, each column null unless all its facts agree."""
    values = {name: pl.col(name).drop_nulls().unique() for name in columns}
    placed = facts.drop_nulls(owner).sort("source_file", "source_line")
    return placed.group_by(owner).agg(
        *(
            pl.when(value.len() == 1).then(value.first()).alias(name)
            for name, value in values.items()
        ),
        pl.first("source_file"),
        pl.first("source_line"),
    )


def _listed(facts: pl.DataFrame, name: str) -> pl.DataFrame:
    """Each party's values joined by ``|``; inside a value it reads ``¦``."""
    values = facts.drop_nulls(["party_id", name]).group_by("party_id", name)
    counted = values.agg(pl.sum("seen")).sort("seen", name, descending=[True, False])
    joined = pl.col(name).str.replace_all("|", "¦", literal=True).str.join("|")
    return counted.group_by("party_id").agg(joined)
