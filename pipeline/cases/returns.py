"""What came back to members of a case from those whom they, or theirs, had paid."""

from collections.abc import Mapping, Sequence

from pipeline.cases.flow_network import Payment

REST = 0.25  # of what they were paid at most; published returns are 2 to 10 percent


def returns(
    payments: Sequence[Payment],
    principals: Sequence[frozenset[int]],
    sellers: Sequence[bool],
) -> tuple[list[list[Payment]], list[int]]:
    """
    Of each member the payments that came back to it; within a principal none do.

    And the known cents that those who paid them had been paid, by the principals they
    came back to, until they first paid back. What ``sellers`` pay back is a refund.
    """
    paid_so_far: dict[tuple[int, int], int] = {}
    back: list[list[Payment]] = [[] for _ in principals]
    funded = [0] * len(principals)
    for paid in payments:
        givers, takers = principals[paid.payer], principals[paid.payee]
        if paid.payer == paid.payee or givers & takers:
            continue
        before = [
            paid_so_far[taker, giver]
            for taker in takers
            for giver in givers
            if (taker, giver) in paid_so_far
        ]
        if before and not sellers[paid.payer]:
            if all(p.payer != paid.payer for p in back[paid.payee]):
                funded[paid.payee] += max(before)
            back[paid.payee].append(paid)
        for giver in givers:
            for taker in takers:
                earlier = paid_so_far.get((giver, taker), 0)
                paid_so_far[giver, taker] = earlier + (paid.cents or 0)
    return back, funded


def rest_of(
    givers: Sequence[Mapping[int, int]],
    takers: Sequence[Mapping[int, int]],
    payments: Sequence[int],
) -> list[int | None]:
    """
    Of each member whom its givers have in common, if it only took a rest from them.

    At least two members gave it something, and it made no payment. All of them were
    paid by that one, at least four times as much, and gave on less than half.
    """
    found: list[int | None] = []
    for member, gave in enumerate(givers):
        funder = None
        kept = all(2 * sum(takers[n].values()) < sum(givers[n].values()) for n in gave)
        if len(gave) >= 2 and not payments[member] and kept:
            common = set.intersection(*(set(givers[giver]) for giver in gave))
            worth = {
                one: sum(givers[giver][one] for giver in gave)
                for one in common - {member}
            }
            most = max(sorted(worth), key=worth.__getitem__, default=None)
            if most is not None and 0 < sum(gave.values()) <= REST * worth[most]:
                funder = most
        found.append(funder)
    return found
