"""Which formats there are, and how one is made and checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Making:
    """
    What a writer gets beside the case.

    ``facts`` as ``case_page.case_facts`` has them; ``files`` are the operator's own:
    "codes" (CSV), "goaml_schema" and "fincen_schema" (XSD), "fonts/…" (for PDF).
    """

    facts: dict[str, Any]
    settings: Settings
    files: Mapping[str, bytes] = field(default_factory=dict)


class Format(NamedTuple):
    file: str  # beside the case's page
    writer: str  # module:function
    schema: str | None  # key in ``Making.files`` of the schema it must keep


PACKAGE = "pipeline.report"
FORMATS = {
    "html": Format("index.html", "formats.site_files:html", None),
    "md": Format("report.md", "formats.site_files:md", None),
    "json": Format("case.json", "formats.site_files:json", None),
    "csv": Format("transactions.csv", "formats.site_files:csv", None),
    "pdf": Format("case.pdf", "formats.pdf:case_pdf", None),
    "goaml": Format("goaml.xml", "formats.goaml:goaml_xml", "goaml_schema"),
    "fincen_sar": Format(
        "fincen_sar.xml", "formats.fincen_sar:fincen_sar_xml", "fincen_schema"
    ),
    "stix": Format("stix.json", "formats.stix:stix_json", None),
    "ftm": Format("ftm.json", "formats.ftm:ftm_json", None),
}
ALWAYS = ("html", "md", "json", "csv")  # every site has these


def make(name: str, case: CaseFile, making: Making) -> bytes:
    """
    The file of format ``name``, checked against its schema where one was given.

    Raises ConfigError for missing facts, codes or extras, and for a file that breaks
    the schema.
    """
    wanted = FORMATS[name]
    module, function = wanted.writer.split(":")
    write: Callable[[CaseFile, Making], bytes] = getattr(
        import_module(f"{PACKAGE}.{module}"), function
    )
    made = write(case, making)
    if wanted.schema and (schema := making.files.get(wanted.schema)):
        from pipeline.report.formats.xml_schema import must_be_valid  # noqa: PLC0415 # lxml

        must_be_valid(made, schema, name)
    return made
