"""Who owns the accounts of a documented case."""

import polars as pl

from pipeline.ingest.adapter import Part
from pipeline.schemas import conform

PLACE = ("source_file", "source_line")
# What a role says of an account beside its part in the case: kind, service, registered.
KNOWN_AS: dict[str, tuple[str | None, str | None, str | None]] = {
    **dict.fromkeys(
        ("merchant", "merchant_lodging", "merchant_vehicle_hire", "used_car_dealer"),
        ("merchant", None, None),
    ),
    "charity": ("npo", None, None),
    "cash": ("cash", None, None),
    "exchange_house": ("msb", None, None),
    "bank_and_exchange_houses": ("msb", None, None),
    "campaign_address_cluster": (None, "campaign", None),
    "exchanges_and_giftcard": (None, "exchange", None),
    "unlicensed_exchanger_hub": (None, "otc_desk", "false"),
}
PREPAID = r"(?i)^prepaid cards?$"  # the words for a channel whose payer is a card
HELD = ("account_holder", "delegated_access")  # their second end is an account


def accounts_and_parties(payments: pl.DataFrame, relations: pl.DataFrame) -> Part:
    """
    Accounts: every end of a payment and all that relations call held. Parties: their
    owners and whoever else stands in a relation. Both in order of first mention.
    """
    held = relations.filter(pl.col("relation").is_in(HELD))
    accounts = pl.concat(
        [
            _mentions(payments, "sender_account", "receiver_account"),
            _mentions(held, "b"),
        ]
    ).unique("id", keep="first", maintain_order=True)
    holders = (
        relations.filter(pl.col("relation") == "account_holder")
        .group_by("b")
        .agg(holder=pl.col("a").unique())
    )
    known = (
        accounts.join(
            holders, left_on="id", right_on="b", how="left", maintain_order="left"
        )
        .join(_described(payments), on="id", how="left", maintain_order="left")
        .select(
            *PLACE,
            "kind",
            "service",
            "registered",
            account_id="id",
            party_id=pl.when(pl.col("holder").is_null())
            .then("id")
            .when(pl.col("holder").list.len() == 1)
            .then(pl.col("holder").list.first()),
        )
    )
    others = _mentions(relations, "a", "b").filter(
        ~pl.col("id").is_in(known["account_id"].implode())
    )
    parties = (
        pl.concat([_mentions(known, "party_id"), _mentions(relations, "a"), others])
        .unique("id", keep="first", maintain_order=True)
        .rename({"id": "party_id"})
    )
    return {
        "raw_accounts": conform("raw_accounts", known),
        "raw_parties": conform("raw_parties", parties),
    }


def _described(payments: pl.DataFrame) -> pl.DataFrame:
    """id, kind, service, registered of the accounts whose role or channel tells."""
    roles = pl.DataFrame(
        [(role, *facts) for role, facts in KNOWN_AS.items()],
        dict.fromkeys(("role", "kind", "service", "registered"), pl.String),
        orient="row",
    )
    ends = pl.concat(
        payments.select(id=account, role=role)
        for account, role in (
            ("sender_account", "role_from"),
            ("receiver_account", "role_to"),
        )
    )
    cards = payments.filter(pl.col("purpose").str.contains(PREPAID)).select(
        pl.lit("prepaid_card").alias("kind"), id="sender_account"
    )
    return (
        pl.concat([ends.join(roles, on="role"), cards], how="diagonal")
        .unique("id", keep="first", maintain_order=True)
        .drop("role")
    )


def _mentions(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Where each id stands first, row by row."""
    found = [
        rows.with_row_index("row").select("row", *PLACE, id=name) for name in columns
    ]
    return (
        pl.concat(found).sort("row", maintain_order=True).drop("row").drop_nulls("id")
    )
