"""Settings of the score stage, each with the reason for its default."""

from typing import Annotated

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    borrowed_peers: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="An account is compared with those of its kind, activity and "
            "age, as if this many of the wider group were among them. A thousand: ten "
            "financiers among forty charities must not make each other look usual.",
        ),
    ] = 1_000
    full_rarity: Annotated[
        int,
        msgspec.Meta(
            ge=2,
            description="A measured value that one in so many peers reaches counts in "
            "full. Ten thousand: rarer than that, data of a bank cannot tell.",
        ),
    ] = 10_000
    believed_accounts: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="How often two red flags must fall on one account before half "
            "of their overlap is believed. Ten: fewer are chance, or the same crime.",
        ),
    ] = 10
    repeat_credit: Annotated[
        Share,
        msgspec.Meta(
            description="A further alert of the same red flag counts so much of what "
            "it would as the one before. 0.8: another finding backs the first, and "
            "tells a little less that is new. 0 to 0.6 ranked worse on made-up worlds.",
        ),
    ] = 0.8
    corroboration: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="Evidence is multiplied by the number of families it comes "
            "from to this power. A half: two that agree count 1.4 times what they "
            "would alone; 0 ranked worse on made-up worlds, 1 their payments.",
        ),
    ] = 0.5
    member_credit: Annotated[
        Share,
        msgspec.Meta(
            description="Share of an alert's weight that its other members get, times "
            "the square root of their share in its evidence. All of it: who took part "
            "in all of it is as much meant as the account it speaks about. 0.5 and 0.7 "
            "ranked worse on made-up worlds."
        ),
    ] = 1.0
    transaction_credit: Annotated[
        Share,
        msgspec.Meta(
            description="Share of an alert's weight that its evidence gets where it is "
            "one transaction. All of it: the alert consists of it."
        ),
    ] = 1.0
    dilution: Annotated[
        Share,
        msgspec.Meta(
            description="The credit of each of n evidence transactions is divided by n "
            "to this power. A quarter: of sixteen each gets half; 0 and a half ranked "
            "the payments of made-up worlds worse."
        ),
    ] = 0.25
    carry_decay: Annotated[
        Share,
        msgspec.Meta(
            description="Of an account's credit that goes on to one it deals with, "
            "times the share of their dealings. 0.8 to 1 were alike on made-up worlds, "
            "0.5 worse; 0 carries nothing."
        ),
    ] = 0.9
    carry_hops: Annotated[
        int,
        msgspec.Meta(
            ge=1, le=4, description="Steps it goes. A third adds next to nothing."
        ),
    ] = 2
    carry_days: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            le=3_650,
            description="Money is followed for so long after it was received, and back "
            "before it was paid. Four months: schemes trickle over months, and of 30, "
            "60, 90 and 120 days the longest ranked best on made-up worlds.",
        ),
    ] = 120
    payment_credit: Annotated[
        Share,
        msgspec.Meta(
            description="Of an account's credit that each payment of it gets that was "
            "booked near the alert, divided by the square root of how often its ends "
            "dealt. 0.4 ranked best of 0.2 to 0.5 on made-up worlds."
        ),
    ] = 0.4
    payment_least_credit: Annotated[
        Share,
        msgspec.Meta(
            description="An account needs so much credit before its payments get any. "
            "A tenth: the alert names it, or a good part of its money came from there."
        ),
    ] = 0.1
    hub_counterparties: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="An account that dealt with more others is a hub. As in cases.",
        ),
    ] = 100
    hub_kinds: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Kinds of account that are hubs: all use them."),
    ] = ("msb", "vasp", "merchant", "loan", "cash", "external")
    crowd_kinds: Annotated[
        tuple[str, ...],
        msgspec.Meta(
            description="Kinds of account that an alert about another never credits: "
            "the money of many flows together there by trade."
        ),
    ] = ("msb", "vasp", "loan", "cash")
    regular_others: Annotated[
        int,
        msgspec.Meta(
            ge=2,
            description="Who pays, or is paid by, so many others, nearly all of them "
            "regularly, is an employer, a landlord, a club, a market place: nothing is "
            "carried by way of it. Eight: fewer are a family.",
        ),
    ] = 8
    regular_share: Annotated[
        Share,
        msgspec.Meta(
            description="Share of those others that must be regular. 0.8: new tenants "
            "and leavers are few; at 0.5 accounts of schemes were spared too."
        ),
    ] = 0.8
    regular_payments: Annotated[
        int,
        msgspec.Meta(ge=2, description="Payments that make one of them regular."),
    ] = 3
    always_show: Annotated[
        tuple[str, ...],
        msgspec.Meta(
            description="A ranker lowers nothing that an alert of these speaks about. "
            "By default designated parties."
        ),
    ] = ("TF-INFO-03",)
    batch_rows: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="Rows written at a time. Half a million keeps memory small "
            "and costs no speed.",
        ),
    ] = 500_000
