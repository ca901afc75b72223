"""
What payments say in passing about accounts and their holders, gathered to two tables.

Payments repeat the same few facts; they are kept once, so memory follows the number of
accounts, not of payments: some 300 bytes for each.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from pipeline.ingest.adapter import Part
from pipeline.schemas import conform

ACCOUNT = {
    "account_id": pl.String,
    **dict.fromkeys(("institution", "kind", "country"), pl.String),
    "has_party": pl.Boolean,  # a party of the same id; null: not told
}
PARTY = dict.fromkeys(("party_id", "what", "value"), pl.String)
SINGLE = ("kind", "country")  # what a party has but one of
Schema = Mapping[str, type[pl.DataType]]
LISTS = ("names", "dates", "identifiers", "addresses", "phones")
FILE = 1 << 40  # a place is number of the file × FILE + line
COMPACT_AT = 500_000  # facts
PART_ROWS = 250_000  # of a table handed out at once


class AccountBook:
    """
    One fact a row, with ``source_file`` and ``source_line`` of the mention.

    Where facts contradict each other on what can have but one value, it stays null;
    lists hold every value, the most frequent first, then by alphabet. The place is that
    of the first mention, files in the order they came in.
    """

    def __init__(self, compact_at: int = COMPACT_AT) -> None:
        self._files: dict[str, int] = {}
        self._accounts = _Facts(ACCOUNT, compact_at)
        self._parties = _Facts(PARTY, compact_at)

    def add(self, accounts: pl.DataFrame, parties: pl.DataFrame | None = None) -> None:
        """
        ``accounts`` has columns of ACCOUNT, ``parties`` those of PARTY: an id, one of
        SINGLE or LISTS, and a value. Null is no fact; neither is an absent column.
        """
        for facts, told in ((self._accounts, accounts), (self._parties, parties)):
            if told is None or told.is_empty():
                continue
            names = told["source_file"].unique(maintain_order=True)
            number = {n: self._files.setdefault(n, len(self._files)) for n in names}
            file = pl.col("source_file").replace_strict(number, return_dtype=pl.Int64)
            facts.add(told.with_columns(place=file * FILE + pl.col("source_line")))

    def parts(self) -> Iterator[Part]:
        """The raw_accounts rows, then the raw_parties rows, both sorted by id."""
        names = [name for name in ACCOUNT if name != "account_id"]
        known = pl.any_horizontal(pl.col(name).is_not_null() for name in names)
        accounts = self._accounts.whole().filter(known).group_by("account_id")
        yield from self._table(
            "raw_accounts",
            accounts.agg(pl.min("place"), *map(_only, names)).sort("account_id"),
            pl.when("has_party").then("account_id").alias("party_id"),
        )
        facts = self._parties.whole()
        parties = facts.group_by("party_id").agg(
            pl.min("place"), *(_only("value", name) for name in SINGLE)
        )
        for name in LISTS:
            parties = parties.join(_listed(facts, name), on="party_id", how="left")
        yield from self._table("raw_parties", parties.sort("party_id"))

    def _table(
        self, name: str, rows: pl.DataFrame, *columns: pl.Expr
    ) -> Iterator[Part]:
        files = pl.Series(list(self._files), dtype=pl.String)
        file = pl.lit(files).gather(pl.col("place") // FILE)
        line = pl.col("place") % FILE
        for part in rows.iter_slices(PART_ROWS):
            placed = part.with_columns(*columns, source_file=file, source_line=line)
            yield {name: conform(name, placed)}


class _Facts:
    """Rows that differ, with the first ``place`` and how often each was ``seen``."""

    def __init__(self, schema: Schema, compact_at: int) -> None:
        whole = dict(schema) | {"place": pl.Int64, "seen": pl.UInt32}
        self._keys = list(schema)
        self._parts = [pl.DataFrame(schema=whole)]
        self._compact_at = compact_at

    def add(self, facts: pl.DataFrame) -> None:
        whole = self._parts[0].schema
        facts = facts.with_columns(seen=pl.lit(1, pl.UInt32))
        facts = facts.select(
            pl.col(name).cast(kind)
            if name in facts.columns
            else pl.lit(None, kind).alias(name)
            for name, kind in whole.items()
        )
        self._parts.append(self._once(facts))
        if sum(part.height for part in self._parts) > self._compact_at:
            height = self.whole().height
            self._compact_at = max(self._compact_at, 2 * height)

    def whole(self) -> pl.DataFrame:
        self._parts = [self._once(pl.concat(self._parts))]
        return self._parts[0]

    def _once(self, facts: pl.DataFrame) -> pl.DataFrame:
        return facts.group_by(self._keys).agg(pl.min("place"), pl.sum("seen"))


def _only(name: str, what: str | None = None) -> pl.Expr:
    """The one value of a group; null where there is none, or more than one."""
    value = (
        pl.col(name) if what is None else pl.col(name).filter(pl.col("what") == what)
    )
    return pl.when(value.min() == value.max()).then(value.min()).alias(what or name)


def _listed(facts: pl.DataFrame, name: str) -> pl.DataFrame:
    """Each party's values joined by ``|``; inside a value it reads ``¦``."""
    values = facts.filter(pl.col("what") == name).sort(
        "seen", "value", descending=[True, False]
    )
    text = pl.col("value").str.replace_all("|", "¦", literal=True)
    joined = text.str.join("|").alias(name)
    return values.group_by("party_id").agg(joined)
