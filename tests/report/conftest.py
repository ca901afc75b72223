"""The made-up run as the report stage leaves it, made once."""

import pytest

from pipeline.report import Settings, case_files, write_report
from pipeline.report.case_view import CaseView
from pipeline.report.run_facts import gather_run_facts
from tests.report.browser import chromium, watch
from tests.report.made_up import made_up_tables

RUN_TABLES = (
    *("transactions", "graph_accounts", "quarantine", "intake", "red_flag_status"),
    *("case_members", "screening_lists"),
)


def site_of(tables, report_files=None, **settings) -> dict[str, bytes]:
    """Every file of the site."""
    parts = write_report(
        **tables,
        base_currency="USD",
        settings=Settings(**settings),
        report_files=report_files,
    )
    return {path: file for part in parts for path, file in part["site"].items()}


def cases_of(tables, **settings) -> dict[str, CaseView]:
    run = gather_run_facts(
        **{name: tables[name] for name in RUN_TABLES}, settings=Settings(**settings)
    )
    found = case_files(tables, base_currency="USD", run=run)
    return {case.case_id: CaseView.of(case) for case in found}


@pytest.fixture(scope="session")
def site():
    return site_of(made_up_tables())


@pytest.fixture(scope="session")
def cases():
    return cases_of(made_up_tables())


@pytest.fixture(scope="session")
def browser():
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="session")
def folder(site, tmp_path_factory):
    return written(site, tmp_path_factory.mktemp("site"))


def written(site, root):
    for path, content in site.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


@pytest.fixture
def opened(browser, folder):
    """Opens a page of the made-up site; says at the end what it tried to do."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()

    def open_page(path, root=folder):
        page.goto((root / path).as_uri())
        return page

    open_page.events = watch(page)
    yield open_page
    context.close()
