"""Alerts that name what does not exist are refused, with counts."""

import pytest

from pipeline.errors import ContractError
from tests.score.scored import scored


def test_strangers_are_refused():
    with pytest.raises(ContractError, match="1 of them are not in the table of trans"):
        scored([("TF-FLOW-07", "a", (), 1)], [(0, "p9")])
    with pytest.raises(ContractError, match="1 red flags that the catalogue lacks"):
        scored([("TF-NONE-99", "a", (), 1)])
    with pytest.raises(ContractError, match="credit 1 times accounts"):
        scored([("TF-FLOW-07", "a", ("z",), 1)])
    with pytest.raises(ContractError, match="1 of 1 alerts speak about accounts"):
        scored([("TF-FLOW-07", "z", (), 1)])
