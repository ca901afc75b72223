"""Who pays whom in places of risk: the party behind each payment, and known ties."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.principals import means_party
from pipeline.red_flags.abroad import abroad
from pipeline.red_flags.commingled import SHOP, commingled
from pipeline.red_flags.conflict import at_transit_hub, in_risk_set
from pipeline.red_flags.contacts import contacts, contacts_of_holders, held_alone
from pipeline.red_flags.flow.orders import TRANSFERS
from pipeline.red_flags.red_flag import Ledger
from pipeline.red_flags.spending import spent_on

NO_PERSONS = (SHOP, "npo", "business")
CONTACT = ("holder", "sort", "contact")
SAID = (
    "housing",
    "education",
    "goods",
)  # bought from the receiver, by the payer's word


def may_be_person(ledger: Ledger) -> NDArray[np.bool_]:
    """Of each account number, whether nothing says that it is an organisation's."""
    firm = ledger.accounts["party_id"].is_in(_firms(ledger).implode()).fill_null(False)
    found: NDArray[np.bool_] = ~commingled(ledger, *NO_PERSONS) & ~firm.to_numpy()
    return found


def to_risk(ledger: Ledger) -> pl.DataFrame:
    """
    Transfers abroad to who may be a person, in a country at risk then or a relay to it.

    Columns of ``behind``, then receiver (account), to (its holder), relay (a relay
    only), time, cents, earliest, latest. Payments for rent, schooling or goods, by
    their purpose, are left out, as are those to oneself.
    """
    at_risk = in_risk_set(ledger, "receiver")
    near = at_risk | at_transit_hub(ledger, "receiver")
    moved = ledger.where(pl.col("channel").cast(pl.String).is_in(TRANSFERS))
    receiver = ledger.rows.receiver
    row = np.flatnonzero(
        near & moved & abroad(ledger) & may_be_person(ledger)[receiver]
    )
    paid = pl.DataFrame({"row": row.astype(np.uint32)})
    bought = (
        ledger.transactions.with_row_index("row")
        .join(paid.lazy(), on="row", how="semi")
        .filter(spent_on().cast(pl.String).is_in(SAID))
        .select("row")
        .collect(engine="streaming")
    )
    paid = behind(ledger, paid.join(bought, on="row", how="anti").sort("row"))
    place = paid["row"]
    return paid.with_columns(
        pl.Series("receiver", receiver[place]),
        pl.Series("to", ledger.principals.holder[receiver[place]].astype(np.int64)),
        pl.Series("relay", ~at_risk[place]),
        pl.Series("time", ledger.rows.time[place]),
        pl.Series("cents", ledger.rows.cents[place]),
        pl.Series("earliest", ledger.times.earliest[place]),
        pl.Series("latest", ledger.times.latest[place]),
    ).filter(pl.col("who") != pl.col("to"))


def behind(ledger: Ledger, rows: pl.DataFrame) -> pl.DataFrame:
    """
    ``rows`` (row) with sender (account) and who pays: its holder's number; where money
    of many flows together, the number of whom the payment names as paid for (party), or
    the row drops out. Also person: whether the payer may be one.
    """
    sender = ledger.rows.sender[rows["row"]]
    told = rows.with_columns(
        pl.Series("sender", sender),
        pl.Series("holder", ledger.principals.holder[sender].astype(np.int64)),
        pl.Series("pooled", commingled(ledger)[sender]),
        pl.Series("may_be", may_be_person(ledger)[sender]),
    )
    pooled = told.filter("pooled").select("row")
    named = (
        ledger.transactions.with_row_index("row")
        .select("row", party=pl.col("on_behalf_of").str.strip_chars())
        .filter(pl.col("party") != "")
        .join(pooled.lazy(), on="row", how="semi")
        .collect(engine="streaming")
    )
    named = named.join(_numbered(ledger, named), on="party")
    told = told.join(named, on="row", how="left")
    person = ~pl.col("party").is_in(_firms(ledger).implode())
    return (
        told.with_columns(
            who=pl.when("pooled").then("number").otherwise("holder"),
            person=pl.when("pooled").then(person).otherwise("may_be"),
        )
        .filter(pl.col("who").is_not_null())
        .select("row", "sender", "who", "person", "party")
        .sort("row")
    )


def ties_of(ledger: Ledger, paid: pl.DataFrame, most_sharers: int) -> pl.DataFrame:
    """
    holder (a number as in ``who``), attribute: contacts and relations by which a payer
    of ``paid`` may be tied to another. Whoever has none has a row of his own. What more
    than ``most_sharers`` parties of the data have in common is left out.
    """
    payers = paid.select(holder="who").unique()
    alone = _held_by(ledger, payers["holder"])
    named = paid.drop_nulls("party").select("party", holder="who").unique()
    known = contacts(ledger)
    crowds = (
        known.group_by("sort", "contact").len().filter(pl.col("len") > most_sharers)
    )
    reached = pl.concat(
        [
            contacts_of_holders(ledger, alone, known).select(*CONTACT),
            named.join(known, on="party").select(*CONTACT),
        ]
    ).join(crowds, on=["sort", "contact"], how="anti")
    links = related(ledger, paid.select("who", "party", to="who")).with_row_index(
        "link"
    )
    tied = pl.concat(
        [
            links.select(holder=end, attribute=pl.format("relation {}", "link"))
            for end in ("a", "b")
        ]
    )
    shared = reached.select("holder", attribute=pl.format("{} {}", "sort", "contact"))
    own = payers.select("holder", attribute=pl.format("self {}", "holder"))
    held = pl.concat([shared, tied, own]).unique()
    return held.join(payers, on="holder", how="semi").sort("holder", "attribute")


def related(
    ledger: Ledger, paid: pl.DataFrame, relations: tuple[str, ...] = ()
) -> pl.DataFrame:
    """
    a, b: which of the numbers ``who`` and ``to`` of ``paid`` a relation in force joins;
    one of these ``relations``, or any.
    """
    rows = ledger.relations_in_force
    if relations:
        rows = rows.filter(pl.col("relation").cast(pl.String).is_in(relations))
    alone = _held_by(ledger, pl.concat([paid["who"], paid["to"]]))
    named = paid.drop_nulls("party").select("party", holder="who")
    numbers = pl.concat([alone.select("party", "holder"), named]).unique()
    ids = ledger.accounts["account_id"].gather(alone["account"])
    holders = alone.select("party", account_id=ids)
    links = rows.select("a", "b")
    links = means_party(means_party(links, "a", holders), "b", holders).unique()
    for end in ("a", "b"):
        number = numbers.select(
            pl.col("party").alias(end), pl.col("holder").alias(f"{end}_")
        )
        links = links.join(number, on=end)
    return links.select(a="a_", b="b_").unique().sort("a", "b")


def _numbered(ledger: Ledger, named: pl.DataFrame) -> pl.DataFrame:
    """party, number of each ``named`` party: as a holder, or one past all of them."""
    parties = named.select(pl.col("party").unique().sort())
    some = parties["party"].implode()
    by_relation = ledger.relations_in_force.filter(
        pl.col("relation") == "account_holder", pl.col("a").is_in(some)
    )["b"]
    owned = ledger.accounts.select(
        pl.col("party_id").is_in(some).fill_null(False)
        | pl.col("account_id").is_in(by_relation.implode())
    )
    alone = held_alone(ledger, np.flatnonzero(owned.to_series()))
    held = alone.group_by("party").agg(pl.col("holder").min())
    unheld = pl.lit(ledger.principals.names.len(), pl.Int64) + pl.int_range(pl.len())
    return parties.join(held, on="party", how="left", maintain_order="left").select(
        "party", number=pl.col("holder").fill_null(unheld)
    )


def _held_by(ledger: Ledger, numbers: pl.Series) -> pl.DataFrame:
    """``held_alone`` of the accounts that holders of these ``numbers`` hold."""
    wanted = np.zeros(ledger.principals.names.len(), np.bool_)
    holders = numbers.filter(numbers < wanted.size).to_numpy()
    wanted[holders] = True
    return held_alone(ledger, np.flatnonzero(wanted[ledger.principals.holder]))


def _firms(ledger: Ledger) -> pl.Series:
    return ledger.parties.filter(pl.col("kind") == "organisation")["party_id"]
