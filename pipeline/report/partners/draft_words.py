"""The fixed words of draft requests; an officer reads and corrects every one."""

TITLES = {
    "fiu": "Request for information between FIUs",
    "evidence": "Cover note to a request for evidence",
    "314a": "Request under section 314(a)",
    "314b": "Request under section 314(b)",
}
FIELDS = {
    "fiu": "its financial intelligence unit",
    "evidence": "the authority named in the instrument",
    "314a": "FinCEN, through the agency or attaché entitled to ask",
    "314b": "the compliance unit of a registered institution",
}


def blank(what: str) -> str:
    """A field that the data cannot fill."""
    return f"[blank: {what}]"


RECORDS = (
    "Holder, beneficial owner and persons with access of each account listed.",
    "Opening date, status, declared purpose and present balance.",
    "Statements of these accounts for {period}; "
    + blank("a wider period only with its reason")
    + ".",
)
ASKED = {
    "fiu": (
        *RECORDS,
        "Payments from and to accounts that this draft does not list, in that period.",
        "Reports on these accounts already held, as far as they may be shared.",
        "Whether national law lets a transaction be postponed, and what that needs.",
        "Consent to pass the answer on to "
        + blank("authority and purpose")
        + "; without it the answer stays with the unit that asked.",
    ),
    "evidence": (
        "Certified records of account opening, with proof of identity as kept.",
        "Certified statements of the accounts listed for {period}.",
        "Records of access by telephone, device or network address, if kept.",
        "The form the asking court needs: "
        + blank("certificate or statement of a records keeper")
        + ".",
        "Confidentiality towards the holders as far as the law there allows.",
    ),
    "314a": (
        "A search for accounts and transactions of the holders of the accounts listed, "
        "for {period}; subjects: "
        + blank("name, date of birth and identifiers of each, from the register")
        + ".",
        "Certification of credible evidence: " + blank("officer, agency, date") + ".",
        "Answer through the system that sent the request; no note to the holder.",
    ),
    "314b": (
        "Whether the accounts listed show the same payments for {period}.",
        "The purpose told by the customer for these payments, as far as known.",
        "Registration of both institutions: "
        + blank("date checked, for the one that asks and the one asked")
        + ".",
        "Nothing about the existence of a suspicious-activity report, either way.",
    ),
}
TERMS = (
    "Draft for a person to check: verify the legal basis, the addressee and each "
    "figure before use. The system sends nothing.",
    "Intelligence, not evidence, unless the instrument says otherwise; presumption of "
    "innocence. Payment data cannot show the purpose of a payment.",
    "Purpose: countering the financing of terrorism; no other use, and no onward use "
    "without prior consent.",
    "No name is filled in: the account number identifies the holder to the one asked.",
    "Tell nobody concerned. Return or delete when the purpose ends.",
)
EVIDENCE_TERMS = (
    "Offence and facts as the law of the state asked needs them: "
    + blank("provision, penalty, and whether both laws punish the act")
    + ".",
    "Asked of a state where torture or the death penalty is a risk only after that "
    "risk is assessed: " + blank("assessment and date") + ".",
)
