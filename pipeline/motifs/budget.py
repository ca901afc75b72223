"""How much searches may look at: bounded for one root, and for many together."""

from numba import njit

BLOCK = 2_048  # roots searched as one task: even work on every thread
# Payments looked at for a root on average; random ledgers need about 20. What a block
# of roots spares is for its later ones; once it has spared nothing each has this much.
USUAL_WORK = 64


@njit(cache=True)
def allowed(left: int, work_budget: int) -> int:
    """What one root may look at when its block has ``left`` to look at."""
    return min(work_budget, max(left, USUAL_WORK))
