"""A made-up filer and a made-up authority's codes; nobody has these."""

from pathlib import Path

import pytest

from pipeline.report import Settings
from pipeline.report.case_page import case_facts
from pipeline.report.filing_settings import FincenSettings, GoamlSettings
from pipeline.report.formats import Making, make
from pipeline.schemas.words import CHANNELS

GOAML = GoamlSettings(
    rentity_id=7,
    submission_code="E",
    report_code="STR",
    submission_date="2021-06-01",
    local_currency="USD",
)
FINCEN = FincenSettings(
    filing_date="2021-06-01",
    institution_name="Example Bank",
    institution_tin="000000000",
    transmitter_control_code="PXXX0000",
    regulator_code="99",
    institution_type_code="2",
    street="1 Example Street",
    city="Exampletown",
    state="NY",
    zip_code="00000",
    country="US",
    phone="0000000000",
    contact_name="A Contact",
    contact_office="Example Office",
    contact_office_phone="0000000000",
)
FILED = Settings(goaml=GOAML, fincen=FINCEN)
SCHEMAS = Path(__file__).parents[4] / "shared" / "schemas"


def code_lines(funds: str = "F1", transmode: str = "T1", indicator: str = "I1") -> str:
    """A code table for the made-up cases, with one code for each list."""
    return "\n".join(
        [
            "list,value,code",
            *(f"funds,{one},{funds}" for one in CHANNELS),
            *(f"transmode,{one},{transmode}" for one in CHANNELS),
            *(f"indicator,{flag},{indicator}" for flag in ("TF-NPO-01", "TF-FLOW-05")),
            "country,unknown,-",
            "country,withheld,-",
            "institution,unknown,X1",
        ]
    )


def made(name, case, settings=FILED, **files) -> bytes:
    files = {"codes": code_lines().encode()} | files
    return make(
        name, case, Making(facts=case_facts(case), settings=settings, files=files)
    )


def schema(name: str) -> bytes:
    path = SCHEMAS / name
    if not path.is_file():
        pytest.skip(f"shared/schemas/{name} is not on this machine")
    return path.read_bytes()
