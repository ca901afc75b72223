"""Screening hits for the tests of red flags that read them."""

from datetime import date

import polars as pl

from pipeline.schemas import conform


def hits(*rows: dict[str, object]) -> dict[str, pl.DataFrame]:
    """The lists of a ledger with these hits; each by identifier unless it says else."""
    usual = {
        "list_name": "made up",
        "entity": "E1",
        "matched_on": "identifier",
        "similarity": 1.0,
        "exact_identifier": True,
    }
    found = pl.DataFrame(
        [usual | row for row in rows],
        schema_overrides=dict.fromkeys(("listed_from", "listed_to"), pl.Date),
    )
    lists = pl.DataFrame({"list_name": ["made up"], "entries": [1]})
    return {
        "screening_hits": conform("screening_hits", found),
        "screening_lists": conform("screening_lists", lists),
    }


def by_name(party: str, **more: object) -> dict[str, object]:
    return {"party_id": party, "exact_identifier": False, "similarity": 0.95, **more}


def day(text: str) -> date:
    return date.fromisoformat(text)
