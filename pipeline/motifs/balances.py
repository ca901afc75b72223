"""
Balances: what an account holds after each of its payments.

An account's payments in and out are read in one line, oldest first; of equal times what
comes in counts before what goes out, and ties within a side keep their order. So money
that is known only by its day never makes a false low.

What an account held before its first payment is in no data. It is taken as the least
that it can have been: the lowest point of the running sum (the sum before the first
payment, which is 0, among them) is a balance of zero. Where credit was used or more was
there from the start, the true balance lies elsewhere by one fixed amount: differences
are exact, levels are not.
"""

import numpy as np
from numba import njit, prange

from pipeline.flow_graph import Int64s, Side


@njit(parallel=True, cache=True)
def balances(received: Side, sent: Side) -> tuple[Int64s, Int64s, Int64s]:
    """
    The balance after each payment, in cents.

    Both sides belong to the same accounts and hold values above 0 only. Returns
    ``(opening, after_in, after_out)``: of each account what it held before its first
    payment, and what it held after each position of ``received`` and of ``sent``. Cost:
    O(transactions + accounts), hubs and equal times included.
    """
    accounts = received.ptr.size - 1
    opening = np.zeros(accounts, np.int64)
    after_in = np.empty(received.cents.size, np.int64)
    after_out = np.empty(sent.cents.size, np.int64)
    for account in prange(accounts):
        first_in, past_in = received.ptr[account], received.ptr[account + 1]
        first_out, past_out = sent.ptr[account], sent.ptr[account + 1]
        credit = first_in
        running = lowest = np.int64(0)
        for debit in range(first_out, past_out):
            while credit < past_in and received.time[credit] <= sent.time[debit]:
                running += received.cents[credit]
                after_in[credit] = running
                credit += 1
            running -= sent.cents[debit]
            after_out[debit] = running
            lowest = min(lowest, running)
        while credit < past_in:
            running += received.cents[credit]
            after_in[credit] = running
            credit += 1
        opening[account] = -lowest
        for credit in range(first_in, past_in):
            after_in[credit] -= lowest
        for debit in range(first_out, past_out):
            after_out[debit] -= lowest
    return opening, after_in, after_out
