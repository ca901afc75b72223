"""What rules of roles ask of a case, and the counts and shares they share."""

from collections.abc import Callable, Sequence

from pipeline.cases.standing import Member

MANY = 3  # givers of a collector, ends of a paymaster: two may be a couple
MOST = 0.5  # more than half of the money
OWN = 0.9  # nearly all of the money
FEW = 0.1  # of what a firm pays in all, or of what came to one: one dealing of ten
FEEDS = 0.25  # of what a firm received: more than one customer of many
LIVES = 3  # shops of one who lives on the money, not only draws it
LEFTOVERS = 0.01  # of what was paid out; published returns are a fiftieth to a tenth


class Reading:
    """The members of a case and the roles read so far, by place."""

    def __init__(self, measured: Sequence[Member]) -> None:
        self.members = measured
        self.roles: dict[int, tuple[str, str]] = {}

    def ends(self, m: Member) -> list[int]:
        """Takers of whom nobody took on."""
        return [n for n in sorted(m.takers) if not self.members[n].onward]

    def having(self, places: frozenset[int], *roles: str) -> list[int]:
        """Those of ``places`` read as one of ``roles``."""
        return [n for n in sorted(places) if self.roles.get(n, ("",))[0] in roles]


Rule = Callable[[Member, Reading], str | None]
