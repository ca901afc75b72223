"""Nothing counts twice: overlaps of red flags, and the strongest of one."""

from math import log

import polars as pl
import pytest

from pipeline.priority import evidence
from pipeline.score.count import count, counted_as, overlaps
from pipeline.score.payments import CLAIMS
from pipeline.score.points import ranks_of

NONE = pl.DataFrame(
    schema={"counted_as": pl.String, "beside": pl.String, "overlap": pl.Float64}
)


def claims(*told):
    """(subject, alert, counted_as, weight[, part])."""
    rows = [
        (
            alert,
            subject,
            weight,
            "own",
            0,
            None,
            flag,
            flag.split("-")[0],
            *(part or ["account"]),
        )
        for subject, alert, flag, weight, *part in told
    ]
    names = ("counted_as", "family", "part")
    schema = {**CLAIMS, **dict.fromkeys(names, pl.String)}
    return pl.DataFrame(rows, schema, orient="row")


def weights(counted):
    """{(subject, alert): weight} from evidence."""
    back = counted.select("subject", "alert", w=1 - (-pl.col("evidence") / 2**30).exp())
    return {(s, a): pytest.approx(w, abs=1e-8) for s, a, w in back.iter_rows()}


def spoken(*told):
    return pl.DataFrame(
        told, {"counted_as": pl.String, "account": pl.Int64}, orient="row"
    )


def test_overlap_is_a_share_of_accounts_believed_as_they_are_many():
    alerts = spoken(*[("F", n) for n in range(10)], *[("G", n) for n in range(5)])
    found = overlaps(alerts, believed=10)
    assert found.rows() == [("F", "G", 5 / 20), ("G", "F", 5 / 15)]
    assert overlaps(spoken(("F", 1), ("G", 2)), 10).height == 0


def test_alerts_on_one_account_again_are_one_overlap():
    assert overlaps(spoken(("F", 1), ("F", 1), ("G", 1)), 1).rows() == [
        ("F", "G", 0.5),
        ("G", "F", 0.5),
    ]


def test_the_lighter_of_two_that_overlap_loses_their_overlap():
    both = NONE.vstack(
        pl.DataFrame([("F", "G", 0.5), ("G", "F", 0.25)], NONE.schema, orient="row")
    )
    heavier = claims((0, 0, "F", 0.4), (0, 1, "G", 0.2), (1, 2, "G", 0.2))
    found = weights(count(heavier, both))
    assert found == {(0, 0): 0.4, (0, 1): 0.15, (1, 2): 0.2}
    equal = weights(count(claims((0, 0, "F", 0.4), (0, 1, "G", 0.4)), both))
    assert equal == {(0, 0): 0.4, (0, 1): 0.3}


def test_what_overlaps_wholly_counts_once():
    whole = NONE.vstack(pl.DataFrame([("G", "F", 1.0)], NONE.schema, orient="row"))
    found = count(claims((0, 0, "F", 0.4), (0, 1, "G", 0.2)), whole)
    assert weights(found) == {(0, 0): 0.4}


def test_the_strongest_of_a_red_flag_counts_and_of_equals_the_first():
    told = claims((0, 3, "F", 0.2), (0, 2, "F", 0.3), (0, 1, "F", 0.3), (0, 0, "F", 0))
    assert weights(count(told, NONE)) == {(0, 1): 0.3}


def test_a_further_alert_counts_a_part_but_not_of_geography():
    told = claims((0, 0, "F", 0.4), (0, 1, "F", 0.2), (0, 2, "geo", 0.4))
    told = pl.concat([told, claims((0, 3, "geo", 0.3))])
    found = weights(count(told, NONE, repeat=0.5))
    assert found == {(0, 0): 0.4, (0, 1): 0.1, (0, 2): 0.4}


def test_parts_of_a_red_flag_count_each():
    told = claims((0, 0, "F", 0.4, "evidence"), (0, 0, "F", 0.2, "payer"))
    expected = evidence(pl.lit(0.4)) + evidence(pl.lit(0.2))
    found = count(told, NONE)["evidence"].sum()
    assert found == pl.select(expected).item()


def test_evidence_of_several_families_counts_more_than_as_much_of_one():
    def sums(power, *flags):
        told = claims(*[(0, n, flag, 0.2) for n, flag in enumerate(flags)])
        found = count(told, NONE, corroboration=power)["evidence"].to_list()
        return pytest.approx([e / 2**30 for e in found], rel=1e-4)

    nats = -log(0.8)
    assert sums(0.5, "use-1") == [nats]
    assert sums(0.5, "use-1", "use-2") == [nats, nats]
    assert sums(0.5, "use-1", "geo-1") == [2**0.5 * nats] * 2
    assert sums(1.0, "use-1", "geo-1", "npo-1", "ext-1") == [4 * nats] * 4
    # Three parts of one and one of another: 16 / (9 + 1) families.
    assert sums(1.0, "use-1", "use-2", "use-3", "geo-1") == [1.6 * nats] * 4


def test_geography_is_one():
    alerts = pl.DataFrame({"family": ["geo", "flow"], "red_flag": ["G", "F"]})
    assert alerts.select(counted_as()).to_series().to_list() == ["geo", "F"]


def test_ranks_are_a_total_order_by_priority_then_row():
    grains = pl.Series([0, 5, 7, 5, 0]).to_numpy()
    assert ranks_of(grains).tolist() == [4, 2, 1, 3, 5]
