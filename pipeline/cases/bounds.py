"""Where a bound cut a case, in words: silence must not look like completeness."""

import polars as pl

from pipeline.cases.context import Context
from pipeline.cases.core import Cores
from pipeline.cases.settings import Settings


def bounds_met(
    cores: Cores, context: Context, members: pl.DataFrame, settings: Settings
) -> dict[int, list[str]]:
    """Of each case, one sentence for each bound that cut something."""
    hubs = members.filter("hub").group_by("case").len()
    told = (
        (
            dict(hubs.iter_rows()),
            "Hubs: {} accounts of it serve everybody, by their kind or because they "
            f"dealt with over {settings.hub_counterparties} accounts; they did not "
            "join this case to others.",
        ),
        (
            cores.refused,
            "Size: {} links to other groups of alerts were cut, the weakest first, to "
            f"stay within {settings.max_accounts} accounts.",
        ),
        (
            cores.left_out,
            "Size: {} more accounts carry evidence and were left out, those at the "
            "edge with least value first: the bounds are "
            f"{settings.max_edge_accounts} beside one account, "
            f"{settings.max_accounts} in all.",
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
