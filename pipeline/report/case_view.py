"""
A case for whoever explores it: it shows itself in Jupyter, its tables are polars.

    case.members, case.transactions, case.alerts, case.evidence, case.key_channels
    case.flows            # who paid whom in all
    case.why(account)     # why an account has its priority and its role
    case.disrupt(k)       # what freezing k accounts would have stopped
    case.graph            # networkx, for anything this project does not draw
    case.timeline()       # a matplotlib figure; so are .disruption_curve(), .network()
    case.report(path)     # the page, or report.md, case.json, case.pdf … by the ending
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipeline.errors import ConfigError
from pipeline.report.case_file import CaseFile
from pipeline.report.case_page import notebook_view
from pipeline.report.site import in_format

if TYPE_CHECKING:  # slow to import, and only some methods need them
    import networkx as nx
    from matplotlib.figure import Figure

ENDINGS = {f".{name}": name for name in ("html", "md", "json", "csv", "pdf")}


@dataclass(frozen=True, kw_only=True)
class CaseView(CaseFile):
    """A CaseFile with what a notebook asks of it."""

    @classmethod
    def of(cls, case: CaseFile) -> "CaseView":
        return cls(**{each.name: getattr(case, each.name) for each in fields(case)})

    @property
    def graph(self) -> "nx.MultiDiGraph[str]":
        """Accounts with role and part, one edge a transaction, keyed by its id."""
        import networkx as nx  # noqa: PLC0415 # 0.2 s

        made: nx.MultiDiGraph[str] = nx.MultiDiGraph(case_id=self.case_id)
        for row in self.member_rows:
            made.add_node(row["account_id"], role=row["role"], part=row["part"])
        for row in self.payments:
            made.add_edge(
                row["sender_account"],
                row["receiver_account"],
                key=row["transaction_id"],
                value_cents=row["value_cents"],
                booked_at=row["booked_at"],
                channel=row["channel"],
            )
        return made

    def why(self, account_id: str) -> pl.DataFrame:
        """
        alert_id, red_flag, stage, points, sentence; the points add up to the priority,
        or, where ``set_by`` of the member is ranker, to what alerts alone would give.

        Alerts of other cases count too: their sentence is null here. Raises ConfigError
        for who is no member.
        """
        if account_id not in self.member_by_account:
            raise ConfigError(
                f"The account is no member of case {self.case_id}; its "
                f"{self.members.height} members are in .members."
            )
        points = self.member_by_account[account_id]["contributions"] or []
        kinds = {"alert_id": pl.String, "red_flag": pl.String, "stage": pl.String}
        rows = pl.DataFrame(
            [{name: one[name] for name in (*kinds, "points")} for one in points],
            {**kinds, "points": pl.Float64},
        )
        told = self.alerts.select("alert_id", "sentence")
        return rows.join(told, on="alert_id", how="left", maintain_order="left")

    def disrupt(self, k: int, kind: str = "account") -> pl.DataFrame:
        """Rows of ``disruption`` for freezing ``k`` accounts, or corridors."""
        return self.disruption.filter(
            pl.col("budget") == k, pl.col("kind").cast(pl.String) == kind
        )

    def timeline(self) -> "Figure":
        from pipeline.report.figures import draw_timeline  # noqa: PLC0415 # matplotlib

        return draw_timeline(self)

    def disruption_curve(self, kind: str = "account") -> "Figure":
        from pipeline.report.figures import draw_disruption  # noqa: PLC0415 # matplotlib

        return draw_disruption(self, kind)

    def network(self) -> "Figure":
        from pipeline.report.figures import draw_network  # noqa: PLC0415 # matplotlib

        return draw_network(self)

    def report(self, path: Path | str) -> Path:
        """
        The case as the site writes it, in the format of the ending; folders are made.

        Raises ConfigError for another ending, and for a PDF without the extra.
        """
        target = Path(path)
        if target.suffix not in ENDINGS:
            raise ConfigError(
                f"{target.name} ends in none of {', '.join(ENDINGS)}. For other "
                "formats see `tfnet export --help`."
            )
        content = in_format(self, ENDINGS[target.suffix], self.run.settings)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return target

    def _repr_html_(self) -> str:
        """Summary and network picture."""
        return notebook_view(self)
