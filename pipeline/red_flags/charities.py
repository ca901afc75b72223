"""
What the data know of charities: which accounts are theirs, how old they are, and what
others of their size and age do.

Charities differ more from one another than firms do, and a rule that measures them all
by one number wrongs whole kinds of them. So what stands out is asked of their peers.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY, EPOCH, Int64s
from pipeline.red_flags.red_flag import Ledger
from pipeline.schemas import COUNTRIES

PERSONS = ("personal", "prepaid_card")
ORGANISATIONS = ("business", "npo", "msb", "vasp", "merchant", "loan")
BEGUN = ("founded", "incorporated", "registered")  # types of a party's dates
UNBORN = np.iinfo(np.int64).min  # nobody knows since when
YOUNG_DAYS = 730  # two yearly returns
FEWEST_PEERS = 5  # below, quartiles say nothing
CLASS_WIDTH = 4  # sizes within a factor of 4 to 16 are similar


def is_charity(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account number, whether it is a charity's."""
    return np.array((ledger.accounts["kind"] == "npo").fill_null(False), np.bool_)


def is_person(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account number, whether it is a person's, by its kind or by its owner."""
    persons = ledger.parties.filter(pl.col("kind") == "person")["party_id"]
    found = ledger.accounts.select(
        pl.col("kind").is_in(PERSONS).fill_null(False)
        | pl.col("party_id").is_in(persons.implode()).fill_null(False)
    )
    return np.array(found.to_series(), np.bool_)


def is_organisation(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account number, whether its kind or its owner is an organisation."""
    bodies = ledger.parties.filter(pl.col("kind") == "organisation")["party_id"]
    found = ledger.accounts.select(
        pl.col("kind").is_in(ORGANISATIONS).fill_null(False)
        | pl.col("party_id").is_in(bodies.implode()).fill_null(False)
    )
    return np.array(found.to_series(), np.bool_)


def is_cash(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account number, whether it stands for cash."""
    return np.array((ledger.accounts["kind"] == "cash").fill_null(False), np.bool_)


def begun_at(ledger: Ledger) -> Int64s:
    """
    Of each account number the graph second at which its owner began, UNBORN if unknown.

    The earliest of the owner's dates of founding; where it has none, the day on which
    the account was opened.
    """
    dates = (
        ledger.parties.select("party_id", "dates")
        .explode("dates")
        .unnest("dates")
        .filter(pl.col("type").is_in(BEGUN), pl.col("value").is_not_null())
        .group_by("party_id")
        .agg(pl.col("value").min())
    )
    day = ledger.accounts.select("party_id", "opened_on").join(
        dates, on="party_id", how="left", maintain_order="left"
    )
    since = pl.coalesce("value", "opened_on") - pl.lit(EPOCH.date())
    seconds = day.select(since.dt.total_days() * DAY).to_series()
    return np.array(seconds.fill_null(UNBORN), np.int64)


def one_a_charity(ledger: Ledger) -> Int64s:
    """
    Of each account number the first charity account of the same holder; its own number
    where it is no charity's. A field office's account is judged with the main one.
    """
    numbers = np.arange(ledger.graph.n_accounts)
    mine = np.flatnonzero(is_charity(ledger))
    holder = ledger.principals.holder[mine]
    _, first, group = np.unique(holder, return_index=True, return_inverse=True)
    numbers[mine] = mine[first[group]]
    return numbers


def programmes(ledger: Ledger) -> pl.DataFrame:
    """account (number) and each country, by its number, where its owner works."""
    numbers = {code: number for number, code in enumerate(COUNTRIES)}
    declared = (
        ledger.parties.select("party_id", code="programme_countries")
        .explode("code")
        .with_columns(
            country=pl.col("code").replace_strict(
                numbers, default=None, return_dtype=pl.Int16
            )
        )
        .drop_nulls("country")
    )
    accounts = ledger.accounts.with_row_index("account").select("account", "party_id")
    return accounts.join(declared, on="party_id").select("account", "country").unique()


def beside_peers(ledger: Ledger, values: pl.DataFrame) -> pl.DataFrame:
    """
    ``values`` (account, at, size_cents, value; one row a charity) with ``peers``, how
    many others are alike, and ``fence``, above which a value stands out among them.

    The fence is Tukey's: the upper quartile and one and a half interquartile ranges.
    Alike are charities of a similar size (their own class of powers of CLASS_WIDTH or
    one beside it) and of the same age at ``at``: young, older or unknown; where those
    are fewer than FEWEST_PEERS, of any age; where those are too, ``peers`` is 0 and
    ``fence`` null.
    """
    age = np.array(values["at"], np.int64) - begun_at(ledger)[values["account"]]
    unknown = begun_at(ledger)[values["account"]] == UNBORN
    sized = values.with_columns(
        pl.Series("age", np.where(unknown, 2, age >= YOUNG_DAYS * DAY)),
        level=pl.col("size_cents").clip(1).log(CLASS_WIDTH).floor().cast(pl.Int64),
    )
    spread = pl.concat(
        [sized.with_columns(pl.col("level") + step) for step in (-1, 0, 1)]
    )
    near = _fences(spread, ["level", "age"])
    wide = _fences(spread, ["level"]).rename(
        {"peers": "any_peers", "fence": "any_fence"}
    )
    joined = sized.join(
        near, on=["level", "age"], how="left", maintain_order="left"
    ).join(wide, on="level", how="left", maintain_order="left")
    enough = pl.col("peers") >= FEWEST_PEERS
    some = pl.col("any_peers") >= FEWEST_PEERS
    return joined.with_columns(
        peers=pl.when(enough).then("peers").when(some).then("any_peers").otherwise(0),
        fence=pl.when(enough).then("fence").when(some).then("any_fence"),
    ).drop("age", "level", "any_peers", "any_fence")


def _fences(spread: pl.DataFrame, alike: list[str]) -> pl.DataFrame:
    upper = pl.col("value").quantile(0.75, "linear")
    lower = pl.col("value").quantile(0.25, "linear")
    return spread.group_by(alike).agg(
        (pl.len().cast(pl.Int64) - 1).alias("peers"),
        (upper + 1.5 * (upper - lower)).alias("fence"),
    )
