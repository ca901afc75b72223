"""The vocabularies of the tables and the column types that several share."""

from decimal import Decimal

import dataframely as dy

from pipeline.reference.codes import WITHHELD, country_codes, currency_codes

TIME_PRECISIONS = ("second", "minute", "day", "approximate")
# approximate: rounded, estimated or a bound; aggregate: many payments in one row.
AMOUNT_STATUSES = ("exact", "approximate", "aggregate", "unknown")
CHANNELS = (
    *("wire", "internal", "instant", "card", "cash_deposit", "cash_withdrawal"),
    *("money_transfer", "cheque", "prepaid_load", "virtual_asset", "crowdfunding"),
    *("trade_settlement", "other"),
)
ACCOUNT_KINDS = (
    *("personal", "business", "npo", "msb", "vasp", "prepaid_card", "merchant"),
    *("loan", "cash", "external"),  # external: outside the data's institutions
)
# What is done through an account, where a source knows: a fund-raising appeal or its
# platform, or a way into, out of or across virtual assets.
SERVICES = (
    *("campaign", "platform", "exchange", "otc_desk", "mixer", "bridge", "swap"),
)
PARTY_KINDS = ("person", "organisation")
RELATIONS = (
    *("account_holder", "delegated_access", "acts_for", "proxy_same_principal"),
    *("officer_of", "employee_of", "family", "same_party", "same_market"),
    *("contains", "on_chain_cluster_flow", "other"),
)
FINANCING_STAGES = ("raise", "move", "store", "use")
# Who set a priority: alerts, whose contributions then add up to it, or a ranker, whose
# reasons are in ranker_reasons; contributions then add up to what alerts alone give.
SET_BY = ("alerts", "ranker")
ROLES = (
    *("donor", "collector", "funnel", "pass-through", "facilitator"),
    *("paymaster", "operative", "front", "cash-out", "unwitting"),
)
CASE_CHANGES = ("new", "changed", "same", "gone")
MEMBER_PARTS = ("core", "context")  # evidence is about the core; context is touched
COUNTRIES = (*country_codes(), WITHHELD)  # withheld: known to the source, kept back

MONEY_PRECISION = 38
MONEY_SCALE = 18  # decimals: the smallest unit of ether


def country() -> dy.Enum:
    return dy.Enum(COUNTRIES, nullable=True)


def currency(*, nullable: bool = False) -> dy.Enum:
    return dy.Enum(currency_codes(), nullable=nullable)


def money(*, above_zero: bool = False) -> dy.Decimal:
    """An exact amount, null where unknown, never below zero."""
    floor = Decimal(0)
    return dy.Decimal(
        precision=MONEY_PRECISION,
        scale=MONEY_SCALE,
        nullable=True,
        min=None if above_zero else floor,
        min_exclusive=floor if above_zero else None,
    )


def instant(*, nullable: bool = False) -> dy.Datetime:
    return dy.Datetime(time_zone="UTC", time_unit="us", nullable=nullable)


class SourcePlace(dy.Schema):
    """Where a row came from."""

    source_file = dy.String()  # relative to the input folder
    source_line = dy.Int64(min=1)  # line in a text file (header is 1), else row number
