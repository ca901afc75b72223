"""The accounts of the graph, whom they resemble, and which red flags they raise."""

import dataframely as dy

from pipeline.schemas.words import (
    ACCOUNT_KINDS,
    FINANCING_STAGES,
    SERVICES,
    SET_BY,
    country,
    currency,
    instant,
    money,
)


class GraphAccounts(dy.Schema):
    """Row i is account number i of the flow graph: first appearance, then the rest."""

    account_id = dy.String(primary_key=True)
    party_id = dy.String(nullable=True)
    kind = dy.Enum(ACCOUNT_KINDS, nullable=True)
    institution = dy.String(nullable=True)
    country = country()
    opened_on = dy.Date(nullable=True)
    closed_on = dy.Date(nullable=True)
    currency = currency(nullable=True)  # of the two sums below
    declared_monthly_income = money()
    credit_limit = money()
    service = dy.Enum(SERVICES, nullable=True)
    registered = dy.Bool(nullable=True)


class ScreeningLists(dy.Schema):
    """What parties were screened against; no row means that nobody was screened."""

    list_name = dy.String(primary_key=True)
    entries = dy.Int64(min=1)


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
    window_start = instant(nullable=True)
    window_end = instant(nullable=True)
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


class AlertWeights(dy.Schema):
    """How much each alert counts, and among whom it is how rare."""

    alert_id = dy.String(primary_key=True)
    peers = dy.String()  # the accounts its account is compared with, in words
    peers_counted = dy.Int64(min=1)  # the account among them
    tail = dy.Float64(min=0, max=1)  # share of peers as far past its thresholds
    rarity = dy.Float64(min=0, max=1)
    weight = dy.Float64(min=0, max=1)


# How an alert comes to count: it speaks about the account, names it as a member, or was
# carried there along money; a transaction is its evidence, or an end of it is credited.
CREDIT_WAYS = ("own", "member", "carried", "evidence", "payer", "payee")


def contributions() -> dy.List:
    """What alerts make of a priority: the points add up to it, see SET_BY."""
    return dy.List(
        dy.Struct(
            {
                "alert_id": dy.String(),
                "red_flag": dy.String(),
                "stage": dy.Enum(FINANCING_STAGES),
                "points": dy.Float64(min=0),
                "way": dy.Enum(CREDIT_WAYS),
                "hops": dy.Int64(min=0),  # steps along money from the alert's accounts
                "via": dy.String(
                    nullable=True
                ),  # account it was carried from, or the end
            }
        )
    )


class AccountScores(dy.Schema):
    account_id = dy.String(primary_key=True)
    priority = dy.Float64(min=0, max=100)
    rank = dy.Int64(min=1)  # 1 the highest; of equal priorities the first row
    set_by = dy.Enum(SET_BY)
    contributions = contributions()


class RankerReasons(dy.Schema):
    """What a ranker put highest, and what it had to keep; no rows without a ranker."""

    subject = dy.Enum(("account", "transaction"))
    subject_id = dy.String()
    priority = dy.Float64(min=0, max=100)
    before = dy.Float64(min=0, max=100)  # the priority by alerts alone
    kept = dy.Bool()  # an alert that is always shown speaks about it
    reasons = dy.List(  # of the highest: what raised them; the points add up
        dy.Struct(
            {
                "group": dy.String(),  # of features, by what they are about
                "sentence": dy.String(),
                "points": dy.Float64(min=0),
            }
        )
    )


class TransactionScores(dy.Schema):
    transaction_id = dy.String(primary_key=True)
    priority = dy.Float64(min=0, max=100)
    rank = dy.Int64(min=1)
    set_by = dy.Enum(SET_BY)
    contributions = contributions()
