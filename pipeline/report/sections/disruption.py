"""Key channels and what freezing them would do; nothing here is an order to act."""

from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.wording import spoken

STRATEGIES = {
    "exact": "best",
    "minimum_cut": "minimum cut",
    "greedy": "next best",
    "biggest": "biggest",
}


class KeyChannel(NamedTuple):
    rank: int
    kind: str
    channel: str
    role: str
    stopped_cents: int
    share: float
    in_minimum_cut: bool
    options: str


class Freeze(NamedTuple):
    kind: str
    budget: int
    strategy: str
    frozen: list[str]
    flow_cents: int
    stopped_cents: int
    share: float
    at_most_cents: int
    collateral_transactions: int


# What a competent authority could consider, by role; the least intrusive first.
OPTIONS = {
    "donor": "Monitoring; outreach. Givers are often unaware.",
    "collector": "Monitoring order; postponement of the next onward payment.",
    "funnel": "Monitoring order; postponement of the next onward payment.",
    "front": "Regulator of the sector; monitoring. Protect lawful aid work.",
    "pass-through": "Request for account opening records; monitoring order.",
    "facilitator": "Monitoring to see recipients, then restraint on the same day.",
    "paymaster": "Monitoring to see recipients, then restraint on the same day.",
    "operative": "Refer to investigators before any freeze: risk of tip-off.",
    "cash-out": "Camera and terminal records; limits on the instrument.",
    "unwitting": "No measure against the holder; ask for records only.",
}
CORRIDOR_OPTION = "Enhanced checks on this corridor; ask both countries' units."
OTHER_OPTION = "Request for records; monitoring order."


def key_channels(case: CaseFile) -> list[KeyChannel]:
    """Strongest first."""
    channels = []
    for row in case.key_channels.to_dicts():
        corridor = row["kind"] == "corridor"
        role = "" if corridor else case.role(row["channel"])
        option = CORRIDOR_OPTION if corridor else OPTIONS.get(role, OTHER_OPTION)
        names = ("rank", "kind", "channel", "stopped_cents", "share", "in_minimum_cut")
        channels.append(
            KeyChannel(role=role, options=option, **{name: row[name] for name in names})
        )
    return channels


def freezes(case: CaseFile) -> list[Freeze]:
    """By budget, then strategy."""
    return [
        Freeze(
            kind=row["kind"],
            budget=row["budget"],
            strategy=STRATEGIES.get(row["strategy"], spoken(row["strategy"])),
            frozen=row["frozen"],
            flow_cents=row["flow_cents"],
            stopped_cents=row["stopped_cents"],
            share=row["stopped_cents"] / row["flow_cents"]
            if row["flow_cents"]
            else 0.0,
            at_most_cents=row["at_most_cents"],
            collateral_transactions=row["collateral_transactions"],
        )
        for row in case.disruption.to_dicts()
    ]
