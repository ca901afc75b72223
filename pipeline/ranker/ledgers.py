"""The ledger that features are read from, out of a run or out of a stage's tables."""

import polars as pl

from pipeline.flow_graph import FlowGraph
from pipeline.red_flags.red_flag import Ledger
from pipeline.reference.conflict_areas import load_conflict_areas
from pipeline.runs import Run
from pipeline.schemas import TABLES


def ledger_of(run: Run, conflict_areas: pl.DataFrame | None = None) -> Ledger:
    """Of a finished run; ``conflict_areas`` as in the run's settings, else embedded."""
    areas = load_conflict_areas() if conflict_areas is None else conflict_areas
    return make_ledger(
        run.flow_graph,
        run.scan("transactions"),
        run.table("graph_accounts"),
        areas,
        str(run.manifest["base_currency"]),
    )


def make_ledger(
    graph: FlowGraph,
    transactions: pl.LazyFrame,
    accounts: pl.DataFrame,
    conflict_areas: pl.DataFrame,
    base_currency: str,
) -> Ledger:
    """Without parties and relations: no feature reads them."""
    return Ledger(
        graph=graph,
        transactions=transactions,
        accounts=accounts,
        parties=TABLES["parties"].create_empty(),
        relations=TABLES["relations"].create_empty(),
        base_currency=base_currency,
        conflict_areas=conflict_areas,
    )
