"""report.md: the case as Markdown for a case-management system or a plain editor."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.report.filters import FILTERS
from pipeline.report.hostile_text import for_markdown
from pipeline.report.html_page import TEMPLATES


def escaped(value: Any) -> Any:
    """Called by jinja2 on everything it prints."""
    return for_markdown(value) if type(value) is str else value


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # Markdown: ``escaped`` does it, for every string
        finalize=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(FILTERS)
    return made


def report_md(facts: dict[str, Any]) -> bytes:
    """From the facts of ``case_page.case_facts``."""
    return environment().get_template("report.md").render(**facts).encode()
