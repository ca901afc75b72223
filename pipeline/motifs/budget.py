"""How much searches may look at: bounded for one root, and for many together."""

from numba import njit

BLOCK = 2_048  # roots searched as one task: even work on every thread
# Payments looked at for a root on average; what a block of roots spares is for later
# ones; once it has spared nothing each has this much. Of random ledgers the busiest
# blocks need 10 to 80, going on included.
USUAL_WORK = 96
# What else takes time, in payments looked at: to go on to another account, whose
# payments lie elsewhere in memory; and to tell a finding, which is sorted and joined
# with others later. So there is at most one to tell for each root on average.
GO_ON_WORK = 24
FOUND_WORK = 96


@njit(cache=True)
def allowed(left: int, work_budget: int) -> int:
    """What one root may look at when its block has ``left`` to look at."""
    return min(work_budget, max(left, USUAL_WORK))
