"""What joins alerts, and who is close to them: each bound with its reason."""

from typing import Annotated

import msgspec

from pipeline.cases.opening import Opening


class Joining(Opening, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of cases that ``links``, ``closeness`` and ``ties`` read."""

    shared_evidence: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1,
            description="Alerts join that share this much of the smaller one's "
            "evidence. A fifth: less is often one payment that two stories touch.",
        ),
    ] = 0.2
    central_share: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1,
            description="An account is in the middle of an alert, not at its edge, if "
            "this share of the evidence is its own; so it is if the alert speaks about "
            "it or money passes it. A third: one of two or three partners.",
        ),
    ] = 1 / 3
    close_share: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1,
            description="An account at the edge of an alert is core too if the alert's "
            "evidence is this share of all it ever moved. A tenth: of donors, shops "
            "and relatives it is a hundredth.",
        ),
    ] = 0.1
    network_red_flags: Annotated[
        tuple[str, ...],
        msgspec.Meta(
            description="Red flags whose members are the network: whoever one names is "
            "core, such as those who give to one collection or live on one paymaster. "
            "Of others the members are often customers, donors or employers."
        ),
    ] = (
        "TF-STRUCT-03",
        "TF-USE-03",
        "TF-PREP-01",
        "TF-TRADE-01",
        "TF-VA-01",
        "TF-FLOW-07",
    )
    few_counterparties: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            description="So is one that deals with at most so many others, such as a "
            "wallet opened for one purpose. People deal with some dozens.",
        ),
    ] = 10
    shared_core_share: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="Two motifs that one principal is in the middle of join if "
            "this share of the accounts close to either is close to both. A seventh: "
            "one of four on each side. Of 40 right ties on four made-up worlds four "
            "have less, of 14 wrong ones about half.",
        ),
    ] = 0.14
    shared_edge_accounts: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="Principals that two motifs must share where each stands only "
            "at the edge of both, such as a donor of two appeals. One is chance.",
        ),
    ] = 2
    shared_edge_share: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1,
            description="They must also be this share of the smaller motif's. Half: "
            "neighbours share shops and friends, but not most of a motif.",
        ),
    ] = 0.5
