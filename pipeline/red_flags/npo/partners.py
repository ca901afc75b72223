"""What the partners of charities pass on, unexplained, to persons or in cash."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.flow_graph import DAY
from pipeline.motifs.pass_on import passed_pairs
from pipeline.motifs.windows import SLACK, between, owners, within
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.charities import is_cash, is_charity, is_person, one_a_charity
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.payroll import payroll
from pipeline.red_flags.red_flag import Ledger

SECONDS_OF_DWELL = 30 * DAY  # what rests longer cannot be told from a partner's own
STANDS_OUT = 0.2  # as in TF-FLOW-03: of all that came or went while the money rested


def passed_on_by_partners(ledger: Ledger) -> pl.DataFrame:
    """
    row (a charity's payment to a partner), on (a payment of the partner's to a person
    or in cash that it fed, first in first out), cents.

    A partner is another charity, or whoever is paid abroad; no shop, and nobody in
    whose accounts the money of many flows together. What it pays to its own payroll and
    to its own other accounts is left out, and so are sums that do not stand out from
    what else it took in or paid while they rested.
    """
    received, sent = ledger.valued
    givers = one_a_charity(ledger)
    charity, person, cash = is_charity(ledger), is_person(ledger), is_cash(ledger)
    payee = owners(received)
    given = charity[received.other] & (givers[received.other] != givers[payee])
    given &= ~(commingled(ledger, SHOP) | person)[payee]
    given &= charity[payee] | abroad(ledger)[received.row]
    partner = np.zeros(ledger.graph.n_accounts, np.bool_)
    partner[payee[given]] = True
    credit, debit, cents = passed_pairs(received, sent, SECONDS_OF_DWELL, partner)
    kept = given[credit] & _unexplained(ledger, partner, person, cash)[debit]
    credit, debit, cents = credit[kept], debit[kept], cents[kept]
    rest = (
        payee[credit],
        received.time[credit].astype(np.int64),
        sent.time[debit].astype(np.int64),
    )
    meanwhile = np.maximum(
        within(received.cents, *between(received, *rest)),
        within(sent.cents, *between(sent, *rest)),
    )
    stands_out = received.cents[credit] >= STANDS_OUT * SLACK * meanwhile
    return pl.DataFrame(
        {
            "row": received.row[credit],
            "on": sent.row[debit],
            "cents": cents,
        }
    ).filter(pl.Series(stands_out))


def _unexplained(
    ledger: Ledger,
    partner: NDArray[np.bool_],
    person: NDArray[np.bool_],
    cash: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Of each position of ``sent``, whether a partner pays so that nothing explains."""
    sent = ledger.valued.sent
    payer = owners(sent)
    in_cash = ledger.where(pl.col("channel") == "cash_withdrawal")[sent.row]
    in_cash |= cash[sent.other]
    holder = ledger.principals.holder
    place = np.flatnonzero(
        partner[payer]
        & (in_cash | person[sent.other])
        & (holder[payer] != holder[sent.other])
    )
    paid = pl.DataFrame(
        {
            "account": payer[place].astype(np.uint32),
            "receiver": sent.other[place],
            "time": sent.time[place],
            "cents": sent.cents[place],
            "cash": in_cash[place],
        }
    )
    listed = payroll(ledger, paid.filter(~pl.col("cash"))).with_columns(listed=True)
    paid = paid.join(
        listed, on=["account", "receiver"], how="left", maintain_order="left"
    )
    bad = np.zeros(payer.size, np.bool_)
    bad[place] = np.array(paid.select(pl.col("cash") | pl.col("listed").is_null()))[
        :, 0
    ]
    return bad
