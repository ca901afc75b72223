"""What the passes over a raw table need to know of it."""

from collections.abc import Callable
from dataclasses import dataclass

import dataframely as dy
import polars as pl

PLACE = ("source_file", "source_line")


@dataclass(frozen=True, kw_only=True)
class Table:
    """
    ``index`` keeps of every row what must be seen of all rows at once: ``identity``
    (text that no two rows may share; null where there is none), and whatever
    ``sort_by`` names. ``typed`` gets the rows with their index beside, delivered text
    in columns named by ``text_of``, and adds what ``contract`` asks for. Both judge
    each row by itself, so that batches make no difference.
    """

    name: str
    native: tuple[str, ...]  # the delivered columns
    retyped: tuple[str, ...]  # those of them that are more than text
    contract: type[dy.Schema]  # ``accepts`` and one rule a reason code
    accepts: type[dy.Schema]
    indexed: tuple[str, ...]  # the columns that ``index`` reads
    index: Callable[[pl.DataFrame], pl.DataFrame]
    sort_by: tuple[str, ...]  # columns of the index
    typed: Callable[[pl.DataFrame], pl.DataFrame]


def native_columns(raw: type[dy.Schema], place: type[dy.Schema]) -> tuple[str, ...]:
    """The columns of a raw table beside those that say where a row came from."""
    return tuple(c for c in raw.column_names() if c not in place.column_names())
