"""The files that every site has, as writers like all others."""

from pipeline.report import annex, case_json, case_page, markdown
from pipeline.report.case_file import CaseFile
from pipeline.report.formats.making import Making


def html(case: CaseFile, making: Making) -> bytes:
    return case_page.case_page(case, making.facts)


def md(_: CaseFile, making: Making) -> bytes:
    return markdown.report_md(making.facts)


def json(case: CaseFile, making: Making) -> bytes:
    return case_json.case_json(case, making.facts)


def csv(case: CaseFile, _: Making) -> bytes:
    return annex.annex(case)
