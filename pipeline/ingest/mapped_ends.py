"""Who paid whom, from a row with both ends or from a one-sided ledger."""

from string import Formatter

import polars as pl

from pipeline.ingest.mapping import External, Mapping, as_list

# What is known of an end, and where a ledger has it: of its own account, of the other.
LEDGER = {
    "account": ("account", "counterparty"),
    "country": ("country", "counterparty_country"),
    "name": ("name", "counterparty_name"),
    "bank": ("bank", "counterparty_bank"),
    "named": ("named", "counterparty_named"),
}
WHAT = (*LEDGER, "kind")
OTHER = {"sender": "receiver", "receiver": "sender"}


def ends(fields: pl.DataFrame, raw: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """
    ``sender_*`` and ``receiver_*`` for each of WHAT, and the row's ``channel``.

    ``fields`` has every field of ours, and ``incoming``: whether the ledger's own
    account was paid. Where that is null neither end is known. ``raw`` is the row as
    delivered, for the rules. ``kind`` is known of strangers only: external rules say
    it, and a counterparty of another bank than the ledger's is external.
    """
    known = fields.select(
        "channel", *(column for end in OTHER for column in _end(end, mapping))
    ).with_columns(_prefixed(end) for end in OTHER)
    if not mapping.external:
        return known
    fitting = (
        pl.when(_fits(rule)).then(pl.lit(number, pl.Int32))
        for number, rule in enumerate(mapping.external)
    )
    known = known.with_columns(raw.with_columns(rule=pl.coalesce(fitting))["rule"])
    missing = {end: pl.col(f"{end}_account").is_null() for end in OTHER}
    one_missing = missing["sender"] != missing["receiver"]
    replaced = {
        number: rule.channel
        for number, rule in enumerate(mapping.external)
        if rule.channel
    }
    channel = pl.col("rule").replace_strict(
        replaced, default=pl.col("channel"), return_dtype=pl.String
    )
    return known.with_columns(
        *(column for end in OTHER for column in _filled(end, mapping.external)),
        pl.when(one_missing).then(channel).otherwise("channel").alias("channel"),
    )


def _end(end: str, mapping: Mapping) -> list[pl.Expr]:
    if not mapping.one_sided:
        unknown = pl.lit(None, pl.String).alias(f"{end}_kind")
        return [*(pl.col(f"{end}_{what}") for what in LEDGER), unknown]
    paid = pl.col("incoming") if end == "receiver" else ~pl.col("incoming")
    foreign = ~paid & (pl.col("bank") != pl.col("counterparty_bank"))
    return [
        *(
            pl.when(paid).then(own).when(~paid).then(other).alias(f"{end}_{what}")
            for what, (own, other) in LEDGER.items()
        ),
        pl.when(foreign).then(pl.lit("external")).alias(f"{end}_kind"),
    ]


def _prefixed(end: str) -> pl.Expr:
    bank, account = pl.col(f"{end}_bank"), pl.col(f"{end}_account")
    with_bank = pl.concat_str(bank, account, separator=":")
    return pl.coalesce(with_bank, account).alias(f"{end}_account")


def _fits(rule: External) -> pl.Expr:
    """Whether a row, as delivered, is one the rule speaks of."""
    return pl.all_horizontal(
        pl.lit(True),
        *(
            pl.col(header).str.strip_chars().fill_null("").is_in(as_list(values))
            for header, values in rule.when.items()
        ),
    )


def _filled(end: str, rules: list[External]) -> list[pl.Expr]:
    """The end's account and kind, and the channel, where the row's rule gives them."""
    other = pl.col(f"{OTHER[end]}_account")
    missing = pl.col(f"{end}_account").is_null() & other.is_not_null()
    account, kind = pl.col(f"{end}_account"), pl.col(f"{end}_kind")
    for number, rule in enumerate(rules):
        applies = missing & (pl.col("rule") == number)
        account = pl.when(applies).then(_named(rule.account, other)).otherwise(account)
        kind = pl.when(applies).then(pl.lit(rule.kind)).otherwise(kind)
    return [account.alias(f"{end}_account"), kind.alias(f"{end}_kind")]


def _named(template: str, other: pl.Expr) -> pl.Expr:
    pieces: list[pl.Expr] = []
    for text, field, _, _ in Formatter().parse(template):
        pieces += [pl.lit(text)] + ([other] if field else [])
    return pl.concat_str(pieces)
