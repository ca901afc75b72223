"""Flagged subnetworks and what freezing parts of them would stop."""

import dataframely as dy

from pipeline.schemas.words import (
    CASE_CHANGES,
    FINANCING_STAGES,
    MEMBER_PARTS,
    ROLES,
    SET_BY,
    instant,
)


class Cases(dy.Schema):
    """A flagged subnetwork: a lead for human review; highest priority first."""

    case_id = dy.String(primary_key=True, regex="^[A-Z0-9][A-Z0-9_-]{0,63}$")
    priority = dy.Float64(min=0, max=100)
    set_by = dy.Enum(SET_BY)
    first_at = instant(nullable=True)
    last_at = instant(nullable=True)
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
    overlaps = dy.List(  # other cases that have accounts of this one, most first
        dy.Struct({"case_id": dy.String(), "shared_accounts": dy.Int64()}),
        nullable=True,
    )


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


class CaseDispositions(dy.Schema):
    """What a reviewer decided about a case, from the review log; null: nobody did."""

    case_id = dy.String(primary_key=True)
    evidence = dy.String(regex="^[0-9a-f]{64}$")  # digest of the evidence's ids
    decision = dy.Enum(("open", "escalate", "report", "dismiss"), nullable=True)
    decided_on = dy.Date(nullable=True)
    reviewer = dy.String(nullable=True)
    reason = dy.String(nullable=True)
    stands = dy.Bool(nullable=True)  # false: the evidence has changed since


class CaseChanges(dy.Schema):
    """Cases beside those of the run before; no rows where there was none."""

    change = dy.Enum(CASE_CHANGES)
    case_id = dy.String(nullable=True)  # null: gone
    before_id = dy.String(nullable=True)  # null: new
    priority = dy.Float64(nullable=True)
    before_priority = dy.Float64(nullable=True)
    accounts_added = dy.Int64(min=0)  # to the core
    accounts_removed = dy.Int64(min=0)
    transactions_added = dy.Int64(min=0)  # to the evidence
    transactions_removed = dy.Int64(min=0)
