"""One account's runs, while its payments go by in order of time."""

from dataclasses import dataclass, field


@dataclass
class Runs:
    """Per run the known cents received and paid; a run is receipts, then payments."""

    received: list[int] = field(default_factory=lambda: [0])  # known cents, per run
    paid: list[int] = field(default_factory=lambda: [0])
    receipts: int = 0  # of any value, in the first run
    paying: bool = False  # the current run has payments

    def receive(self, cents: int) -> int:
        if self.paying:
            self.received.append(0)
            self.paid.append(0)
            self.paying = False
        self.receipts += len(self.paid) == 1
        self.received[-1] += cents
        return len(self.paid) - 1

    def pay(self, cents: int) -> int:
        self.paying = True
        self.paid[-1] += cents
        return len(self.paid) - 1

    @property
    def begins_paying(self) -> bool:
        return self.receipts == 0 and (self.paying or len(self.paid) > 1)

    @property
    def ends_keeping(self) -> bool:
        return not self.paying and (self.receipts > 0 or len(self.paid) > 1)

    def own(self) -> tuple[list[int], int]:
        """Own money of each run, and what is left after the last."""
        left, own = 0, []
        for received, paid in zip(self.received, self.paid, strict=True):
            own.append(max(0, paid - received - left))
            left = max(0, left + received - paid)
        return own, left
