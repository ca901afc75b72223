"""
What a reviewer decided about one case: the small file that a case page exports.

``evidence`` is the digest of the payments that the reviewer saw (``evidence_digest``).
A decision holds for those and no others.
"""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pipeline.errors import InputError

FORMAT = "tfnet-dispositions-1"
LARGEST = 10_000_000  # bytes of one file: some ten thousand decisions
Decision = Literal["open", "escalate", "report", "dismiss"]
DECISIONS: tuple[Decision, ...] = ("open", "escalate", "report", "dismiss")


class Disposition(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, order=True
):
    case_id: Annotated[str, Meta(pattern="^[A-Z0-9][A-Z0-9_-]{0,63}$")]
    evidence: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    decision: Decision
    decided_on: date
    reviewer: Annotated[str, Meta(min_length=1, max_length=200)]
    reason: Annotated[str, Meta(max_length=10_000)] = ""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Literal["tfnet-dispositions-1"]
    dispositions: Annotated[tuple[Disposition, ...], Meta(min_length=1)]


def evidence_digest(transaction_ids: Iterable[str]) -> str:
    """The same for the same payments, in any order; 64 hexadecimal digits."""
    return sha256("\n".join(sorted(transaction_ids)).encode()).hexdigest()


def read_dispositions(path: Path, today: date) -> tuple[Disposition, ...]:
    """
    The decisions of one file, as they stand in it.

    Raises InputError, and takes nothing, for a file that is not of this format, a date
    after ``today``, an empty reviewer, or a dismissal without a reason.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(
                f"{path.name} is over {LARGEST:,} bytes; no page exports so much. "
                "Import the files that pages exported."
            )
        found = msgspec.json.decode(path.read_bytes(), type=_File).dispositions
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path.name} is no export of dispositions: {error}. Nothing was imported."
        ) from None
    wrong = {
        "dated after today": sum(one.decided_on > today for one in found),
        "without a reviewer": sum(not one.reviewer.strip() for one in found),
        "dismissed without a reason": sum(
            one.decision == "dismiss" and not one.reason.strip() for one in found
        ),
    }
    if told := [f"{count} {what}" for what, count in wrong.items() if count]:
        raise InputError(
            f"Of {len(found)} dispositions in {path.name}: {', '.join(told)}. "
            "Complete them on the page and export again; nothing was imported."
        )
    return found
