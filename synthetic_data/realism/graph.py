"""Who pays whom: degrees, reciprocity, clustering, and firms by size."""

import warnings
from collections.abc import Iterator
from importlib.util import find_spec

import networkx as nx
import numpy as np
import polars as pl

from synthetic_data.realism.measured import (
    Measured,
    Numbers,
    correlation,
    number,
    plain,
    rank_correlation,
)
from synthetic_data.realism.seen import FIRMS, Seen

MOST = 20_000  # degrees that a tail is fitted to, and nodes clustering is sampled at


def graph(seen: Seen) -> Iterator[Measured]:
    known = ~(pl.col("from_kind").is_in(["external", "cash"])) & ~(
        pl.col("to_kind").is_in(["external", "cash"])
    )
    pairs = (
        seen.rows.filter(known)
        .group_by("sender", "receiver")
        .agg(pl.col("from_kind").first(), pl.col("to_kind").first(), pl.len())
        .sort("sender", "receiver")
    )
    yield from tail(pairs.group_by("receiver").len()["len"].to_numpy())
    yield plain("assortativity", _mixing(pairs))
    firms = pairs.filter(
        pl.col("from_kind").is_in(FIRMS) & pl.col("to_kind").is_in(FIRMS)
    )
    yield plain("clustering", _clustering(firms))
    yield from _both_ways(pairs)
    yield from _size(seen)
    yield _tickets(seen)


def tail(degree: Numbers) -> Iterator[Measured]:
    """Maximum likelihood above the start of best fit (Clauset, Shalizi, Newman)."""
    if find_spec("powerlaw") is None:
        note = 'needs the extra "realism"'
        yield Measured("degree_exponent", None, note=note)
        yield Measured("lognormal", None, note=note)
        return
    import powerlaw  # noqa: PLC0415 # an extra, and slow to load

    if degree.size > MOST:
        degree = np.random.default_rng(1).choice(degree, MOST, replace=False)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of candidates that it tries and drops
        fit = powerlaw.Fit(degree, discrete=True, verbose=False)
        better, chance = fit.distribution_compare("power_law", "lognormal")
    above = int((degree >= fit.xmin).sum())
    yield plain(
        "degree_exponent", fit.alpha, f"from {fit.xmin:g} payers on, {above} accounts"
    )
    yield plain("lognormal", better, f"p = {chance:.2f}")


def _mixing(pairs: pl.DataFrame) -> float:
    """Correlation of the degrees at both ends, directions aside."""
    ends = pl.concat(
        [
            pairs.select(a="sender", b="receiver"),
            pairs.select(a="receiver", b="sender"),
        ]
    ).unique()
    both = ends.select(pl.len().over("a").alias("x"), pl.len().over("b").alias("y"))
    return correlation(both["x"].to_numpy(), both["y"].to_numpy())


def _clustering(firms: pl.DataFrame) -> float | None:
    net = nx.Graph(firms.select("sender", "receiver").rows())
    if not net:
        return None
    nodes = sorted(net)
    if len(nodes) > MOST:
        rng = np.random.default_rng(1)
        nodes = [nodes[i] for i in rng.choice(len(nodes), MOST, replace=False)]
    return float(nx.average_clustering(net, nodes))


def _both_ways(pairs: pl.DataFrame) -> Iterator[Measured]:
    back = pairs.select(sender="receiver", receiver="sender", back=pl.lit(value=True))
    both = pairs.join(back, on=["sender", "receiver"], how="left").with_columns(
        pl.col("back").fill_null(value=False)
    )
    persons = (pl.col("from_kind") == "personal") & (pl.col("to_kind") == "personal")
    shops = (pl.col("from_kind") == "personal") & (pl.col("to_kind") == "merchant")
    yield plain("reciprocity", both["back"].mean())
    some, shop = both.filter(persons)["back"], both.filter(shops)["back"]
    if not some.len() or not shop.len():
        yield Measured("reciprocity_order", None, note="too few pairs")
    else:
        between, bought = number(some.mean()), number(shop.mean())
        over = between / max(bought, 1e-4)
        yield plain("reciprocity_order", over, f"{between:.3f} and {bought:.3f}")


def _size(seen: Seen) -> Iterator[Measured]:
    """Firms' sales with partners, who pay or are paid by them, and with staff paid."""
    payers = pl.col("from_kind") != "cash"
    sold = seen.rows.filter(pl.col("to_kind").is_in(FIRMS))
    sales = sold.group_by(firm="receiver").agg(sales=pl.col("usd").sum())
    partners = pl.concat(
        [
            sold.filter(payers).select(firm="receiver", other="sender"),
            seen.rows.filter(pl.col("from_kind").is_in(FIRMS)).select(
                firm="sender", other="receiver"
            ),
        ]
    )
    with_firms = partners.group_by("firm").agg(partners=pl.col("other").n_unique())
    staff = seen.salaries.group_by(firm="sender").agg(
        staff=pl.col("receiver").n_unique()
    )
    rows = (
        sales.join(with_firms, on="firm")
        .join(staff, on="firm", how="left")
        .sort("firm")
    )
    sale, other = rows["sales"].to_numpy(), rows["partners"].to_numpy()
    if rows.height < 20:
        return
    x, y = np.log(other), np.log(sale)
    # Either may be the cause: the reduced major axis treats both alike.
    yield plain(
        "size_slope",
        y.std() / x.std() * np.sign(correlation(x, y)),
        f"reduced major axis, correlation {correlation(x, y):.2f}",
    )
    yield plain("size_by_partners", rank_correlation(sale, other))
    paying = rows.drop_nulls("staff")
    yield plain(
        "size_by_staff",
        rank_correlation(paying["sales"].to_numpy(), paying["staff"].to_numpy()),
    )


def _tickets(seen: Seen) -> Measured:
    shops = (
        seen.cards.filter(pl.col("to_kind") == "merchant")
        .group_by("receiver", "receiver_country")
        .agg(
            payers=pl.col("sender").n_unique(),
            items=pl.len(),
            ticket=pl.col("usd").median(),
            spread=pl.col("usd").log().std(),
        )
        .filter(pl.col("items") >= 10)
        .with_columns(
            pl.col("ticket") / pl.col("ticket").median().over("receiver_country"),
            pl.col("payers") / pl.col("payers").median().over("receiver_country"),
        )
        .sort("receiver")
    )
    payers = shops["payers"].to_numpy()
    low = rank_correlation(payers, shops["ticket"].to_numpy())
    stable = rank_correlation(payers, shops["spread"].to_numpy())
    return plain("ticket_by_degree", low, f"with the spread of tickets {stable:.2f}")
