"""
Format ``documented-case``: a published case as a table of payments between role labels.

One CSV a case (tx_id, date, date_precision, from, to, amount, currency, amount_type,
channel, from_country, to_country, role_from, role_to, ...), with ``relations.csv``
(case, a, b, relation, source) in the same folder. An account is a label. It belongs to
the one account holder whom the relations name, to nobody in particular where they name
several, else to a party of its own. A folder of several cases reads them all; labels
are then ``case:LABEL``, for CELL in one case is not CELL in another.

- Dates that are ranges, approximate or made up (``synthetic``) are approximate.
- Bounds, estimates and splits of ours are approximate amounts; totals, rates and what
  the note says not to sum with other rows are aggregates.
- The words for the channel are kept as purpose; CHANNELS says which channel they are,
  the first that fits; what nothing fits is ``other``. ``XX`` is no country: null.
- A row whose note says "exclude from detection" (a seizure, a penalty: what became of
  the case, not how it moved money) is refused as ``excluded_outcome``: it is counted
  and shown in quarantine and takes no part in anything else.

Roles are truth and go to labels. No ground truth file is read. What a role says of an
account that its bank knows too (a shop and its trade, a charity, an exchange house,
a published appeal, whether an exchanger is registered) is kept with the account.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipeline.ingest.adapter import Adapter, Part
from pipeline.ingest.case_parties import accounts_and_parties
from pipeline.ingest.files import SourceFile, beside, source_files
from pipeline.ingest.settings import Settings
from pipeline.ingest.tables import glimpse, rows_of
from pipeline.schemas import RawRelations, RawRow, conform

COLUMNS = {
    *("tx_id", "date", "date_precision", "from", "to", "amount", "currency"),
    *("amount_type", "channel", "from_country", "to_country", "role_from", "role_to"),
    "note",
}
RELATION_COLUMNS = {"case", "a", "b", "relation"}
CHANNELS = (  # a pattern of the words, in small letters; the first that fits
    (r"\bbtc\b|bitcoin", "virtual_asset"),
    (r"\bwire\b", "wire"),
    (r"money transfer", "money_transfer"),
    (r"cash deposit|cash by courier", "cash_deposit"),
    (r"withdrawal", "cash_withdrawal"),
    (r"cheque", "cheque"),
    (r"account-to-card", "internal"),
    (r"^prepaid cards?$|credit card", "card"),
    (r"\(goods\)", "trade_settlement"),
)
MERCHANT_CATEGORIES = {"merchant_vehicle_hire": "7512", "merchant_lodging": "7011"}
NOT_A_DAY = r"^(approx|synthetic|range .*)$"
DAY = r"^\d{4}-\d{2}-\d{2}$"
ROLES = ("role_from", "role_to")
ACCOUNTS = ("sender_account", "receiver_account")
AMOUNTS = {
    "exact": "exact",
    "unknown": "unknown",
    **dict.fromkeys(
        ("approx", "derived_split", "upper_bound", "lower_bound"), "approximate"
    ),
    **dict.fromkeys(
        ("aggregate", "aggregate_min", "rate_per_month_upper"), "aggregate"
    ),
}
NOT_DETECTED = "exclude from detection"
EXCLUDED = "excluded_outcome"


def recognises(source: Path) -> bool:
    return bool(_cases(source))


def read(source: Path, settings: Settings) -> Iterator[Part]:
    """A case is written by hand, so all of it is held in memory."""
    cases = _cases(source)
    several = len(cases) > 1
    payments = [_payments(file, settings, several) for file in cases]
    relations = _relations(source, cases, settings, several)
    known = pl.concat(payments).with_columns(
        ingest_error=pl.coalesce(
            "ingest_error",
            pl.when(pl.col("note").str.contains(NOT_DETECTED)).then(pl.lit(EXCLUDED)),
        )
    )
    sound = known.filter(pl.col("ingest_error").is_null())
    yield {
        "raw_transactions": conform("raw_transactions", known),
        "raw_relations": conform("raw_relations", relations),
        **accounts_and_parties(sound, relations),
        "labels": _labels(sound),
    }


def _cases(source: Path) -> list[SourceFile]:
    return [file for file in source_files(source) if COLUMNS.issubset(glimpse(file))]


def _payments(file: SourceFile, settings: Settings, several: bool) -> pl.DataFrame:
    """One case in our columns, with its name, roles and notes beside."""
    rows = pl.concat(part.frame(pl.all()) for part in rows_of(file, settings))
    shown = [name for name in rows.columns if name not in (*RawRow.columns(), *ROLES)]
    words = pl.col("channel").str.to_lowercase()
    channel = pl.coalesce(
        *(
            pl.when(words.str.contains(fits)).then(pl.lit(ours))
            for fits, ours in CHANNELS
        ),
        pl.when(words.is_not_null()).then(pl.lit("other")),
    )
    counted_elsewhere = pl.col("note").str.contains("do not sum").fill_null(False)
    return rows.select(
        "source_file",
        "source_line",
        "ingest_error",
        *ROLES,
        "note",
        "currency",
        "amount",
        case=pl.lit(file.stem),
        transaction_id="tx_id",
        booked_at=pl.when(pl.col("date").str.contains(DAY))
        .then(pl.col("date") + "T00:00:00+00:00")
        .otherwise("date"),
        time_precision=pl.when(pl.col("date_precision").str.contains(NOT_A_DAY))
        .then(pl.lit("approximate"))
        .otherwise("date_precision"),
        sender_account=_label("from", file.stem, several),
        receiver_account=_label("to", file.stem, several),
        amount_status=pl.when(counted_elsewhere)
        .then(pl.lit("aggregate"))
        .otherwise(pl.col("amount_type").replace(AMOUNTS)),
        channel=channel,
        purpose="channel",
        merchant_category=pl.col("role_to").replace_strict(
            MERCHANT_CATEGORIES, default=None, return_dtype=pl.String
        ),
        sender_country=pl.col("from_country").replace("XX", None),
        receiver_country=pl.col("to_country").replace("XX", None),
        delivered=pl.coalesce("delivered", pl.struct(shown).struct.json_encode()),
    )


def _label(column: str, case: str, several: bool) -> pl.Expr:
    return pl.lit(f"{case}:") + pl.col(column) if several else pl.col(column)


def _relations(
    source: Path, cases: list[SourceFile], settings: Settings, several: bool
) -> pl.DataFrame:
    """The relations of these cases; those of others are not this input's."""
    files = [file for file in source_files(source) if _is_relations(file)]
    near = beside(cases[0], "relations.csv")
    if not source.is_dir() and near is not None and _is_relations(near):
        files = [near]
    found: list[pl.DataFrame] = [RawRelations.create_empty()]
    for file in files:
        rows = pl.concat(part.frame(pl.all()) for part in rows_of(file, settings))
        ours = rows.filter(
            pl.col("case").is_in([case.stem for case in cases])
            | pl.col("ingest_error").is_not_null()
        )
        if several:
            prefixed = (pl.format("{}:{}", "case", end).alias(end) for end in "ab")
            ours = ours.with_columns(prefixed)
        found.append(conform("raw_relations", ours))
    return pl.concat(found)


def _is_relations(file: SourceFile) -> bool:
    return RELATION_COLUMNS.issubset(glimpse(file))


def _labels(payments: pl.DataFrame) -> pl.DataFrame:
    """Every payment, and every account in each role it plays."""
    transactions = payments.select("case", subject_id="transaction_id", role=None)
    ends = [
        payments.select("case", subject_id=account, role=role)
        for account, role in zip(ACCOUNTS, ROLES, strict=True)
    ]
    accounts = pl.concat(ends).drop_nulls("subject_id").unique(maintain_order=True)
    both = [("transaction", transactions), ("account", accounts)]
    return pl.concat(
        conform(
            "labels",
            found.with_columns(
                subject=pl.lit(subject),
                label=pl.lit("scheme"),
                name="case",
                instance="case",
            ),
        )
        for subject, found in both
    )


ADAPTER = Adapter(
    name="documented-case",
    looks_for="case tables with columns tx_id, from, to, role_from, role_to",
    recognises=recognises,
    read=read,
)
