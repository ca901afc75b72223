"""Which AMLworld transactions launder, and in which attempt of the Patterns file."""

import re
from collections import defaultdict, deque

import polars as pl

from pipeline.errors import InputError
from pipeline.ingest.files import SourceFile, blocks
from pipeline.ingest.settings import Settings
from pipeline.schemas import conform

BEGIN = re.compile(r"BEGIN LAUNDERING ATTEMPT - ([A-Z-]+)")
END = "END LAUNDERING ATTEMPT"
ROW = (
    *("Timestamp", "From Bank", "From Account", "To Bank", "To Account"),
    *("Amount Received", "Receiving Currency", "Amount Paid", "Payment Currency"),
    "Payment Format",
)
ALONE = ("laundering", "unstated")  # a laundering row that no attempt holds


class Attempts:
    """
    The attempts of a Patterns file, each row given to one transaction that equals it.

    Of equal transactions the first takes the first attempt. Memory follows the number
    of laundering rows. Raises InputError for rows outside an attempt.
    """

    def __init__(self, patterns: SourceFile | None, settings: Settings) -> None:
        self._patterns = patterns
        self._waiting: dict[str, deque[tuple[str, str]]] = defaultdict(deque)
        self._members: dict[tuple[str, str, str], None] = {}  # a set that keeps order
        if patterns is not None:
            self._read(patterns, settings)

    def _read(self, patterns: SourceFile, settings: Settings) -> None:
        text = b"".join(blocks(patterns, settings)).decode(settings.encoding, "replace")
        attempt, begun = None, 0
        for number, line in enumerate(text.splitlines(), start=1):
            if begins := BEGIN.match(line):
                begun += 1
                attempt = (begins[1].lower(), f"attempt-{begun}")
            elif line.startswith(END):
                attempt = None
            elif line.strip():
                if attempt is None:
                    raise InputError(
                        f"{patterns.name}:{number} stands outside any laundering "
                        "attempt. Resend the file, or take it away: only evaluation "
                        "needs it."
                    )
                row, _, _ = line.strip().rpartition(",")
                self._waiting[row].append(attempt)

    def labels(self, transactions: pl.DataFrame) -> pl.DataFrame:
        """Labels of the laundering rows of a batch, which has both ours and theirs."""
        guilty = transactions.filter(pl.col("Is Laundering") == "1").select(
            "transaction_id",
            "sender_account",
            "receiver_account",
            row=pl.concat_str(ROW, separator=",", ignore_nulls=False),
        )
        found: list[tuple[str, str, str]] = []
        for transaction, sender, receiver, row in guilty.iter_rows():
            waiting = self._waiting.get(row)
            name, instance = waiting.popleft() if waiting else ALONE
            found.append((transaction, name, instance))
            for account in (sender, receiver):
                self._members[(account, name, instance)] = None
        return _labels("transaction", found)

    def account_labels(self) -> pl.DataFrame:
        """
        Labels of every account seen in a laundering row, when all batches are through.

        Raises InputError where the Patterns file has rows that no transaction equals.
        """
        left = sum(len(waiting) for waiting in self._waiting.values())
        if left and self._patterns is not None:
            raise InputError(
                f"{left} rows of {self._patterns.name} are not among the transactions: "
                "the two files belong to different worlds. Bring them together, or "
                "take the patterns away: only evaluation needs them."
            )
        return _labels("account", list(self._members))


def _labels(subject: str, found: list[tuple[str, str, str]]) -> pl.DataFrame:
    columns = ("subject_id", "name", "instance")
    labels = pl.DataFrame(found, dict.fromkeys(columns, pl.String), orient="row")
    return conform(
        "labels",
        labels.with_columns(subject=pl.lit(subject), label=pl.lit("scheme")),
    )
