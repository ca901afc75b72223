"""A credit transfer taken apart, once."""

from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from pipeline.ingest.pacs008_message import Transfer
from pipeline.ingest.pacs008_parties import Side, party_id, side_of
from pipeline.ingest.pacs008_tree import NOTHING, Tree, tree_of


class Payment(NamedTuple):
    content: Tree  # CdtTrfTxInf
    header: Tree  # GrpHdr
    debtor: Side
    creditor: Side
    number: int  # within its message, from 1
    line: int

    @property
    def scope(self) -> str:
        """Within which the words of a party without identification mean the same."""
        return self.debtor.account_id or ""

    def other_than_debtor(self, name: str) -> str | None:
        """The id of another party to the payment; None where it is the debtor."""
        other = self.content.first(name)
        told = None if other is NOTHING else party_id(other, self.scope)
        if told is None or told == party_id(self.debtor.party, self.scope):
            return None
        return told


def taken_apart(transfer: Transfer) -> Payment:
    content = tree_of(transfer.element)
    header = NOTHING if transfer.header is None else _header(transfer.header)
    sides = side_of(content, "Dbtr"), side_of(content, "Cdtr")
    return Payment(content, header, *sides, transfer.number, transfer.line)


@lru_cache(maxsize=1)  # the transfers of a message come one after the other
def _header(element: etree._Element) -> Tree:
    return tree_of(element)
