"""A made-up plot whose leftovers go back, for the tests of residual return."""

from pipeline.flow_graph import DAY
from pipeline.red_flags.flow.residual_return import Thresholds, detect
from tests.red_flags.ledgers import ledger, shown

# f pays r and s much, later both send a little back and fall silent.
PLOT = [
    *[("f", "r", 0, 900_000), ("f", "s", DAY, 700_000)],
    *[("r", "f", 300 * DAY, 50_000), ("s", "f", 302 * DAY, 40_000)],
]
LATER = [("x", "y", 330 * DAY)]  # the data go on


def fires(payments, limits=None, **tables) -> list[tuple[str, list[str]]]:
    made = ledger(payments, **tables)
    return shown(made, detect(made, limits or Thresholds()))


def measured(payments, **tables) -> dict[str, float]:
    (alert,) = detect(ledger(payments, **tables), Thresholds()).alerts.to_dicts()
    return alert
