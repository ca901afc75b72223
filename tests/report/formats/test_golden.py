"""
It is true that each format of NET-2 is what a reviewer has read.

After a change that is meant: ``python -m tests.report.formats.make_golden``, and read
the difference.
"""

import pytest

from tests.report.conftest import cases_of
from tests.report.formats.filing import made
from tests.report.formats.make_golden import GOLDEN, NAMES, golden
from tests.report.made_up import made_up_tables


@pytest.mark.parametrize("name", NAMES)
def test_a_format_is_as_last_read(cases, name):
    file, content = golden(cases["NET-2"], name)
    assert content.decode() == (GOLDEN / file).read_bytes().decode()


@pytest.mark.parametrize("name", NAMES)
def test_no_format_depends_on_the_order_of_rows(cases, name):
    shuffled = {
        table: frame.collect().sample(fraction=1, shuffle=True, seed=5).lazy()
        for table, frame in made_up_tables().items()
    }
    assert made(name, cases_of(shuffled)["NET-2"]) == made(name, cases["NET-2"])
