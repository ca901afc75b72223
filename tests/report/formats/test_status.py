"""It is true that every format tells what a reviewer decided."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from tests.report.formats.filing import made


@pytest.mark.parametrize("name", ["goaml", "fincen_sar", "stix", "ftm", "pdf"])
@pytest.mark.parametrize(
    ("decision", "stands", "said"),
    [
        (None, None, "alleged; not reviewed"),
        ("dismiss", True, "alleged; dismissed"),
        ("escalate", True, "alleged; escalated"),
    ],
)
def test_a_decision_is_told(cases, name, decision, stands, said):
    case = cases["NET-2"]
    told = case.disposition | {"decision": decision, "stands": stands}
    content = made(name, replace(case, disposition=told))
    if name == "pdf":
        content = PdfReader(io.BytesIO(content)).pages[1].extract_text().encode()
    assert said in content.decode()
