"""Who takes part in a credit transfer: agents, accounts, parties, and their ids."""

import hashlib
import re
from typing import NamedTuple

from pipeline.ingest.pacs008_tree import NOTHING, Tree
from pipeline.reference.codes import country_codes

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Za-z0-9]{1,30}")
BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
IDENTIFIERS = {  # ISO 20022 external codes of identifications that lists know too
    "CCPT": "passport",
    "NIDN": "national_id",
    "DRLC": "driving_licence",
    "TXID": "tax_id",
}
COUNTRIES = frozenset(country_codes())
ADDRESS = (
    *("Dept", "SubDept", "BldgNm", "StrtNm", "BldgNb", "Flr", "Room", "PstBx"),
    *("PstCd", "TwnNm", "TwnLctnNm", "DstrctNm", "CtrySubDvsn", "Ctry"),
)


def agent_id(agent: Tree) -> str | None:
    """
    BIC without ``XXX``, else clearing-system member, LEI, other id, or the name.

    One agent may so have two ids, but two agents never share one.
    """
    bank = agent.first("FinInstnId")
    if bic := bank.text("BICFI"):
        return bic.removesuffix("XXX") if len(bic) == 11 else bic
    if member := bank.text("ClrSysMmbId/MmbId"):
        system = bank.text("ClrSysMmbId/ClrSysId/Cd")
        system = system or bank.text("ClrSysMmbId/ClrSysId/Prtry") or "clearing"
        return f"{system}:{member}"
    for kind, path in (("LEI", "LEI"), ("agent", "Othr/Id"), ("agent named", "Nm")):
        if told := bank.text(path):
            return f"{kind}:{told}"
    return None


def institution(agent: Tree) -> str | None:
    """The bank whatever the branch: account numbers are unique within it."""
    told = agent_id(agent)
    return told[:8] if told and BIC.fullmatch(told) else told


def party_id(party: Tree, scope: str) -> str | None:
    """
    LEI or BIC, else another identification within its issuer (``scope`` without one).

    Without any, a digest of name and address: the same words within ``scope`` are the
    same party, and no name stands in an id. None for a party that says nothing.
    """
    if lei := party.text("Id/OrgId/LEI"):
        return f"LEI:{lei}"
    if bic := party.text("Id/OrgId/AnyBIC"):
        return f"BIC:{bic}"
    for other in (
        *party.all("Id/OrgId/Othr"),
        *party.all("Id/PrvtId/Othr"),
    ):
        if told := other.text("Id"):
            return f"{other.text('Issr') or scope}:{scheme(other)}:{told}"
    name, line = party.text("Nm"), address(party)
    if not (name or line):
        return None
    told = "\0".join((scope, name or "", line or ""))
    return f"party {hashlib.sha256(told.encode()).hexdigest()[:16]}"


def account_id(
    account: Tree,
    agent: Tree,
    party: Tree,
) -> tuple[str | None, bool]:
    """
    The account's id, and whether the message names an account at all.

    An IBAN is its own id; any other number holds within its bank only. Where there is
    none, a placeholder ``no account at AGENT`` gives the payment an end, one for each
    party that the agent serves so. None where not even the agent is identified.
    """
    if iban := account.text("Id/IBAN"):
        return iban, True
    for kind, path in (("", "Id/Othr/Id"), ("proxy:", "Prxy/Id")):
        if number := account.text(path):
            bank = institution(agent)
            return (f"{bank}:{kind}{number}" if bank else None), True
    at = agent_id(agent)
    if at is None:
        return None, False
    who = party_id(party, at)
    return f"no account at {at}" + (f" for {who}" if who else ""), False


def account_country(account: Tree, agent: Tree) -> str | None:
    """Where the account is held: the IBAN's country, else that of the agent's BIC."""
    iban, bic = account.text("Id/IBAN"), agent.text("FinInstnId/BICFI")
    if iban and IBAN.fullmatch(iban) and iban[:2] in COUNTRIES:
        return iban[:2]
    if bic and BIC.fullmatch(bic) and bic[4:6] in COUNTRIES:
        return bic[4:6]
    return None


class Side(NamedTuple):
    """The debtor's side of a transfer, or the creditor's."""

    party: Tree
    agent: Tree
    account_id: str | None
    has_account: bool  # named in the message; else the id is a placeholder
    held_in: str | None

    @property
    def country(self) -> str | None:
        """
        The payment's end of the corridor: where the account is held, else the agent's
        postal address, else the party's. Never residence, nationality or birthplace.
        """
        at_agent = self.agent.text("FinInstnId/PstlAdr/Ctry")
        return self.held_in or at_agent or self.party.text("PstlAdr/Ctry")


def side_of(content: Tree, name: str) -> Side:
    """``name`` is ``Dbtr`` or ``Cdtr``."""
    party, agent = content.first(name), content.first(f"{name}Agt")
    account = content.first(f"{name}Acct")
    told, named = account_id(account, agent, party)
    return Side(party, agent, told, named, account_country(account, agent))


def address(party: Tree) -> str | None:
    """One line, from the finest part to the country."""
    postal = party.first("PstlAdr")
    if postal is NOTHING:
        return None
    parts = [postal.text(part) for part in ADDRESS]
    lines = [line.words for line in postal.parts.get("AdrLine", ())]
    return ", ".join(part for part in (*parts, *lines) if part) or None


def scheme(other: Tree) -> str:
    code = other.text("SchmeNm/Cd")
    if code:
        return IDENTIFIERS.get(code, code.lower())
    proprietary = other.text("SchmeNm/Prtry") or "other"
    return proprietary.replace(":", " ")
