"""What payments say of themselves: words a payer chose, so never proof."""

import re
from collections.abc import Callable

from pipeline.cases.alternatives.facts import Dealt, Facts
from pipeline.cases.alternatives.measures import Found, count, per_cent

ENOUGH = 0.2  # of the payments must have a purpose, else nothing is told by them
# Word beginnings in English, German, French, Spanish and Italian; the choice is ours.
GOODS = (
    *("invoice", "order", "goods", "freight", "shipment", "customs", "rechnung"),
    *("sale", "verkauf", "vente", "venta", "vendita"),
    *("ware", "fracht", "facture", "marchandise", "factura", "pedido", "fattura"),
)
WAGES = (
    *("salar", "wage", "payroll", "overtime", "stipend", "gehalt", "lohn", "paie"),
    *("nomina", "nómina", "sueldo", "stipendio"),
)
RENT = ("rent", "miete", "kaution", "loyer", "alquiler", "affitto")
STUDY = (
    *("tuition", "universit", "college", "school", "semester", "student", "studi"),
    *("étude", "scolarit", "matr", "escuela"),
)
GIFTS = ("donat", "appeal", "charit", "relief", "gift", "spende", "donativ", "offrande")
SCHOOLS = ("8211", "8220", "8241", "8244", "8249", "8299")  # ISO 18245


def speaks_of(
    words: tuple[str, ...], topic: str, codes: tuple[str, ...] = ()
) -> Callable[[Facts], Found]:
    """The test whether purposes, or merchants' categories, speak of a topic."""
    pattern = re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE)

    def spoken(facts: Facts) -> Found:
        told = [p for p in facts.payments if p.purpose or p.category]
        if not told or len(told) < ENOUGH * len(facts.payments):
            return Found(None, "Too few payments gave a purpose.")
        number = sum(matches(p) for p in told)
        part = number / len(told)
        return Found(
            part,
            f"{number} of {count(len(told), 'payment')} with a purpose or merchant's "
            f"category ({per_cent(part)}) spoke of {topic}.",
        )

    def matches(paid: Dealt) -> bool:
        return paid.category in codes or bool(pattern.search(paid.purpose))

    return spoken


def trade_channel_or_words(facts: Facts) -> Found:
    """Share of payments settled as trade, or whose purpose speaks of goods."""
    settled = sum(p.channel == "trade_settlement" for p in facts.payments)
    if settled:
        every = len(facts.payments)
        return Found(
            settled / every,
            f"{settled} of {count(every, 'payment')} were settled as trade.",
        )
    return GOODS_SPOKEN(facts)


GOODS_SPOKEN = speaks_of(GOODS, "goods")
