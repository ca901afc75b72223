"""What reports say about a red flag, from the catalogue of published indicators."""

from functools import cache

import msgspec

from pipeline.errors import ContractError
from pipeline.reference.catalogue import catalogue

PROVENANCE = {
    "VP": "official text read",
    "VS": "known from a secondary account; check before quoting",
    "M": "from memory; check before quoting",
}


class RedFlagText(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    family: str
    stages: tuple[str, ...]  # financing stages it speaks to
    source: str  # publication and section
    provenance: str  # how well the indicator's own statement was checked
    says: str  # the published indicator in our words
    innocent: str  # lawful look-alikes: who we would wrong


@cache
def red_flag_texts() -> dict[str, RedFlagText]:
    """Every catalogued red flag by id."""
    return {
        row["id"]: RedFlagText(
            id=row["id"],
            title=row["name"],
            family=row["family"],
            stages=tuple(row["tf_stage"]),
            source=f"{row['source']}: {row['section']}",
            provenance=PROVENANCE[row["provenance"]],
            says=row["paraphrase"],
            innocent=row["false_positives"],
        )
        for row in catalogue().sort("id").to_dicts()
    }


def red_flag_text(red_flag: str) -> RedFlagText:
    """Raises ContractError where the catalogue lacks it or names no look-alike."""
    text = red_flag_texts().get(red_flag)
    if text is None or not text.innocent:
        raise ContractError(
            f"red flag {red_flag} has no line with lawful look-alikes in "
            "pipeline/reference/catalogue.csv; no report may go out without. Add it."
        )
    return text
