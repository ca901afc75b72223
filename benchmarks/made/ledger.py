"""
A ledger of a made-up shape with every field that a red flag may ask for.

Drawn at random with plausible shares, so that every red flag has its fields and its
usual work; nothing is planted. Written as the runner writes a run: ``transactions`` as
a Parquet file that is read lazily, the graph as arrays that are mapped into memory.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from benchmarks.made.shapes import SEED, Shape
from pipeline.flow_graph import EPOCH, EPOCH_SECONDS, open_flow_graph, save_side
from pipeline.red_flags.red_flag import Ledger
from pipeline.schemas import conform
from pipeline.schemas.words import ACCOUNT_KINDS, CHANNELS

BATCH = 250_000
TABLES = ("accounts", "parties", "relations", "screening_hits")
# In the order of CHANNELS and of ACCOUNT_KINDS.
CHANNEL_SHARES = (12, 25, 15, 25, 5, 9, 2, 2, 1, 1, 0.5, 0.5, 2)
KIND_SHARES = (75, 9, 0.5, 0.3, 0.2, 2, 6, 2, 1, 4)
COUNTRIES = ("US", "DE", "GB", "FR", "NL", "AE", "TR", "PK", "SY", "withheld")
COUNTRY_SHARES = (80, 6, 4, 3, 3, 1.5, 1.5, 0.5, 0.1, 0.4)
PURPOSES = (
    *("rent", "groceries", "salary", "invoice 2025/118", "gift", "loan repayment"),
    *("donation", "school fees", "taxi", "used car", "flight tickets", "insurance"),
    *("transfer", "medical", "phone", "relief for families", None, None, None),
)
SYLLABLES = (
    *("ba", "den", "fi", "gor", "hul", "ja", "kem", "li", "mor", "nu"),
    *("pa", "quin", "ro", "sel", "ti", "ul", "va", "wen", "xi", "zor"),
)
SERVICES = ("campaign", "platform", "exchange", "otc_desk", "mixer", "bridge", "swap")


def write_ledger(shape: Shape, folder: Path) -> None:
    """The tables and the graph of ``shape`` in a new ``folder``."""
    rng = np.random.default_rng(SEED)
    folder.mkdir(parents=True)
    accounts = _accounts(rng, shape.accounts)
    parties = _parties(rng, accounts)
    frames = (accounts, parties, _relations(rng, parties), _hits(parties))
    for name, frame in zip(TABLES, frames, strict=True):
        contract = "graph_accounts" if name == "accounts" else name
        conform(contract, frame).write_parquet(folder / f"{name}.parquet")
    writer = None
    for batch in _transactions(rng, shape, accounts):
        rows = conform("transactions", batch).to_arrow()
        path = folder / "transactions.parquet"
        writer = writer or pq.ParquetWriter(path, rows.schema, compression="zstd")
        writer.write_table(rows)
    if writer:
        writer.close()
    for name, side in shape.graph()._asdict().items():
        save_side(side, folder / "graph" / name)


def open_ledger(folder: Path) -> Ledger:
    accounts, parties, relations, hits = (
        pl.read_parquet(folder / f"{name}.parquet") for name in TABLES
    )
    return Ledger(
        graph=open_flow_graph(folder / "graph"),
        transactions=pl.scan_parquet(folder / "transactions.parquet"),
        accounts=accounts,
        parties=parties,
        relations=relations,
        base_currency="USD",
        screening_hits=hits,
    )


def _drawn(rng: np.random.Generator, values, shares, size: int) -> pl.Series:
    reach = np.cumsum(np.array(shares, np.float64) / sum(shares))
    place = np.minimum(np.searchsorted(reach, rng.random(size)), len(shares) - 1)
    return pl.Series(list(values), dtype=pl.String).gather(place.astype(np.uint32))


def _sometimes(rng: np.random.Generator, values: pl.Series, share: float) -> pl.Series:
    return values.set(pl.Series(rng.random(values.len()) >= share), None)


def _accounts(rng: np.random.Generator, n: int) -> pl.DataFrame:
    number = pl.Series("number", np.arange(n))
    opened = pl.Series(rng.integers(-4_000, 100, n))
    first_day = pl.lit(EPOCH.date()).cast(pl.Date) + pl.duration(days=9_259)
    income = pl.Series(np.exp(rng.normal(8, 0.6, n)).astype(np.int64))
    return pl.DataFrame({"number": number}).select(
        account_id=pl.format("BANK{}-{}", number % 9, number + 10**9),
        party_id=pl.format("P{}", (number + 3) * 4 // 5 + 10**8),
        kind=_drawn(rng, ACCOUNT_KINDS, KIND_SHARES, n),
        institution=pl.format("BANK{}", number % 9),
        country=_drawn(rng, COUNTRIES, COUNTRY_SHARES, n),
        opened_on=first_day + pl.duration(days=opened),
        closed_on=pl.when(number % 97 == 0).then(first_day + pl.duration(days=80)),
        currency=pl.lit("USD"),
        declared_monthly_income=_sometimes(rng, income, 0.6),
        credit_limit=_sometimes(rng, income * 2, 0.1),
        service=_sometimes(rng, _drawn(rng, SERVICES, [1] * 7, n), 0.003),
        registered=pl.Series(rng.random(n) < 0.9),
    )


def _parties(rng: np.random.Generator, accounts: pl.DataFrame) -> pl.DataFrame:
    party = accounts.unique("party_id", keep="first", maintain_order=True)
    n = party.height
    number = pl.Series(np.arange(n))
    people = accounts["kind"].is_in(["personal", "prepaid_card", "loan"])
    shared = pl.Series(rng.integers(0, max(1, n * 9 // 10), n))  # some live together
    identifier = pl.struct(
        type=pl.lit("passport"), value=pl.format("X{}", number + 10**7)
    )
    born = pl.struct(
        type=pl.lit("birth"),
        value=pl.lit(EPOCH.date())
        - pl.duration(days=pl.Series(rng.integers(0, 20_000, n))),
    )
    return party.with_row_index("n").select(
        "party_id",
        "country",
        kind=pl.when(pl.lit(people.gather(np.arange(n, dtype=np.uint32))))
        .then(pl.lit("person"))
        .otherwise(pl.lit("organisation")),
        names=pl.concat_list(_names(rng, n)),
        dates=pl.concat_list(born),
        identifiers=pl.concat_list(identifier),
        addresses=pl.concat_list(pl.format("{} Main Street", shared)),
        phones=pl.concat_list(pl.format("+1555{}", number + 10**6)),
        devices=pl.concat_list(pl.format("D{}", shared)),
        source_file=pl.lit("made.csv"),
        source_line=number + 1,
    )


def _names(rng: np.random.Generator, n: int) -> pl.Series:
    """Made-up ones of six syllables; some 400,000 different first and last names."""
    parts = [
        pl.Series(SYLLABLES).gather(rng.integers(0, 20, n).astype(np.uint32))
        for _ in range(6)
    ]
    return pl.select(pl.format("{}{} {}{}{}{}", *parts)).to_series()


def _relations(rng: np.random.Generator, parties: pl.DataFrame) -> pl.DataFrame:
    n = max(1, parties.height // 4)
    kinds = ("family", "officer_of", "employee_of", "acts_for", "delegated_access")
    a, b = (rng.integers(0, parties.height, n).astype(np.uint32) for _ in range(2))
    return pl.DataFrame(
        {
            "a": parties["party_id"].gather(a),
            "b": parties["party_id"].gather(b),
            "relation": _drawn(rng, kinds, (50, 20, 25, 3, 2), n),
            "source": pl.repeat("register", n, eager=True),
            "source_file": pl.repeat("made.csv", n, eager=True),
            "source_line": pl.Series(np.arange(n) + 1),
        }
    )


def _hits(parties: pl.DataFrame) -> pl.DataFrame:
    every = max(1, parties.height // 20)
    return parties.gather_every(every).select(
        "party_id",
        list_name=pl.lit("made list"),
        entity=pl.lit("E1"),
        matched_on=pl.lit("passport"),
        similarity=pl.lit(1.0),
        exact_identifier=pl.lit(True),
    )


def _transactions(
    rng: np.random.Generator, shape: Shape, accounts: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    for first in range(0, shape.time.size, BATCH):
        at = slice(first, first + BATCH)
        sender, receiver = shape.sender[at], shape.receiver[at]
        n = sender.size
        number = pl.Series(np.arange(first, first + n))
        channel = _drawn(rng, CHANNELS, CHANNEL_SHARES, n)
        cash = channel.str.starts_with("cash")
        party, country = accounts["party_id"], accounts["country"]
        seconds = pl.Series(shape.time[at].astype(np.int64) + EPOCH_SECONDS)
        place = pl.Series(rng.random(n))
        yield pl.DataFrame({"channel": channel}).select(
            "channel",
            transaction_id=pl.format("T{}", number + 10**9),
            booked_at=pl.from_epoch(seconds).dt.replace_time_zone("UTC"),
            time_precision=pl.lit("second"),
            sender_account=accounts["account_id"].gather(sender),
            receiver_account=accounts["account_id"].gather(receiver),
            amount=pl.Series(shape.cents[at]).cast(pl.Decimal(38, 2)) / 100,
            amount_status=pl.lit("exact"),
            currency=pl.when(number % 9 == 0)
            .then(pl.lit("EUR"))
            .otherwise(pl.lit("USD")),
            value_cents=pl.Series(shape.cents[at]),
            sender_country=_sometimes(rng, country.gather(sender), 0.98),
            receiver_country=_sometimes(rng, country.gather(receiver), 0.98),
            sender_named=pl.Series(rng.random(n) < 0.97),
            receiver_named=pl.Series(rng.random(n) < 0.97),
            conductor=pl.when(cash).then(_sometimes(rng, party.gather(receiver), 0.8)),
            on_behalf_of=pl.when(cash).then(
                _sometimes(rng, party.gather(sender), 0.02)
            ),
            branch=pl.when(cash).then(pl.format("B{}", pl.Series(sender) % 500)),
            latitude=pl.when(cash).then(38 + 4 * place),
            longitude=pl.when(cash).then(-100 + 9 * place),
            device=pl.when(~cash).then(pl.format("D{}", pl.Series(sender))),
            purpose=pl.Series(PURPOSES).gather(
                pl.Series(rng.integers(0, len(PURPOSES), n)).cast(pl.UInt32)
            ),
            source_file=pl.lit("made.csv"),
            source_line=number + 1,
        )
