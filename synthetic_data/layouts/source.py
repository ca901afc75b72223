"""What a layout is written from."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import polars as pl

from synthetic_data.stored import Registers


class Source(NamedTuple):
    """A world as somebody sees it, its transactions part by part."""

    parts: Iterator[tuple[str, pl.DataFrame]]  # file name and rows
    whole: Registers  # of the world; what bank an account is at, who is in a scheme
    registers: Callable[[], Registers]  # once every part has been taken
    first_day: date

    def schemes(self) -> pl.DataFrame:
        """The scheme of each transaction that belongs to one."""
        return self.whole.labels.filter(
            pl.col("subject") == "transaction", pl.col("label") == "scheme"
        ).select("name", "instance", transaction_id="subject_id")
