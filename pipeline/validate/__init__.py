"""
Validation: every delivered row is accepted or quarantined with its reasons.

Nothing is repaired and nothing is lost: rows in = accepted + quarantined, table by
table. What each reason code means, and what to do: ``reasons.py``.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import polars as pl

from pipeline.errors import ContractError, InputError
from pipeline.schemas import Quarantine, conform
from pipeline.validate.accounts import ACCOUNTS
from pipeline.validate.exchange import CrossRates
from pipeline.validate.judge import REFUSED, Judged, judge
from pipeline.validate.known import without_later_ids
from pipeline.validate.parties import PARTIES
from pipeline.validate.passes import build_index, rows_at, stretches
from pipeline.validate.quarantine import objection, quarantined
from pipeline.validate.reasons import REASONS
from pipeline.validate.relations import RELATIONS
from pipeline.validate.settings import Settings
from pipeline.validate.table import Table
from pipeline.validate.times import refuse_unknown_zone
from pipeline.validate.transactions import transactions_table
from pipeline.validate.twins import find_twins

__all__ = ["REASONS", "Settings", "validate"]

Part = Mapping[str, pl.DataFrame]
JUDGES = 2  # threads: polars leaves cores idle on frames of one batch


def validate(
    raw_transactions: pl.LazyFrame,
    raw_accounts: pl.LazyFrame,
    raw_parties: pl.LazyFrame,
    raw_relations: pl.LazyFrame,
    rates: pl.LazyFrame | pl.DataFrame,
    base_currency: str,
    settings: Settings,
) -> Iterator[Part]:
    """
    Split each raw table by its contract: parts of the canonical table in its order,
    then the quarantine by source file and line, then the intake.

    Neither the order of rows nor batches change the result. Each table is read in full
    twice, and once more for each further ``rows_at_once`` rows where the source is not
    in order; beside a batch, memory holds the id and time of each row. Raises
    InputError where a table's quarantine exceeds its limit, when all was judged;
    ConfigError for a base currency or time zone that does not exist.
    """
    if settings.assume_time_zone is not None:
        refuse_unknown_zone(settings.assume_time_zone)
    crossed = CrossRates(rates.lazy().collect(), base_currency)
    delivered = (
        (transactions_table(crossed, settings), raw_transactions),
        (ACCOUNTS, raw_accounts),
        (PARTIES, raw_parties),
        (RELATIONS, raw_relations),
    )
    judged = []
    for table, raw in delivered:
        index = build_index(table, raw, settings)
        index = without_later_ids(index, settings.known_until)
        accepted, refused = 0, [pl.DataFrame(schema=REFUSED)]
        for some in _judged(table, raw, index, settings):
            accepted += some.accepted.height
            refused.append(some.refused)
            yield {table.name: some.accepted}
        judged.append(_Outcome(table, raw, index.height, accepted, pl.concat(refused)))
    for outcome in judged:
        outcome.balance()
    objections = [
        objection(outcome.table.name, outcome.rows_in, outcome.refused, settings)
        for outcome in judged
    ]
    if any(objections):
        raise InputError(" ".join(text for text in objections if text))
    yield {"quarantine": Quarantine.create_empty()}
    for outcome in judged:
        for part in quarantined(outcome.table, outcome.raw, outcome.refused, settings):
            yield {"quarantine": part}
    yield {"intake": conform("intake", pl.DataFrame([o.intake() for o in judged]))}


class _Outcome(NamedTuple):
    table: Table
    raw: pl.LazyFrame
    rows_in: int
    accepted: int
    refused: pl.DataFrame

    def balance(self) -> None:
        if self.rows_in != self.accepted + self.refused.height:
            raise ContractError(
                f"{self.rows_in} rows of {self.table.name} came in, but "
                f"{self.accepted} were accepted and {self.refused.height} quarantined"
            )

    def intake(self) -> dict[str, str | int]:
        return {
            "table": self.table.name,
            "rows_in": self.rows_in,
            "accepted": self.accepted,
            "quarantined": self.refused.height,
        }


def _judged(
    table: Table, raw: pl.LazyFrame, index: pl.DataFrame, settings: Settings
) -> Iterator[Judged]:
    """The table in the order of the result: at least one part, if an empty one."""
    raw = raw.drop("delivered")
    twins = find_twins(table, raw, index, settings)
    if index.is_empty():
        yield Judged(table.accepts.create_empty(), pl.DataFrame(schema=REFUSED))
    one_batch = partial(judge, table, index, twins, settings.known_until)
    # Repeated rows go first, so that which of them is kept moves no other's place.
    keys = index.select(
        pl.when(~pl.Series(twins.repeated)).then(column).alias(column)
        for column in table.sort_by
    )
    for stretch in stretches(table, keys, settings.rows_at_once):
        batches = rows_at(raw, stretch.positions, settings.batch_rows)
        with ThreadPoolExecutor(JUDGES) as pool:
            parts = list(pool.map(one_batch, batches))
        accepted = stretch.in_order(pl.concat([part.accepted for part in parts]))
        yield Judged(
            accepted.select(table.accepts.column_names()),
            pl.concat([part.refused for part in parts]),
        )
