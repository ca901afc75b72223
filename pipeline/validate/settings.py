"""What an operator may say about validation."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

Share = Annotated[float, Meta(ge=0, le=1)]
OF_ONE_TABLE = "The same for {} alone; unset: as max_quarantined_share."


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_quarantined_share: Annotated[
        Share,
        Meta(
            description="Of a table's rows, at most this share may be quarantined "
            "(repeated deliveries of a row do not count). Above 1 % the delivery is "
            "broken rather than dirty, and what is left is no fair picture of it."
        ),
    ] = 0.01
    max_quarantined_share_transactions: Annotated[
        Share | None, Meta(description=OF_ONE_TABLE.format("transactions"))
    ] = None
    max_quarantined_share_accounts: Annotated[
        Share | None, Meta(description=OF_ONE_TABLE.format("accounts"))
    ] = None
    max_quarantined_share_parties: Annotated[
        Share | None, Meta(description=OF_ONE_TABLE.format("parties"))
    ] = None
    max_quarantined_share_relations: Annotated[
        Share | None, Meta(description=OF_ONE_TABLE.format("relations"))
    ] = None
    assume_time_zone: Annotated[
        str | None,
        Meta(
            description="IANA zone of times that state none, e.g. Europe/Berlin. "
            "Unset: they are quarantined, since a guess would shift windows by hours."
        ),
    ] = None
    data_until: Annotated[
        date | None,
        Meta(
            description="Last day the data can speak of; later transactions are "
            "quarantined. Unset: no limit but 2067, since a run knows no clock."
        ),
    ] = None
    known_until: Annotated[
        date | None,
        Meta(
            description="Look at the ledger as it was known at the end of this day: "
            "what was booked, opened or began later is set aside, later ends are not "
            "known. Unset: all of it, which judges the past with hindsight."
        ),
    ] = None
    rows_at_once: Annotated[
        int,
        Meta(
            ge=1,
            le=100_000_000,
            description="Rows sorted in memory at once. More costs memory (some 1 kB a "
            "row), fewer re-read an unsorted source more often.",
        ),
    ] = 1_000_000
    batch_rows: Annotated[
        int,
        Meta(
            ge=1,
            le=10_000_000,
            description="Rows judged at once; larger is not faster.",
        ),
    ] = 250_000

    def max_share(self, table: str) -> float:
        own: float | None = getattr(self, f"max_quarantined_share_{table}")
        return self.max_quarantined_share if own is None else own
