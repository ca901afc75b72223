"""Accounts and their owners as goAML wants them, for parties that are not clients."""

import re
from copy import deepcopy

from lxml import etree

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.filing_settings import GoamlSettings
from pipeline.report.formats.code_table import CodeTable
from pipeline.report.formats.xml_fields import Fields
from pipeline.report.hostile_text import visible
from pipeline.report.wording import spoken

BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
LATIN = re.compile(r"[A-Za-z0-9 .'-]+")
ELSEWHERE = "see comments"
NO_FIRST_NAME = "unknown"  # the data hold full names; a split would be a guess
MOST_COMMENT = 8_000
UNKNOWN = "unknown"


class Accounts:
    """
    ``t_account`` elements by account id, each built once.

    A name that the field cannot hold reads "see comments" there, and the comments hold
    it; identifiers are there too, since goAML wants issue and expiry dates with them.
    """

    def __init__(
        self, case: CaseFile, fields: Fields, codes: CodeTable, settings: GoamlSettings
    ) -> None:
        self._case, self._fields, self._codes = case, fields, codes
        self._latin_only = settings.latin_names_only
        self._built: dict[str, etree._Element] = {}

    @staticmethod
    def codes_needed(case: CaseFile, codes: CodeTable) -> list[tuple[str, str]]:
        """Of institutions: one without BIC and code stands under ``unknown``."""
        accounts = {
            row[end]
            for row in case.payments
            for end in ("sender_account", "receiver_account")
        } | set(case.member_by_account)
        named = {
            (case.member_by_account.get(account) or {}).get("institution")
            for account in accounts
        }
        bare = [
            one
            for one in named
            if not one or not (BIC.fullmatch(one) or ("institution", one) in codes)
        ]
        return [("institution", UNKNOWN)] if bare else []

    def element(self, account_id: str, name: str) -> etree._Element:
        if account_id not in self._built:
            self._built[account_id] = self._build(account_id)
        copy = deepcopy(self._built[account_id])
        copy.tag = name
        return copy

    def _build(self, account_id: str) -> etree._Element:
        add, fit = self._fields.add, self._fields.fit
        row = self._case.member_by_account.get(account_id) or {}
        root = etree.Element("account")
        self._institution(root, row.get("institution"))
        add(root, "account", self._fields.fit_id(account_id, 255))
        names = row.get("names") or []
        main = names[0] if names else None
        add(root, "account_name", self._name(main, 255) if main else UNKNOWN)
        if main and row["party_kind"] == "organisation":
            entity = add(root, "t_entity")
            add(entity, "name", self._name(main, 255))
        elif main and row["party_kind"] == "person":
            person = add(add(root, "signatory"), "t_person")
            add(person, "first_name", NO_FIRST_NAME)
            add(person, "last_name", self._name(main, 100))
        for what in ("opened", "closed"):
            if row.get(f"{what}_on"):
                add(root, what, f"{row[f'{what}_on'].isoformat()}T00:00:00")
        add(root, "comments", fit(self._comments(row, names), MOST_COMMENT))
        return root

    def _institution(self, root: etree._Element, institution: str | None) -> None:
        add, fit = self._fields.add, self._fields.fit
        if institution:
            add(root, "institution_name", fit(institution, 255) or UNKNOWN)
        if institution and BIC.fullmatch(institution):
            add(root, "swift", institution)
        else:
            own = self._codes.get(("institution", institution or UNKNOWN))
            add(
                root,
                "institution_code",
                own or self._codes["institution", UNKNOWN],
            )

    def _name(self, name: str, most: int) -> str:
        if not self._latin_only:
            return self._fields.fit(name, most) or ELSEWHERE
        if len(name) <= most and LATIN.fullmatch(name) and name.strip():
            return name
        self._fields.changed["names that stand in the comments alone"] += 1
        return ELSEWHERE

    def _comments(self, row: Row, names: list[str]) -> str:
        if not row:
            return "No member of the case; owner not known."
        told = [f"Role in the case, alleged: {row['role']} ({row['part']})."]
        told.append(f"Why: {row['reason']}.")
        if names:
            quoted = "; ".join(map(visible, names))
            told.append(f"Owner's names as delivered, not split: {quoted}.")
        else:
            told.append("Owner's name not known.")
        if row["party_kind"] is None and names:
            told.append("Whether a person or an organisation is not known.")
        if identifiers := row["identifiers"]:
            listed = "; ".join(f"{spoken(i['type'])} {i['value']}" for i in identifiers)
            told.append(f"Identifiers: {listed}.")
        return " ".join(told)
