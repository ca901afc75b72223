"""The parties of a FinCEN SAR: who files, and the subjects."""

from itertools import count
from typing import NamedTuple

from lxml import etree

from pipeline.report.case_file import CaseFile, Row
from pipeline.report.filing_settings import FincenSettings
from pipeline.report.formats.xml_fields import Fields

NAMESPACE = "www.fincen.gov/base"
MOST_SUBJECTS = 999
MOST_ACCOUNTS = 99
MOST_NAMES = 99
TRANSMITTER, TRANSMITTER_CONTACT, FILER, OFFICE = "35", "37", "30", "8"
SUBJECT, LOCATION, HOLDING = "33", "34", "41"
EIN, TIN, CONTROL_CODE = "2", "4", "28"
AFFECTED, HELD = "7", "5"
YES = "Y"


class Subject(NamedTuple):
    """One owner, or one account whose owner is not known."""

    row: Row  # a member
    accounts: list[str]


def subjects(case: CaseFile) -> list[Subject]:
    """Of the core, in order of members; context accounts were touched, no more."""
    found: dict[str, Subject] = {}
    for row in case.member_rows:
        if row["part"] == "core":
            key = f"party {row['party_id']}" if row["party_id"] else row["account_id"]
            one = found.setdefault(key, Subject(row, []))
            one.accounts.append(row["account_id"])
    return list(found.values())


class Parties:
    """Adds ``Party`` elements to an activity; every element has a number of its own."""

    def __init__(self, fields: Fields, settings: FincenSettings) -> None:
        self.fields, self._own = fields, settings
        self._numbers = count(1)

    def add(self, parent: etree._Element, name: str) -> etree._Element:
        child = self.fields.add(parent, name)
        child.set("SeqNum", str(next(self._numbers)))
        return child

    def value(self, parent: etree._Element, name: str, text: str, most: int) -> None:
        self.fields.add(parent, name, self.fields.fit(text, most))

    def _party(self, activity: etree._Element, code: str) -> etree._Element:
        party = self.add(activity, "Party")
        self.fields.add(party, "ActivityPartyTypeCode", code)
        return party

    def _legal_name(self, party: etree._Element, name: str) -> None:
        named = self.add(party, "PartyName")
        self.fields.add(named, "PartyNameTypeCode", "L")
        self.value(named, "RawPartyFullName", name, 150)

    def _address(self, party: etree._Element) -> None:
        own, address = self._own, self.add(party, "Address")
        self.value(address, "RawCityText", own.city, 50)
        self.value(address, "RawCountryCodeText", own.country, 2)
        self.value(address, "RawStateCodeText", own.state, 3)
        self.value(address, "RawStreetAddress1Text", own.street, 100)
        self.value(address, "RawZIPCode", own.zip_code, 9)

    def _phone(self, party: etree._Element, number: str) -> None:
        self.value(self.add(party, "PhoneNumber"), "PhoneNumberText", number, 16)

    def _identification(self, party: etree._Element, code: str, number: str) -> None:
        one = self.add(party, "PartyIdentification")
        self.value(one, "PartyIdentificationNumberText", number, 25)
        self.fields.add(one, "PartyIdentificationTypeCode", code)

    def filers(self, activity: etree._Element) -> None:
        """Transmitter, its contact, filing institution, office to ask, location."""
        own = self._own
        transmitter = self._party(activity, TRANSMITTER)
        self._legal_name(transmitter, own.institution_name)
        self._address(transmitter)
        self._phone(transmitter, own.phone)
        self._identification(transmitter, TIN, own.institution_tin)
        self._identification(transmitter, CONTROL_CODE, own.transmitter_control_code)
        contact = self._party(activity, TRANSMITTER_CONTACT)
        self._legal_name(contact, own.contact_name)
        for code in (FILER, LOCATION):
            institution = self._party(activity, code)
            if code == LOCATION:
                self.fields.add(institution, "NoBranchActivityInvolvedIndicator", YES)
            self.value(institution, "PrimaryRegulatorTypeCode", own.regulator_code, 3)
            self._legal_name(institution, own.institution_name)
            self._address(institution)
            self._identification(institution, EIN, own.institution_tin)
            kind = self.add(institution, "OrganizationClassificationTypeSubtype")
            self.value(kind, "OrganizationTypeID", own.institution_type_code, 3)
        office = self._party(activity, OFFICE)
        self._legal_name(office, own.contact_office)
        self._phone(office, own.contact_office_phone)

    def subject(self, activity: etree._Element, subject: Subject) -> None:
        """What is not known is marked as unknown, never left to be assumed."""
        row, add = subject.row, self.fields.add
        person = row["party_kind"] == "person"
        names = (row["names"] or []) if row["party_id"] else []
        party = self._party(activity, SUBJECT)
        if not names:
            add(party, "AllCriticalSubjectInformationUnavailableIndicator", YES)
        elif person:
            add(party, "BirthDateUnknownIndicator", YES)
            add(party, "UnknownGenderIndicator", YES)
        elif row["party_kind"] == "organisation":
            add(party, "PartyAsEntityOrganizationIndicator", YES)
        self._names(party, names, person)
        if names:
            self._no_address(party)
            unknown = self.add(party, "PartyIdentification")
            add(unknown, "TINUnknownIndicator", YES)
        self._accounts(party, subject.accounts)

    def _names(self, party: etree._Element, names: list[str], person: bool) -> None:
        """The whole name stands as last name: a split would be a guess."""
        for at, name in enumerate(names[:MOST_NAMES]):
            named = self.add(party, "PartyName")
            if person and not at:
                self.fields.add(named, "FirstNameUnknownIndicator", YES)
            self.fields.add(named, "PartyNameTypeCode", "AKA" if at else "L")
            short = "RawPartyFullName" if at else "RawEntityIndividualLastName"
            self.value(named, short, name, 150)
        if not names:
            named = self.add(party, "PartyName")
            self.fields.add(named, "EntityLastNameUnknownIndicator", YES)
            self.fields.add(named, "PartyNameTypeCode", "L")

    def _no_address(self, party: etree._Element) -> None:
        """The data have the country of the account at most, which is no address."""
        address = self.add(party, "Address")
        self.fields.add(address, "CityUnknownIndicator", YES)
        self.fields.add(address, "CountryCodeUnknownIndicator", YES)
        for what in ("StateCode", "StreetAddress", "ZIPCode"):
            self.fields.add(address, f"{what}UnknownIndicator", YES)

    def _accounts(self, party: etree._Element, accounts: list[str]) -> None:
        affected = self.add(party, "PartyAccountAssociation")
        self.fields.add(affected, "PartyAccountAssociationTypeCode", AFFECTED)
        holding = self._party(affected, HOLDING)
        for account_id in accounts[:MOST_ACCOUNTS]:
            account = self.add(holding, "Account")
            number = self.fields.fit_id(account_id, 40)
            self.fields.add(account, "AccountNumberText", number)
            held = self.add(account, "PartyAccountAssociation")
            self.fields.add(held, "PartyAccountAssociationTypeCode", HELD)
        if (left_out := len(accounts) - MOST_ACCOUNTS) > 0:
            self.fields.changed["accounts of a subject not here"] += left_out
