"""
The contract of every table, and the glossary: what each column means, unit and nulls.

Null always means unknown. Times are UTC. A table is one Parquet file of that name in a
run folder. Money is exact: ``amount`` in the transaction's own currency as a decimal,
``*_cents`` as int64 hundredths of the run's base currency.
"""

from typing import Any

import dataframely as dy
import polars as pl

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
PARTY_KINDS = ("person", "organisation")
RELATIONS = (
    *("account_holder", "delegated_access", "acts_for", "proxy_same_principal"),
    *("officer_of", "employee_of", "family", "same_party", "same_market"),
    *("contains", "on_chain_cluster_flow", "other"),
)
FINANCING_STAGES = ("raise", "move", "store", "use")
ROLES = (
    *("donor", "collector", "funnel", "pass-through", "facilitator"),
    *("paymaster", "operative", "front", "cash-out", "unwitting"),
)
MEMBER_PARTS = ("core", "context")  # core carries evidence; context is what it touches
COUNTRIES = (*country_codes(), WITHHELD)  # withheld: known to the source, kept back

UTC_MICROS = {"time_zone": "UTC", "time_unit": "us"}
MONEY = {"precision": 38, "scale": 18}  # 18 decimals: the smallest unit of ether


def country() -> dy.Enum:
    return dy.Enum(COUNTRIES, nullable=True)


def currency(**options: bool) -> dy.Enum:
    return dy.Enum(currency_codes(), **options)


class SourcePlace(dy.Schema):
    """Where a row came from."""

    source_file = dy.String()  # relative to the input folder
    source_line = dy.Int64(min=1)  # line in a text file (header is 1), else row number


class RawRow(SourcePlace):
    """A row as an adapter read it: text in the table's own columns, nothing judged."""

    ingest_error = dy.String(nullable=True)  # reason code: not even a row
    delivered = dy.String(nullable=True)  # as delivered, where columns do not show it


class RawTransactions(RawRow):
    """Columns of ``Transactions`` as text; null where the source has nothing."""

    transaction_id = dy.String(nullable=True)
    booked_at = dy.String(nullable=True)  # ISO 8601 with zone
    time_precision = dy.String(nullable=True)
    sender_account = dy.String(nullable=True)
    receiver_account = dy.String(nullable=True)
    amount = dy.String(nullable=True)  # digits, one optional point
    amount_status = dy.String(nullable=True)
    currency = dy.String(nullable=True)
    channel = dy.String(nullable=True)
    sender_country = dy.String(nullable=True)
    receiver_country = dy.String(nullable=True)
    sender_named = dy.String(nullable=True)  # "true" or "false"
    receiver_named = dy.String(nullable=True)
    conductor = dy.String(nullable=True)
    on_behalf_of = dy.String(nullable=True)
    branch = dy.String(nullable=True)
    latitude = dy.String(nullable=True)
    longitude = dy.String(nullable=True)
    device = dy.String(nullable=True)
    purpose = dy.String(nullable=True)


class RawAccounts(RawRow):
    account_id = dy.String(nullable=True)
    party_id = dy.String(nullable=True)
    kind = dy.String(nullable=True)
    institution = dy.String(nullable=True)
    country = dy.String(nullable=True)
    currency = dy.String(nullable=True)
    opened_on = dy.String(nullable=True)  # YYYY-MM-DD, as are all dates
    closed_on = dy.String(nullable=True)
    declared_monthly_income = dy.String(nullable=True)
    credit_limit = dy.String(nullable=True)


class RawParties(RawRow):
    """Lists are text joined with ``|``; an identifier is ``type:value``."""

    party_id = dy.String(nullable=True)
    kind = dy.String(nullable=True)
    names = dy.String(nullable=True)
    dates = dy.String(nullable=True)  # type:YYYY-MM-DD
    identifiers = dy.String(nullable=True)
    addresses = dy.String(nullable=True)
    phones = dy.String(nullable=True)
    devices = dy.String(nullable=True)
    country = dy.String(nullable=True)


class RawRelations(RawRow):
    a = dy.String(nullable=True)
    b = dy.String(nullable=True)
    relation = dy.String(nullable=True)
    valid_from = dy.String(nullable=True)
    valid_to = dy.String(nullable=True)
    source = dy.String(nullable=True)


class Transactions(SourcePlace):
    """One payment a row, sorted by ``booked_at``, then ``transaction_id``."""

    transaction_id = dy.String(min_length=1)
    booked_at = dy.Datetime(**UTC_MICROS)  # type: ignore[arg-type] # mixed kwargs
    time_precision = dy.Enum(TIME_PRECISIONS)  # how far booked_at may be trusted
    sender_account = dy.String(min_length=1)
    receiver_account = dy.String(min_length=1)
    amount = dy.Decimal(**MONEY, nullable=True, min_exclusive=0)
    amount_status = dy.Enum(AMOUNT_STATUSES)
    currency = currency()
    value_cents = dy.Int64(nullable=True, min=0)  # base currency, at the day's rate
    channel = dy.Enum(CHANNELS)
    sender_country = country()
    receiver_country = country()
    sender_named = dy.Bool(nullable=True)  # did the message carry the party's name?
    receiver_named = dy.Bool(nullable=True)
    conductor = dy.String(nullable=True)  # who gave the order, where not the owner
    on_behalf_of = dy.String(nullable=True)
    branch = dy.String(nullable=True)
    latitude = dy.Float64(nullable=True, min=-90, max=90)
    longitude = dy.Float64(nullable=True, min=-180, max=180)
    device = dy.String(nullable=True)
    purpose = dy.String(nullable=True)


class Accounts(SourcePlace):
    """Where money sits, as the source describes it; sorted by ``account_id``."""

    account_id = dy.String(primary_key=True, min_length=1)
    party_id = dy.String(nullable=True)  # the owner
    kind = dy.Enum(ACCOUNT_KINDS, nullable=True)
    institution = dy.String(nullable=True)
    country = country()
    currency = currency(nullable=True)
    opened_on = dy.Date(nullable=True)
    closed_on = dy.Date(nullable=True)
    declared_monthly_income = dy.Decimal(**MONEY, nullable=True, min=0)
    credit_limit = dy.Decimal(**MONEY, nullable=True, min=0)


class Parties(SourcePlace):
    """Who owns accounts; sorted by ``party_id``."""

    party_id = dy.String(primary_key=True, min_length=1)
    kind = dy.Enum(PARTY_KINDS, nullable=True)
    names = dy.List(dy.String())  # first is the main one, then aliases
    dates = dy.List(dy.Struct({"type": dy.String(), "value": dy.Date()}))
    identifiers = dy.List(dy.Struct({"type": dy.String(), "value": dy.String()}))
    addresses = dy.List(dy.String())
    phones = dy.List(dy.String())
    devices = dy.List(dy.String())
    country = country()


class Relations(SourcePlace):
    """``a`` stands in ``relation`` to ``b``; each end is a party or an account."""

    a = dy.String(min_length=1)
    b = dy.String(min_length=1)
    relation = dy.Enum(RELATIONS)
    valid_from = dy.Date(nullable=True)  # null: since ever
    valid_to = dy.Date(nullable=True)  # exclusive; null: still
    source = dy.String(nullable=True)


class Quarantine(SourcePlace):
    """Rows that broke the contract. Rows in = accepted + quarantined, for each table."""

    table = dy.String()
    reasons = dy.List(dy.String(), min_length=1)  # reason codes
    delivered = dy.String()  # the row as delivered, JSON


class Intake(dy.Schema):
    """The reconciliation: one row a source table."""

    table = dy.String(primary_key=True)
    rows_in = dy.Int64(min=0)
    accepted = dy.Int64(min=0)
    quarantined = dy.Int64(min=0)


class Labels(dy.Schema):
    """Truth, where known; no stage reads it."""

    subject = dy.Enum(("transaction", "account"))
    subject_id = dy.String()
    label = dy.Enum(("scheme", "look_alike"))
    name = dy.String()  # which scheme or look-alike
    instance = dy.String()  # one planted occurrence
    stage = dy.Enum(FINANCING_STAGES, nullable=True)
    role = dy.String(nullable=True)


class GraphAccounts(dy.Schema):
    """Row i is account number i of the flow graph: first appearance, then the rest."""

    account_id = dy.String(primary_key=True)
    party_id = dy.String(nullable=True)
    kind = dy.Enum(ACCOUNT_KINDS, nullable=True)
    institution = dy.String(nullable=True)
    country = country()
    opened_on = dy.Date(nullable=True)
    closed_on = dy.Date(nullable=True)


class ScreeningHits(dy.Schema):
    """A party resembles a listed one; a person decides."""

    party_id = dy.String()
    list_name = dy.String()
    list_date = dy.Date(nullable=True)
    entity = dy.String()
    matched_on = dy.String()
    similarity = dy.Float64(min=0, max=1)
    exact_identifier = dy.Bool()
    listed_from = dy.Date(nullable=True)
    listed_to = dy.Date(nullable=True)


class Alerts(dy.Schema):
    """One red flag raised on one account or subnetwork."""

    alert_id = dy.String(primary_key=True)
    red_flag = dy.String()
    account_id = dy.String()  # the account it speaks about
    members = dy.List(dy.String(), min_length=1)  # accounts of the subnetwork, sorted
    window_start = dy.Datetime(**UTC_MICROS, nullable=True)  # type: ignore[arg-type] # mixed kwargs
    window_end = dy.Datetime(**UTC_MICROS, nullable=True)  # type: ignore[arg-type] # mixed kwargs
    measured = dy.List(
        dy.Struct(
            {
                "name": dy.String(),
                "value": dy.Float64(),
                "threshold": dy.Float64(nullable=True),
            }
        )
    )
    strength = dy.Float64(min=0, max=1)
    sentence = dy.String()  # explains itself with measured values


class AlertEvidence(dy.Schema):
    """Every member transaction of an alert and the part it plays."""

    alert_id = dy.String()
    transaction_id = dy.String()
    part = dy.String()


class RedFlagStatus(dy.Schema):
    """What each red flag could do with this data; silence is not innocence."""

    red_flag = dy.String(primary_key=True)
    testable = dy.Bool()
    reason = dy.String(nullable=True)  # why not testable here
    alerts = dy.Int64(min=0)
    cut = dy.Int64(min=0)  # searches a work budget ended early


def contributions() -> dy.List:
    """What a priority is made of: the points add up to it."""
    return dy.List(
        dy.Struct(
            {
                "alert_id": dy.String(),
                "red_flag": dy.String(),
                "stage": dy.Enum(FINANCING_STAGES),
                "points": dy.Float64(min=0),
            }
        )
    )


class AccountScores(dy.Schema):
    account_id = dy.String(primary_key=True)
    priority = dy.Float64(min=0, max=100)
    contributions = contributions()


class TransactionScores(dy.Schema):
    transaction_id = dy.String(primary_key=True)
    priority = dy.Float64(min=0, max=100)
    contributions = contributions()


class Cases(dy.Schema):
    """A flagged subnetwork: a lead for human review; highest priority first."""

    case_id = dy.String(primary_key=True, regex="^[A-Z0-9][A-Z0-9_-]{0,63}$")
    priority = dy.Float64(min=0, max=100)
    first_at = dy.Datetime(**UTC_MICROS, nullable=True)  # type: ignore[arg-type] # mixed kwargs
    last_at = dy.Datetime(**UTC_MICROS, nullable=True)  # type: ignore[arg-type] # mixed kwargs
    core_accounts = dy.Int64(min=1)
    context_accounts = dy.Int64(min=0)
    transactions = dy.Int64(min=0)
    value_cents = dy.Int64(min=0)  # known values of the case's transactions
    unknown_values = dy.Int64(min=0)  # transactions without a known value
    stages = dy.List(dy.Enum(FINANCING_STAGES))
    red_flags = dy.List(dy.String())
    alert_ids = dy.List(dy.String())
    countries = dy.List(dy.String())
    notes = dy.List(dy.String(), nullable=True)  # where a bound cut something, how much


class CaseMembers(dy.Schema):
    case_id = dy.String()
    account_id = dy.String()
    role = dy.Enum(ROLES)
    reason = dy.String()  # why this role, with measured values
    part = dy.Enum(MEMBER_PARTS)
    received_cents = dy.Int64(min=0)  # inside the case
    sent_cents = dy.Int64(min=0)


class CaseTransactions(dy.Schema):
    case_id = dy.String()
    transaction_id = dy.String()
    part = dy.Enum(("evidence", "context"))
    alert_ids = dy.List(dy.String())


class KeyChannels(dy.Schema):
    """Accounts or corridors whose removal cuts the case's flow, strongest first."""

    case_id = dy.String()
    rank = dy.Int64(min=1)
    kind = dy.Enum(("account", "corridor"))
    channel = dy.String()  # account id, or sender country → receiver country
    stopped_cents = dy.Int64(min=0)  # end-to-end flow that freezing it alone stops
    share = dy.Float64(min=0, max=1)  # of the case's end-to-end flow
    in_minimum_cut = dy.Bool()


class Disruption(dy.Schema):
    """What freezing k channels would stop, beside freezing the k biggest accounts."""

    case_id = dy.String()
    budget = dy.Int64(min=1)
    strategy = dy.Enum(("minimum_cut", "greedy", "biggest_accounts"))
    frozen = dy.List(dy.String())
    flow_cents = dy.Int64(min=0)  # end-to-end flow before
    stopped_cents = dy.Int64(min=0)
    at_most_cents = dy.Int64(min=0, nullable=True)  # no k accounts can stop more
    collateral_transactions = dy.Int64(min=0)  # of frozen accounts, outside the case


TABLES: dict[str, type[dy.Schema]] = {
    "raw_transactions": RawTransactions,
    "raw_accounts": RawAccounts,
    "raw_parties": RawParties,
    "raw_relations": RawRelations,
    "labels": Labels,
    "transactions": Transactions,
    "accounts": Accounts,
    "parties": Parties,
    "relations": Relations,
    "quarantine": Quarantine,
    "intake": Intake,
    "screening_hits": ScreeningHits,
    "graph_accounts": GraphAccounts,
    "alerts": Alerts,
    "alert_evidence": AlertEvidence,
    "red_flag_status": RedFlagStatus,
    "account_scores": AccountScores,
    "transaction_scores": TransactionScores,
    "cases": Cases,
    "case_members": CaseMembers,
    "case_transactions": CaseTransactions,
    "key_channels": KeyChannels,
    "disruption": Disruption,
}


def conform(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """
    ``rows`` as the contract of ``table`` has them: its columns, its order, its types.

    Columns the contract lacks are dropped, absent nullable ones are null. Values are
    not judged. Raises polars' own errors where a value cannot take the type.
    """
    wanted: dict[str, Any] = dict(TABLES[table].create_empty().schema)
    return rows.select(
        pl.col(name).cast(dtype)
        if name in rows.columns
        else pl.lit(None, dtype).alias(name)
        for name, dtype in wanted.items()
    )
