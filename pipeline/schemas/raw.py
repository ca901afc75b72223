"""Rows as an adapter read them: text in the columns of the table they are meant for."""

import dataframely as dy

from pipeline.schemas.words import SourcePlace


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
    merchant_category = dy.String(nullable=True)
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
    service = dy.String(nullable=True)
    registered = dy.String(nullable=True)  # "true" or "false"


class RawParties(RawRow):
    """Lists are text joined with ``|``; an identifier is ``type:value``."""

    party_id = dy.String(nullable=True)
    kind = dy.String(nullable=True)
    names = dy.String(nullable=True)
    dates = dy.String(nullable=True)  # each as type:YYYY-MM-DD
    identifiers = dy.String(nullable=True)
    addresses = dy.String(nullable=True)
    phones = dy.String(nullable=True)
    devices = dy.String(nullable=True)
    country = dy.String(nullable=True)
    programme_countries = dy.String(nullable=True)


class RawRelations(RawRow):
    a = dy.String(nullable=True)
    b = dy.String(nullable=True)
    relation = dy.String(nullable=True)
    valid_from = dy.String(nullable=True)
    valid_to = dy.String(nullable=True)
    source = dy.String(nullable=True)
