"""Bounds of a case, each with its reason."""

from typing import Annotated, Literal

import msgspec

from pipeline.cases.joining import Joining

AccountKind = Literal[
    "personal",
    "business",
    "npo",
    "msb",
    "vasp",
    "prepaid_card",
    "merchant",
    "loan",
    "cash",
    "external",
]


class Settings(Joining, frozen=True, kw_only=True, forbid_unknown_fields=True):
    hub_counterparties: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="An account that dealt with more accounts than this is a hub: "
            "it joins no two groups of alerts and is not grown into. People deal with "
            "some dozens in a year; employers, shops and utilities exceed 100.",
        ),
    ] = 100
    hub_kinds: Annotated[
        tuple[AccountKind, ...],
        msgspec.Meta(
            description="Kinds of account that are hubs: all use them. Not wallets "
            "and accounts of other banks: one is a hub by whom it deals with."
        ),
    ] = ("msb", "merchant", "loan", "cash")
    max_accounts: Annotated[
        int,
        msgspec.Meta(
            ge=2,
            le=2000,
            description="Accounts of a case at most. A person can still review 300; "
            "weaker links than that are cut.",
        ),
    ] = 300
    max_edge_accounts: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="Accounts at the edge of all alerts about one account, such as "
            "its donors or customers, that a case keeps; the largest. Forty are the "
            "most members of a published collection.",
        ),
    ] = 40
    max_context: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="Context accounts of a case at most: enough to see where "
            "money came from and went, few enough to keep the core in view.",
        ),
    ] = 30
    context_per_account: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="Largest payers and payees followed from each core account. "
            "Three hold most of a person's money.",
        ),
    ] = 3
    context_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="A payer or payee is followed if it moved this much of what "
            "the core account moved as evidence, or unknown sums. A tenth: below that "
            "it explains little of the flow.",
        ),
    ] = 0.1
    steady_months: Annotated[
        int,
        msgspec.Meta(
            ge=2,
            description="A payer or payee of as many different months, of 30 days, is "
            "not followed: an employer, a landlord, a relative. A guess from counts "
            "of payments in made-up worlds; what it leaves out was not measured.",
        ),
    ] = 5
    context_days: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="Days before the first and after the last evidence that a "
            "case looks at: one pay cycle.",
        ),
    ] = 30
    max_context_transactions: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="Context transactions of a case at most, the largest first. "
            "Evidence is never left out for its number.",
        ),
    ] = 2_000
    max_flow_arcs: Annotated[
        int,
        msgspec.Meta(
            ge=100,
            description="Payments of the flow network at most, parallel ones merged; "
            "above it times are compared by day, week, month or not at all. With "
            "2,000 one maximum flow takes 5 ms where all pay all, and less otherwise.",
        ),
    ] = 2_000
    max_channels: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="Key channels reported of each kind, and a minimum cut of at "
            "most twice as many. More than ten are a list, not a lead.",
        ),
    ] = 10
    max_budget: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            le=20,
            description="Freezes are planned for 1 to this many accounts, and likewise "
            "corridors. Ten can still be carried out on one day.",
        ),
    ] = 10
