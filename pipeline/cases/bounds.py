"""Where a bound cut a case, in words: silence must not look like completeness."""

import polars as pl

from pipeline.cases.context import Context
from pipeline.cases.core import Cores
from pipeline.cases.settings import Settings


def bounds_met(
    cores: Cores, context: Context, members: pl.DataFrame, settings: Settings
) -> dict[int, list[str]]:
    """Of each case, one sentence for each bound that cut something."""
    hub = (pl.col("part") == "core") & (pl.col("dealt") > settings.hub_counterparties)
    hubs = dict(members.filter(hub).group_by("case").len().iter_rows())
    told = (
        (
            hubs,
            "Hubs: {} core accounts dealt with more than "
            f"{settings.hub_counterparties} accounts each and did not join this case "
            "to others.",
        ),
        (
            cores.refused,
            "Size: {} links to other groups of alerts were cut, the weakest first, to "
            f"stay within {settings.max_accounts} accounts.",
        ),
        (
            cores.left_out,
            "Size: {} more accounts carry evidence and were left out, those at its "
            f"edge first, to stay within {settings.max_accounts}.",
        ),
        (
            context.left_out,
            "Context: {} smaller transactions between members were left out; the "
            f"largest {settings.max_context_transactions} stay.",
        ),
    )
    return {
        case: [text.format(cut[case]) for cut, text in told if case in cut]
        for case in members["case"].unique(maintain_order=True)
    }
