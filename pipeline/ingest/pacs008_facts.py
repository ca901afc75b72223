"""What a credit transfer says of accounts and parties, one fact a row."""

from collections.abc import Iterator

from pipeline.ingest.pacs008_parties import address, institution, party_id, scheme
from pipeline.ingest.pacs008_payment import Payment
from pipeline.ingest.pacs008_tree import NOTHING, Tree

Row = dict[str, str | int | bool | None]


def account_facts(payment: Payment) -> Iterator[Row]:
    for side in (payment.debtor, payment.creditor):
        if side.account_id is not None:
            yield {
                "account_id": side.account_id,
                "institution": institution(side.agent),
                "country": side.held_in,
                "kind": None if side.has_account else "external",
                "has_party": True if any(_said(side.party)) else None,
                "source_line": payment.line,
            }


def party_facts(payment: Payment) -> Iterator[Row]:
    """Of debtor and creditor, known by their accounts, and of those behind them."""
    told = [
        (side.account_id, side.party) for side in (payment.debtor, payment.creditor)
    ]
    for name in ("UltmtDbtr", "InitgPty", "UltmtCdtr"):
        party = payment.content.first(name)
        told.append((party_id(party, payment.scope), party))
    for known, party in told:
        if known is not None:
            for what, value in _said(party):
                row: Row = {"party_id": known, "what": what, "value": value}
                yield row | {"source_line": payment.line}


def _said(party: Tree) -> Iterator[tuple[str, str]]:
    """What a party says of itself, and what that is."""
    if name := party.text("Nm"):
        yield "names", name
    if line := address(party):
        yield "addresses", line
    if country := party.text("PstlAdr/Ctry"):
        yield "country", country
    for path in ("CtctDtls/PhneNb", "CtctDtls/MobNb"):
        if phone := party.text(path):
            yield "phones", phone
    known = party.first("Id")
    for kind, path in (("organisation", "OrgId"), ("person", "PrvtId")):
        if known.first(path) is not NOTHING:
            yield "kind", kind
    if born := known.text("PrvtId/DtAndPlcOfBirth/BirthDt"):
        yield "dates", f"birth:{born}"
    for kind, path in (("lei", "OrgId/LEI"), ("bic", "OrgId/AnyBIC")):
        if identifier := known.text(path):
            yield "identifiers", f"{kind}:{identifier}"
    for other in (*known.all("OrgId/Othr"), *known.all("PrvtId/Othr")):
        if identifier := other.text("Id"):
            yield "identifiers", f"{scheme(other)}:{identifier}"
