"""What makes a case worth opening, each bound with its reason."""

from typing import Annotated

import msgspec


class Opening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of cases that ``pipeline.cases.line`` and ``worth`` read."""

    min_priority: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            lt=100,
            description="A group of alerts is a case from this priority on. Of the "
            "cases from 45 on of four made-up worlds with 1 transaction in 1,000 of "
            "schemes 43 of 78 were true, from 40 on 50 of 108; where schemes are ten "
            "times rarer the true ones are a tenth as many and the false ones as many.",
        ),
    ] = 45.0
    min_families: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="Families of red flags a case needs besides. One: data that "
            "can show one family only must not stay without cases.",
        ),
    ] = 1
    min_families_alone: Annotated[
        int,
        msgspec.Meta(
            ge=2,
            description="Families a case needs where no red flag of it needs the flow "
            "graph. Two: who leaves for a conflict shows signs of several kinds on one "
            "account, and hardly a network that its bank can see.",
        ),
    ] = 2
    motif_factor: Annotated[
        float,
        msgspec.Meta(
            ge=1,
            le=4,
            description="What a red flag that needs the flow graph is worth beside one "
            "that looks at an account alone: a shape of several accounts is harder to "
            "come by in lawful life. 1.25 to 2 were alike on those worlds.",
        ),
    ] = 1.5
    common_accounts: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            description="Fewer accounts count as so many when red flags are counted: "
            "an extract does not tell how rare a thing is where it came from.",
        ),
    ] = 10_000
    material_share: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1,
            description="Share of all that the core accounts moved from which evidence "
            "counts in full. A fiftieth; below it, mostly firms that deal in passing.",
        ),
    ] = 0.02
    follow_ranker: Annotated[
        bool,
        msgspec.Meta(
            description="Where a ranker set the priorities of accounts, it sets those "
            "of cases and which groups of alerts are cases, too."
        ),
    ] = True
    min_ranked_priority: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            lt=100,
            description="With a ranker, a group of alerts is a case from this priority "
            "on. Half: its core accounts are then as likely as not what reviewers "
            "labelled, as far as the ranker is calibrated.",
        ),
    ] = 50.0
    sufficient_red_flags: Annotated[
        tuple[str, ...],
        msgspec.Meta(
            description="Red flags that make a case alone: a designated party."
        ),
    ] = ("TF-INFO-03",)
    min_sufficient_strength: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=1,
            description="Strength from which such a red flag suffices. Half: a match "
            "by identifier and direct dealings with one; never a name alone, which is "
            "at most 0.3 and mostly somebody else's.",
        ),
    ] = 0.5
