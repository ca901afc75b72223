"""
The flow graph: who paid whom, grouped by account in both directions, oldest first.

Arrays only, so that numba kernels read them as they are and a run folder can be opened
memory-mapped. Times are int32 seconds since ``EPOCH`` (2000-01-01 UTC: reaches from
1932 to 2068), money is int64 cents of the base currency, ``UNKNOWN_CENTS`` where the
amount is not known.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pipeline.errors import ContractError

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
EPOCH_SECONDS = int(EPOCH.timestamp())
UNKNOWN_CENTS = -1
DAY = 86_400  # seconds
HOUR = 3_600
BUCKETS = 128  # written to at once while sorting; 64 to 256 are as fast, 1,024 slower
MAPPABLE = 128  # bytes: the header of an empty .npy

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
UInt32s = NDArray[np.uint32]
AnyColumn = TypeVar("AnyColumn", UInt32s, Int32s, Int64s)


class Side(NamedTuple):
    """
    One direction of the flow graph, in CSR layout as scipy.sparse.csr_array.

    Account ``a`` owns positions ``ptr[a]:ptr[a + 1]``, oldest first, ties by row.
    """

    ptr: Int64s  # accounts + 1
    other: UInt32s  # the account at the other end
    time: Int32s  # seconds since EPOCH
    cents: Int64s  # UNKNOWN_CENTS where not known
    row: UInt32s  # row of the transactions table

    def keep(self, mask: NDArray[np.bool_]) -> Self:
        """
        The side with only the positions where ``mask`` holds; same accounts.

        The side itself where it holds everywhere: a copy takes as much as the side.
        """
        if mask.all():
            return self
        kept = np.zeros(self.ptr[-1] + 1, np.int64)
        np.cumsum(mask, out=kept[1:])
        return self._replace(
            ptr=kept[self.ptr],
            other=self.other[mask],
            time=self.time[mask],
            cents=self.cents[mask],
            row=self.row[mask],
        )


class FlowGraph(NamedTuple):
    """Both directions of the same transactions."""

    received: Side  # grouped by receiver; ``other`` is the sender
    sent: Side  # grouped by sender; ``other`` is the receiver

    @property
    def n_accounts(self) -> int:
        return int(self.received.ptr.size - 1)

    @property
    def n_transactions(self) -> int:
        return int(self.received.row.size)


def as_datetime(seconds: int) -> datetime:
    """UTC time of graph time ``seconds``."""
    return EPOCH + timedelta(seconds=int(seconds))


@njit(cache=True)
def _grouped(
    owner: UInt32s, n_accounts: int, shift: int
) -> tuple[Int64s, Int64s, UInt32s, UInt32s]:
    """
    Where each row goes, in two steps that each write to few places at a time: rows to
    buckets of ``2 ** shift`` accounts, then each bucket's rows to their accounts.

    Returns the accounts' ``ptr``, the buckets' first positions, and in bucket order the
    final position of each row; then the rows in final order.
    """
    ptr = np.zeros(n_accounts + 1, np.int64)
    for row in range(owner.size):
        ptr[owner[row] + 1] += 1
    for account in range(n_accounts):
        ptr[account + 1] += ptr[account]
    buckets = ptr[: n_accounts : 1 << shift].copy()
    place, bucketed = np.empty(owner.size, np.uint32), np.empty(owner.size, np.uint32)
    cursor = buckets.copy()
    for row in range(owner.size):
        bucket = owner[row] >> shift
        place[cursor[bucket]] = owner[row]
        bucketed[cursor[bucket]] = row
        cursor[bucket] += 1
    order = np.empty(owner.size, np.uint32)
    cursor = ptr[:-1].copy()
    for position in range(owner.size):
        account = place[position]
        place[position] = cursor[account]
        order[cursor[account]] = bucketed[position]
        cursor[account] += 1
    return ptr, buckets, place, order


@njit(cache=True)
def _moved(
    column: AnyColumn, owner: UInt32s, shift: int, buckets: Int64s, place: UInt32s
) -> AnyColumn:
    """``column`` in final order, through the same two steps."""
    bucketed, grouped = np.empty_like(column), np.empty_like(column)
    cursor = buckets.copy()
    for row in range(owner.size):
        bucket = owner[row] >> shift
        bucketed[cursor[bucket]] = column[row]
        cursor[bucket] += 1
    for position in range(owner.size):
        grouped[place[position]] = bucketed[position]
    return grouped


def build_side(
    owner: UInt32s, other: UInt32s, time: Int32s, cents: Int64s, n_accounts: int
) -> Side:
    """
    Group transactions by ``owner``, oldest first; rows must come sorted by time.

    Equal times keep row order; an account without transactions owns an empty slice.
    Raises ContractError for an account number not below ``n_accounts``, for times that
    go back and for columns of unequal length. O(transactions + accounts); at its peak
    32 bytes a transaction and 16 an account beside the arguments.
    """
    if not owner.size == other.size == time.size == cents.size:
        raise ContractError("the columns of the graph differ in length")
    if owner.size and int(max(owner.max(), other.max())) >= n_accounts:
        raise ContractError(f"an account number is not below {n_accounts}")
    if time.size > 1 and bool((time[1:] < time[:-1]).any()):
        raise ContractError("transactions must be sorted by time before the graph")
    shift = max(0, n_accounts.bit_length() - BUCKETS.bit_length())
    ptr, buckets, place, order = _grouped(owner, n_accounts, shift)
    other, time, cents = (
        _moved(column, owner, shift, buckets, place) for column in (other, time, cents)
    )
    return Side(ptr, other, time, cents, order)


def build_flow_graph(
    sender: UInt32s, receiver: UInt32s, time: Int32s, cents: Int64s, n_accounts: int
) -> FlowGraph:
    """Both sides of the same rows; see ``build_side``."""
    return FlowGraph(
        received=build_side(receiver, sender, time, cents, n_accounts),
        sent=build_side(sender, receiver, time, cents, n_accounts),
    )


def save_side(side: Side, folder: Path) -> None:
    """One ``.npy`` an array, so that a run folder opens memory-mapped."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in side._asdict().items():
        np.save(folder / f"{name}.npy", values)


def open_side(folder: Path) -> Side:
    """
    The saved side, not copied into memory until it is read.

    Copy-on-write: numba compiles read-only arrays as another type, once more each.
    """
    return Side(**{name: _open(folder / f"{name}.npy") for name in Side._fields})


def open_flow_graph(folder: Path) -> FlowGraph:
    """Both sides from ``folder/received`` and ``folder/sent``."""
    return FlowGraph(
        received=open_side(folder / "received"), sent=open_side(folder / "sent")
    )


def _open(path: Path) -> NDArray[Any]:
    # mmap yields a subclass of ndarray, and cannot map an array without bytes.
    if path.stat().st_size > MAPPABLE:
        mapped = np.load(path, mmap_mode="c", allow_pickle=False)
        return np.ndarray(mapped.shape, mapped.dtype, mapped)
    return np.asarray(np.load(path, allow_pickle=False))
