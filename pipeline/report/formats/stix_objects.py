"""
What STIX 2.1 lacks for payments, and the ids and marks every object of ours has.

Accounts and payments are new cyber-observable objects, each under an extension
definition (STIX 2.1, section 7.3). Ids are UUIDv5: of observables over their number, as
section 2.9 wants, so that the same account is one object in every bundle; of all else
over the case and what it is.
"""

import json
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from pipeline.report.formats.exchange_text import exchanged

OBSERVABLES = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # section 2.9
OURS = uuid5(NAMESPACE_DNS, "tfnet")
ACCOUNT, PAYMENT = "x-tfnet-account", "x-tfnet-payment"
MADE = "2026-11-24T00:00:00.000Z"  # of what is the same in every bundle
Object = dict[str, Any]
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
# TLP 2.0, of the OASIS repository of common objects.
TLP = {
    "TLP:CLEAR": "94868c89-83c2-464b-929b-a1a8aa3c8487",
    "TLP:GREEN": "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "TLP:AMBER": "55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "TLP:AMBER+STRICT": "939a9414-2ddd-4d32-a0cd-375ea402b003",
    "TLP:RED": "e828b379-4e03-4974-9ac4-e53a884c97c1",
}
CONFIDENCE = {"low": 15, "moderate": 50, "high": 85}  # STIX 2.1, appendix A
SCHEMAS = {
    ACCOUNT: """\
x-tfnet-account: number (required), institution, kind, country (ISO 3166-1 alpha-2;
"withheld": known and kept back), opened, closed (dates). Its id is a UUIDv5 over
number. A relationship related-to leads from the identity that holds it.
""",
    PAYMENT: """\
x-tfnet-payment: number (required), sent_at (required, UTC), time_precision (second,
minute, day, approximate), from_ref, to_ref (required, x-tfnet-account), amount and
currency as delivered, amount_status (exact, approximate, aggregate, unknown), value and
value_currency (the same in the base currency), channel, from_country, to_country,
purpose. Amounts are decimal strings; what is not known is left out. Its id is a UUIDv5
over number.
""",
}


def made_id(kind: str, *of: str) -> str:
    return f"{kind}--{uuid5(OURS, json.dumps([kind, *of]))}"


def observable_id(kind: str, number: str) -> str:
    return f"{kind}--{uuid5(OBSERVABLES, kind + json.dumps({'number': number}))}"


SYSTEM = made_id("identity", "system")
# One definition a type: the reference library knows no other way.
EXTENSIONS = {one: made_id("extension-definition", one) for one in (ACCOUNT, PAYMENT)}


def timestamp(at: datetime | None) -> str:
    """To the millisecond, in UTC; the epoch where there is no time at all."""
    if at is None:
        return "1970-01-01T00:00:00.000Z"
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def marking(handling: str) -> Object:
    """The TLP 2.0 mark that ``handling`` names, else a statement of it."""
    same: Object = {"type": "marking-definition", "spec_version": "2.1"}
    if identifier := TLP.get(handling.strip().upper()):
        level = handling.strip().upper()
        return same | {
            "id": f"marking-definition--{identifier}",
            "created": "2022-10-01T00:00:00.000Z",
            "name": level,
            "extensions": {
                TLP_EXTENSION: {
                    "extension_type": "property-extension",
                    "tlp_2_0": level.removeprefix("TLP:").lower(),
                }
            },
        }
    return same | {
        "id": made_id("marking-definition", handling),
        "created": MADE,
        "created_by_ref": SYSTEM,
        "definition_type": "statement",
        "definition": {"statement": handling},
    }


def producers() -> list[Object]:
    """The system as an identity, and the extensions' definitions."""
    same: Object = {"spec_version": "2.1", "created": MADE, "modified": MADE}
    return [
        {
            "type": "identity",
            "id": SYSTEM,
            **same,
            "name": "tfnet",
            "description": "Software that proposes leads for human review.",
            "identity_class": "system",
        },
        *(
            {
                "type": "extension-definition",
                "id": identifier,
                **same,
                "created_by_ref": SYSTEM,
                "name": kind,
                "description": "Accounts and payments between them, as observed.",
                "schema": SCHEMAS[kind],
                "version": "1.0.0",
                "extension_types": ["new-sco"],
            }
            for kind, identifier in EXTENSIONS.items()
        ),
    ]


def observable(kind: str, number: str, /, **known: Any) -> Object:
    """An account or payment; what is None is left out, as STIX demands."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": observable_id(kind, number),
        "number": exchanged(number),
        **{name: value for name, value in known.items() if value is not None},
        "extensions": {EXTENSIONS[kind]: {"extension_type": "new-sco"}},
    }
