"""Pictures of a world, each drawn into axes, so that page and notebook share them."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from synthetic_data.realism.balances import replay
from synthetic_data.realism.seen import Seen
from synthetic_data.world.places import CODES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, ORANGE, GREY = "#2b6cb0", "#c05621", "#a0aec0"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHOWN = 5  # balances


def amounts(axes: "Axes", seen: Seen) -> None:
    """How much is paid by card, out of machines and between persons."""
    edges = np.logspace(-1, 4, 51)
    person = pl.col("to_kind") == "personal"
    for rows, name, colour in (
        (seen.cards, "by card", BLUE),
        (seen.cash, "cash out", ORANGE),
        (seen.transfers.filter(person), "between persons", GREY),
    ):
        axes.hist(
            rows["usd"].to_numpy(),
            bins=edges.tolist(),
            histtype="step",
            density=False,
            label=name,
            color=colour,
        )
    axes.set(xscale="log", xlabel="dollars", ylabel="payments", title="Amounts")
    axes.legend(frameon=False, fontsize=8)


def degrees(axes: "Axes", seen: Seen) -> None:
    """Share of accounts with at least so many payers or payees."""
    known = ~pl.col("from_kind").is_in(["external", "cash"])
    pairs = seen.rows.filter(known).select("sender", "receiver").unique()
    for end, name, colour in (
        ("receiver", "payers", BLUE),
        ("sender", "payees", ORANGE),
    ):
        every = np.sort(pairs.group_by(end).len()["len"].to_numpy())
        count, first = np.unique(every, return_index=True)
        share = 1 - first / every.size
        axes.plot(count, share, ".", markersize=3, color=colour, label=name)
    axes.set(xscale="log", yscale="log", xlabel="at least", ylabel="share of accounts")
    axes.set_title("Partners of an account")
    axes.legend(frameon=False, fontsize=8)


def week(axes: "Axes", seen: Seen) -> None:
    """Card purchases by the hour of the week."""
    counts = np.zeros((7, 24))
    found = seen.cards.group_by("weekday", "hour").len()
    for day, hour, count in found.iter_rows():
        counts[day - 1, hour] = count
    axes.imshow(counts, cmap="Blues", aspect="auto")
    axes.set_yticks(range(7), DAYS)
    axes.set_xticks(range(0, 24, 4), [f"{hour:02}" for hour in range(0, 24, 4)])
    axes.set_title("Card purchases by hour")


def month(axes: "Axes", seen: Seen) -> None:
    """What comes and goes on each day of the month, beside an even spread."""
    day = pl.col("date").dt.day().alias("of_month")
    for rows, name, colour in (
        (seen.salaries, "salaries", ORANGE),
        (seen.rows.filter(pl.col("channel") == "other"), "direct debits", GREY),
        (seen.cards, "cards", BLUE),
    ):
        counts = rows.group_by(day).len().sort("of_month")
        share = counts["len"] / max(rows.height, 1) * 30.4
        axes.plot(
            counts["of_month"].to_numpy(), share.to_numpy(), color=colour, label=name
        )
    axes.axhline(1, color="#718096", linewidth=0.6)
    axes.set(xlabel="day of the month", ylabel="times an even spread", title="Month")
    axes.legend(frameon=False, fontsize=8)


def corridors(axes: "Axes", seen: Seen) -> None:
    """Payments across borders, from row to column; white where there are none."""
    counts = np.full((len(CODES), len(CODES)), np.nan)
    place = {code: number for number, code in enumerate(CODES)}
    apart = pl.col("sender_country") != pl.col("receiver_country")
    found = seen.rows.filter(apart).group_by("sender_country", "receiver_country").len()
    for sender, receiver, count in found.iter_rows():
        if sender in place and receiver in place:
            counts[place[sender], place[receiver]] = np.log10(count)
    shown = axes.imshow(counts, cmap="Oranges")
    axes.set_xticks(range(len(CODES)), CODES, fontsize=8)
    axes.set_yticks(range(len(CODES)), CODES, fontsize=8)
    axes.set_title("Corridors, log10 of payments")
    if axes.figure is not None:
        axes.figure.colorbar(shown, ax=axes, shrink=0.8)


def balances(axes: "Axes", seen: Seen) -> None:
    """A few accounts through the first months, from the least they must have held."""
    few = seen.mains.gather_every(max(1, seen.mains.height // SHOWN)).head(SHOWN)
    moves = replay(seen, few)
    start = int(seen.rows["time"][0])
    for _, rows in moves.group_by("account", maintain_order=True):
        day = (rows["time"].to_numpy() - start) / 86_400
        level = rows["sum"].to_numpy()
        first = day < 120
        axes.step(
            day[first],
            (level - min(0.0, level.min()))[first],
            where="post",
            linewidth=0.8,
        )
    axes.set(xlabel="day", ylabel="dollars", title="Balances of five accounts")


PICTURES = {
    "amounts": amounts,
    "degrees": degrees,
    "week": week,
    "month": month,
    "corridors": corridors,
    "balances": balances,
}
