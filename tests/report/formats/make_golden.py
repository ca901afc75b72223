"""Make the golden files again: ``python -m tests.report.formats.make_golden``."""

import io
from pathlib import Path

from pypdf import PdfReader

from pipeline.report.formats import FORMATS
from tests.report.conftest import cases_of
from tests.report.formats.filing import made
from tests.report.made_up import made_up_tables

GOLDEN = Path(__file__).parent / "golden"
NAMES = ("csv", "goaml", "fincen_sar", "stix", "ftm", "pdf")


def golden(case, name: str) -> tuple[str, bytes]:
    """File name and content; of a PDF its text, since bytes change with typst."""
    content = made(name, case)
    if name == "pdf":
        pages = PdfReader(io.BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages)
        return "case.pdf.txt", text.encode()
    return FORMATS[name].file, content


def main() -> None:
    case = cases_of(made_up_tables())["NET-2"]
    GOLDEN.mkdir(exist_ok=True)
    for name in NAMES:
        file, content = golden(case, name)
        (GOLDEN / file).write_bytes(content)


if __name__ == "__main__":
    main()
