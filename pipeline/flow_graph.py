"""
The flow graph: who paid whom, grouped by account in both directions, oldest first.

Arrays only, so that numba kernels read them as they are and a run folder can be opened
memory-mapped. Times are int32 seconds since ``EPOCH`` (2000-01-01 UTC: reaches from
1932 to 2068), money is int64 cents of the base currency, ``UNKNOWN_CENTS`` where the
amount is not known.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pipeline.errors import ContractError

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
EPOCH_SECONDS = int(EPOCH.timestamp())
UNKNOWN_CENTS = -1
DAY = 86_400  # seconds
HOUR = 3_600
MAPPABLE = 128  # bytes: the header of an empty .npy

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
UInt32s = NDArray[np.uint32]


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
        """The side with only the positions where ``mask`` holds; same accounts."""
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
def _counting_order(owner: UInt32s, n_accounts: int) -> tuple[Int64s, UInt32s]:
    ptr = np.zeros(n_accounts + 1, np.int64)
    for row in range(owner.size):
        ptr[owner[row] + 1] += 1
    for account in range(n_accounts):
        ptr[account + 1] += ptr[account]
    cursor = ptr[:-1].copy()
    order = np.empty(owner.size, np.uint32)
    for row in range(owner.size):
        account = owner[row]
        order[cursor[account]] = row
        cursor[account] += 1
    return ptr, order


def build_side(
    owner: UInt32s, other: UInt32s, time: Int32s, cents: Int64s, n_accounts: int
) -> Side:
    """
    Group transactions by ``owner``, oldest first; rows must come sorted by time.

    Equal times keep row order; an account without transactions owns an empty slice.
    Raises ContractError for an account number not below ``n_accounts`` or for times
    that go back. O(transactions + accounts).
    """
    if owner.size and int(max(owner.max(), other.max())) >= n_accounts:
        raise ContractError(f"an account number is not below {n_accounts}")
    if time.size > 1 and bool((np.diff(time) < 0).any()):
        raise ContractError("transactions must be sorted by time before the graph")
    ptr, order = _counting_order(owner, n_accounts)
    return Side(ptr, other[order], time[order], cents[order], order)


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
