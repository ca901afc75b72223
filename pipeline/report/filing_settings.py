"""
Facts about who files a report, which a financial intelligence unit demands.

None has a default: an empty one is a fact we do not know, and the formats that need it
refuse to write (``formats.needs.need``), naming all that are missing at once.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

Day = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class GoamlSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """For goAML; codes of the FIU's own lists are in ``report.codes_file``."""

    rentity_id: Annotated[
        int,
        Meta(ge=0, description="The reporting entity's number at the FIU. 0: unset."),
    ] = 0
    rentity_branch: Annotated[str, Meta(description="Optional: its branch.")] = ""
    submission_code: Annotated[
        str, Meta(description="How it is filed, from the FIU's list: often E or M.")
    ] = ""
    report_code: Annotated[
        str, Meta(description="Kind of report, from the FIU's list: often STR or SAR.")
    ] = ""
    submission_date: Annotated[
        Day, Meta(description="Day of filing; tfnet export --date comes over it.")
    ] = ""
    local_currency: Annotated[
        str,
        Meta(
            description="The FIU's currency. It must be base_currency: amounts are not "
            "converted a second time."
        ),
    ] = ""
    reporting_first_name: Annotated[
        str, Meta(description="Optional, with the last name: who reports.")
    ] = ""
    reporting_last_name: Annotated[
        str, Meta(description="Optional, with the first name.")
    ] = ""
    latin_names_only: Annotated[
        bool,
        Meta(
            description="Whether the FIU's schema takes A to Z alone in names. Other "
            "names then stand in the comments, as delivered."
        ),
    ] = True


class FincenSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """For FinCEN SAR: an institution that transmits for itself."""

    filing_date: Annotated[
        Day, Meta(description="Day of filing; tfnet export --date comes over it.")
    ] = ""
    institution_name: Annotated[
        str, Meta(description="Legal name of institution and transmitter.")
    ] = ""
    institution_tin: Annotated[str, Meta(description="Its EIN, nine digits.")] = ""
    transmitter_control_code: Annotated[
        str, Meta(description="TCC that FinCEN gave the transmitter.")
    ] = ""
    regulator_code: Annotated[
        str, Meta(description="Primary federal regulator, FinCEN's code.")
    ] = ""
    institution_type_code: Annotated[
        str, Meta(description="Kind of institution, FinCEN's code.")
    ] = ""
    street: str = ""
    city: str = ""
    state: Annotated[str, Meta(description="Two letters.")] = ""
    zip_code: str = ""
    country: Annotated[str, Meta(description="Two letters.")] = ""
    phone: Annotated[str, Meta(description="Of the transmitter; digits alone.")] = ""
    contact_name: Annotated[str, Meta(description="Of the transmitter.")] = ""
    contact_office: Annotated[
        str, Meta(description="Office to ask about the report.")
    ] = ""
    contact_office_phone: Annotated[str, Meta(description="Digits alone.")] = ""
