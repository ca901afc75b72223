"""What validation lets through, what it keeps back, and the count of both."""

import dataframely as dy

from pipeline.schemas.words import (
    ACCOUNT_KINDS,
    AMOUNT_STATUSES,
    CHANNELS,
    FINANCING_STAGES,
    PARTY_KINDS,
    RELATIONS,
    SERVICES,
    TIME_PRECISIONS,
    SourcePlace,
    country,
    currency,
    instant,
    money,
)


class Transactions(SourcePlace):
    """One payment a row, sorted by ``booked_at``, then ``transaction_id``."""

    transaction_id = dy.String(min_length=1)
    booked_at = instant()
    time_precision = dy.Enum(TIME_PRECISIONS)  # how far booked_at may be trusted
    sender_account = dy.String(min_length=1)
    receiver_account = dy.String(min_length=1)
    amount = money(above_zero=True)
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
    merchant_category = dy.String(nullable=True)  # ISO 18245, four digits
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
    declared_monthly_income = money()
    credit_limit = money()
    service = dy.Enum(SERVICES, nullable=True)
    registered = dy.Bool(nullable=True)  # on the register that its service must be on


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
    programme_countries = dy.List(dy.String())  # where a charity says it works


class Relations(SourcePlace):
    """``a`` stands in ``relation`` to ``b``; each end is a party or an account."""

    a = dy.String(min_length=1)
    b = dy.String(min_length=1)
    relation = dy.Enum(RELATIONS)
    valid_from = dy.Date(nullable=True)  # null: since ever
    valid_to = dy.Date(nullable=True)  # exclusive; null: still
    source = dy.String(nullable=True)


class Quarantine(SourcePlace):
    """Rows that broke the contract; rows in = accepted + quarantined, by table."""

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
