"""A small case as tests of lawful explanations read it."""

from pipeline.cases.alternatives.clues import RELATIONS
from pipeline.cases.alternatives.facts import CASH, Dealt, Facts, Holder, Used
from pipeline.cases.alternatives.hypotheses import hypotheses
from pipeline.cases.alternatives.lives import CARDS
from pipeline.flow_graph import DAY

LONG_AGO = -10_000 * DAY


def facts(
    paid,
    *,
    kinds=(),
    registered=(),
    principals=(),
    dealt=(),
    data_from=LONG_AGO,
    **more,
):
    """``paid`` are (payer, payee, day, cents) and a dict of further fields."""
    payments = [
        Dealt(
            **{
                "seconds": int(day * DAY),
                "payer": payer,
                "payee": payee,
                "cents": cents,
                "channel": "wire",
                "purpose": "",
                "category": "",
                "left": "DE",
                "reached": "DE",
                "evidence": True,
                **(extra[0] if extra else {}),
            }
        )
        for payer, payee, day, cents, *extra in paid
    ]
    count = max((max(p.payer, p.payee) for p in payments), default=-1) + 1
    known = {
        (min(p.payer, p.payee), max(p.payer, p.payee)): p.seconds for p in payments
    }
    return Facts(
        payments=sorted(payments, key=lambda p: p.seconds),
        members=[
            Holder(
                kind=dict(kinds).get(n, "personal"),
                organisation=False,
                registered=dict(registered).get(n),
                holder=n,
                principals=frozenset(dict(principals).get(n, {n})),
                dealt=dict(dealt).get(n, 1),
                paid_persons=len({p.payee for p in payments if p.payer == n}),
                used=_used(payments, n),
            )
            for n in range(count)
        ],
        related=dict.fromkeys(RELATIONS, frozenset()) | more.pop("related", {}),
        known_since=known | more.pop("known_since", {}),
        data_from=data_from,
    )


def _used(payments, account):
    """By day, as the data would have it if the case were all of them."""
    days = {}
    for p in payments:
        if p.payer == account and p.channel in CARDS and p.reached:
            cash, lands = days.get(p.seconds // DAY, (False, frozenset()))
            cash |= p.channel == CASH
            days[p.seconds // DAY] = cash, lands | {p.reached}
    return [Used(day, *rest) for day, rest in sorted(days.items())]


def told(found, hypothesis):
    """Verdict of each test of a hypothesis."""
    return {
        row["test"]: row["verdict"]
        for row in hypotheses(found)
        if row["hypothesis"] == hypothesis
    }


def monthly(payer, payee, months, cents=50_000, **extra):
    return [(payer, payee, 30 * n, cents, extra) for n in range(months)]
