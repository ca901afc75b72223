"""Key channels and what freezing them would do; nothing here is an order to act."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.wording import counted
from pipeline.resilience import best_choices, needed_to_stop
from pipeline.schemas import CHANNEL_KINDS


class KeyChannel(NamedTuple):
    rank: int
    kind: str
    channel: str
    role: str
    stopped_cents: int
    share: float
    in_minimum_cut: bool
    options: str


class Choice(NamedTuple):
    """The best that was found to freeze of one kind with one budget."""

    kind: str
    budget: int
    frozen: list[str]
    proven: bool  # no choice of so many stops more
    flow_cents: int
    stopped_cents: int
    share: float
    displaced_cents: int
    at_most_cents: int
    collateral_transactions: int
    collateral_cents: int
    collateral_principals: int
    biggest_cents: int  # stopped by freezing as many of the biggest instead
    biggest_share: float


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


def freezes(case: CaseFile) -> list[Choice]:
    """
    Accounts, then corridors, by budget, as far as more of them stop more.
    """
    rows = case.disruption.to_dicts()
    chosen: list[Choice] = []
    for kind in CHANNEL_KINDS:
        own = [row for row in rows if row["kind"] == kind]
        biggest = {r["budget"]: r for r in own if r["strategy"] == "biggest"}
        stopped = -1
        for best in best_choices(own):
            if best["stopped_cents"] > stopped:
                stopped = best["stopped_cents"]
                chosen.append(_choice(best, biggest[best["budget"]]))
    return chosen


def _choice(best: Mapping[str, Any], biggest: Row) -> Choice:
    same = (
        *("kind", "budget", "frozen", "flow_cents", "stopped_cents", "at_most_cents"),
        *("displaced_cents", "collateral_transactions", "collateral_cents"),
        "collateral_principals",
    )
    flow = best["flow_cents"]
    return Choice(
        proven=best["stopped_cents"] == best["at_most_cents"],
        share=best["stopped_cents"] / flow,
        biggest_cents=biggest["stopped_cents"],
        biggest_share=biggest["stopped_cents"] / flow,
        **{name: best[name] for name in same},
    )


def resilience(case: CaseFile) -> list[str]:
    """How many removals until the flow halves, by kind of channel; "it" is the flow."""
    rows = case.disruption.to_dicts()
    said = []
    for kind in CHANNEL_KINDS:
        own = [row for row in rows if row["kind"] == kind]
        if own:
            said.append(_halved(kind, max(row["budget"] for row in own), own))
    return said


def _halved(kind: str, most: int, rows: list[Row]) -> str:
    least, enough = needed_to_stop(rows)
    if enough is None:
        fewer = f"; no choice of fewer than {least} could" if least > 1 else ""
        tried = f"No choice of up to {counted(most, kind)} that was tried"
        return f"{tried} would have stopped half of the flow{fewer}."
    if least == enough:
        sure = "" if enough == 1 else "; no choice of fewer could"
        return f"Freezing {counted(enough, kind)} would have stopped half of it{sure}."
    fewer = f"; fewer than {least} could not" if least > 1 else ""
    return (
        f"Freezing {counted(enough, kind)} would have stopped half of it; whether "
        f"fewer could is not proven{fewer}."
    )
