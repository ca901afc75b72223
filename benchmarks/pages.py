"""
Pages: bytes, CPU seconds to write, milliseconds until a browser has opened them.

    python -m benchmarks.pages

An index of 1,000 made-up cases (aims: under 2 MB, opened in under a second) and a case
of 300 accounts with 10,000 payments (under 500 KB). Opened is the end of the load
event, the best of seven; without Chromium that column is empty. Seconds of two runs do
not compare.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

from pipeline.report import Settings, write_report
from pipeline.report.case_page import case_facts, case_page
from tests.report.browser import ARGUMENTS, NAMES
from tests.report.conftest import cases_of
from tests.report.large_network import large_tables
from tests.report.made_up import many_cases, reviewed

OPENED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
TIMES = 7


def index_of_a_thousand() -> bytes:
    tables = reviewed(many_cases(500))
    settings = Settings(formats=())
    parts = write_report(**tables, base_currency="USD", settings=settings)  # type: ignore[arg-type] # tables only
    page: bytes = next(iter(parts))["site"]["index.html"]
    return page


def large_case() -> bytes:
    (case,) = cases_of(large_tables(300, 4_000)).values()
    return case_page(case, case_facts(case))


def opened(path: Path) -> float | None:
    """Milliseconds; None without a browser."""
    named = os.environ.get("CHROMIUM")
    found = named or next((p for name in NAMES if (p := shutil.which(name))), None)
    if found is None:
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 # slow to import

    took = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        for _ in range(TIMES):
            page = browser.new_page(viewport={"width": 1360, "height": 900})
            page.goto(path.as_uri())
            took.append(float(page.evaluate(OPENED)))
            page.close()
        browser.close()
    return min(took)


def main() -> None:
    print(f"{'page':<24}{'bytes':>10}{'CPU s':>8}{'opened ms':>11}")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (
            ("index, 1,000 cases", index_of_a_thousand),
            ("case, 10,000 payments", large_case),
        ):
            began = time.process_time()
            page = make()
            spent = time.process_time() - began
            path = Path(folder) / "page.html"
            path.write_bytes(page)
            took = opened(path)
            shown = "" if took is None else f"{took:,.0f}"
            print(f"{name:<24}{len(page):>10,}{spent:>8.1f}{shown:>11}")


if __name__ == "__main__":
    main()
