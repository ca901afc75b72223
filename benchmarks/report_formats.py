"""
Every report format on made-up cases: CPU of one case as a ratio to its HTML page.

    python -m benchmarks.report_formats

Small cases have 63 and 5 transactions; the large one 300 accounts and some 5,000.
"""

import time

from pipeline.report import CaseFile
from pipeline.report.case_page import case_facts
from pipeline.report.formats import FORMATS, Making, make
from tests.report.conftest import cases_of
from tests.report.formats.filing import FILED, code_lines
from tests.report.large_network import large_tables
from tests.report.made_up import made_up_tables

REPEATS = 3


def seconds(name: str, case: CaseFile, making: Making) -> float:
    """CPU of a warm call, the best of some."""
    make(name, case, making)
    took = []
    for _ in range(REPEATS):
        began = time.process_time()
        make(name, case, making)
        took.append(time.process_time() - began)
    return min(took)


def making(case: CaseFile) -> Making:
    lines = [code_lines(), *(f"indicator,{one},I1" for one in case.red_flags)]
    codes = "\n".join(dict.fromkeys("\n".join(lines).splitlines()))
    return Making(
        facts=case_facts(case), settings=FILED, files={"codes": codes.encode()}
    )


def main() -> None:
    small = list(cases_of(made_up_tables()).values())
    large = list(cases_of(large_tables(300, 2_000)).values())
    heads = ("small", "large", "ms", "ms, large", "kB, large")
    print("format".ljust(12) + "".join(head.rjust(11) for head in heads))
    base: dict[str, float] = {}
    for name in FORMATS:
        took = {
            "small": sum(seconds(name, one, making(one)) for one in small) / len(small),
            "large": sum(seconds(name, one, making(one)) for one in large) / len(large),
        }
        base = base or took
        size = len(make(name, large[0], making(large[0])))
        print(
            f"{name:12}{took['small'] / base['small']:11.2f}"
            f"{took['large'] / base['large']:11.2f}{1000 * took['small']:11.1f}"
            f"{1000 * took['large']:11.1f}{size / 1000:11.0f}"
        )


if __name__ == "__main__":
    main()
