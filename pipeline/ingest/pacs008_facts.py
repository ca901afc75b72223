"""What a credit transfer says of accounts and parties, one fact a row."""

from collections.abc import Iterator

from pipeline.ingest.pacs008_parties import address, institution, party_id, scheme
from pipeline.ingest.pacs008_payment import Payment
from pipeline.ingest.pacs008_tree import NOTHING, Tree

Row = dict[str, str | int | None]


def book_facts(payment: Payment) -> Iterator[Row]:
    """One fact a row, as AccountBook wants them."""
    line = payment.line
    for side in (payment.debtor, payment.creditor):
        told = side.account_id
        if told is None:
            continue
        said = list(_said(side.party))
        yield {
            "account_id": told,
            "institution": institution(side.agent),
            "country": side.held_in,
            "kind": None if side.has_account else "external",
            "party_id": told if said else None,
            "source_line": line,
        }
        for fact in said:
            yield {"party_id": told, **fact, "source_line": line}
    for name in ("UltmtDbtr", "InitgPty", "UltmtCdtr"):
        party = payment.content.first(name)
        if told := party_id(party, payment.scope):
            for fact in _said(party):
                yield {"party_id": told, **fact, "source_line": line}


def _said(party: Tree) -> Iterator[dict[str, str]]:
    """What a party says of itself, one value each."""
    if name := party.text("Nm"):
        yield {"names": name}
    if line := address(party):
        yield {"addresses": line}
    if country := party.text("PstlAdr/Ctry"):
        yield {"party_country": country}
    for path in ("CtctDtls/PhneNb", "CtctDtls/MobNb"):
        if phone := party.text(path):
            yield {"phones": phone}
    known = party.first("Id")
    for kind, path in (("organisation", "OrgId"), ("person", "PrvtId")):
        if known.first(path) is not NOTHING:
            yield {"party_kind": kind}
    if born := known.text("PrvtId/DtAndPlcOfBirth/BirthDt"):
        yield {"dates": f"birth:{born}"}
    for kind, path in (("lei", "OrgId/LEI"), ("bic", "OrgId/AnyBIC")):
        if identifier := known.text(path):
            yield {"identifiers": f"{kind}:{identifier}"}
    for other in (*known.all("OrgId/Othr"), *known.all("PrvtId/Othr")):
        if identifier := other.text("Id"):
            yield {"identifiers": f"{scheme(other)}:{identifier}"}
