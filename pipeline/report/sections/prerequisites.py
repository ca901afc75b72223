"""Which prerequisites of a channel the case does not meet, as far as it shows."""

from collections.abc import Iterable

from pipeline.cooperation import Channel
from pipeline.report.case_file import CaseFile, Row

BY_MESSAGE = ("wire", "trade_settlement")


def held_against(
    case: CaseFile, rows: Iterable[Row], channels: list[Channel]
) -> list[Channel]:
    """
    ``channels`` with a caution more for each prerequisite that is not met.

    ``rows`` are the payments the channels are for. A caution closes nothing: records
    that an officer has may meet what the data do not show.
    """
    unmet = {
        "UN_LIST": _no_match(case),
        "TFTP": _no_message(rows),
    }
    return [
        one._replace(cautions=(*one.cautions, said)) if said else one
        for one in channels
        for said in [_unmet(case, one, unmet)]
    ]


def _unmet(case: CaseFile, channel: Channel, unmet: dict[str, str]) -> str:
    if channel.instrument.key == "GROUP":
        return _no_group(case, channel.sides)
    return unmet.get(channel.instrument.key, "")


def _no_match(case: CaseFile) -> str:
    if not case.run.listed_entries:
        return "nobody was screened, so no match is known"
    if case.screening_hits.is_empty():
        return "no party of the case resembles a listed entry"
    return "the resemblances found are not confirmed"


def _no_message(rows: Iterable[Row]) -> str:
    if any(row["channel"] in BY_MESSAGE for row in rows):
        return ""
    return "no payment of the pair went by bank message"


def _no_group(case: CaseFile, sides: tuple[str, ...]) -> str:
    held: dict[str, set[str]] = {side: set() for side in sides}
    for row in case.member_rows:
        country = case.country_of_account.get(row["account_id"])
        if row["institution"] and country in held:
            held[country].add(row["institution"])
    if set.intersection(*held.values()):
        return ""
    return "no institution of the case is named on both sides"
