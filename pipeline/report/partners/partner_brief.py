"""
One page in plain language for a partner with little capacity.

Offered to every partner, since no table says who has how much; where something
recorded hints at it, the brief says what, and that it is a hint.
"""

from typing import NamedTuple

from pipeline.reference.codes import country_name
from pipeline.report.case_file import CaseFile
from pipeline.report.partners.draft_words import blank
from pipeline.report.partners.jurisdictions import Jurisdiction
from pipeline.report.wording import counted, listing, money, period


class PartnerBrief(NamedTuple):
    country: str
    name: str
    why_offered: str
    parts: list[tuple[str, list[str]]]  # heading, short sentences


WORDS = (
    "Account at the core: an account that warning signs are about.",
    "Context account: an account that paid it or was paid by it. Often innocent.",
    "Freeze: money may not leave the account. The money still belongs to its owner.",
    "Statement: the list of payments of an account.",
    "Tipping off: letting a person know that somebody looks at the account.",
)


def partner_brief(case: CaseFile, to: Jurisdiction) -> PartnerBrief:
    name = country_name(to.country)
    core = len(to.core)
    accounts = counted(core, "account")
    offered = (
        f"Offered because the table records: {listing(to.signs, 4)}. A hint, to be "
        "asked about, not a verdict."
        if to.signs
        else "Offered to every partner; nothing recorded hints at little capacity."
    )
    moved = money(to.value_cents, case.base_currency)
    seen = period(case.first_at, case.last_at)
    return PartnerBrief(
        to.country,
        name,
        offered,
        [
            (
                "What was seen",
                [
                    f"{counted(to.payments, 'payment')} of {moved} touched {name} "
                    f"({seen}).",
                    f"{accounts} in {name} "
                    f"{'is' if core == 1 else 'are'} at the core of the case.",
                    "These are warning signs. Nobody is found to have done wrong.",
                ],
            ),
            (
                "What we ask, in this order",
                [
                    "Keep the records of these accounts. First; it harms nobody.",
                    "Tell us who holds them and who may use them.",
                    "Send the statements for the period in the request.",
                    "Say if a payment can be held for a day or two, and who decides.",
                ],
            ),
            (
                "How, with few means",
                [
                    "A list in a plain text file or on paper is enough. No special "
                    "software is needed.",
                    f"Send it by {blank('secure channel both sides have')}.",
                    "If it takes too long, send what you have and say what is missing.",
                    "One named person on each side: "
                    f"{blank('name and telephone of the contact here and there')}.",
                    "We can lend help: "
                    f"{blank('an analyst, a translation, a form, a visit')}.",
                ],
            ),
            (
                "What to take care of",
                [
                    "Tell no account holder, and tell the bank to tell nobody.",
                    "Charities and families: payments for aid and living go on unless "
                    "your law says otherwise.",
                    "Use the answer for this purpose only. Ask before you pass it on.",
                    "If your law does not allow a step, say so. That is an answer too.",
                ],
            ),
            (
                "By when",
                [
                    f"{blank('date and hour, local time')}. Why: "
                    f"{blank('reason for the date')}."
                ],
            ),
            ("Words in this brief", list(WORDS)),
        ],
    )
