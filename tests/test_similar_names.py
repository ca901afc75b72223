import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.similar_names import folded, likeness, similar, words_in_order


def pairs(mine, listed, at_least=0.92):
    table = similar(
        pl.Series(mine, dtype=pl.String), pl.Series(listed, dtype=pl.String), at_least
    )
    return {(a, b): s for a, b, s in table.iter_rows()}


def test_folding_keeps_letters_of_any_script():
    told = pl.Series(["Αθήνα—Δ. 2", "Großer  ＳΟΦΟΣ", None]).to_frame("text")
    assert told.select(folded(pl.col("text"))).to_series().to_list() == [
        "αθηνα δ 2",
        "grosser sοφοσ",
        None,
    ]


def test_words_are_sorted_and_short_names_are_nobodys():
    names = pl.Series(["Ortega, José", "Li Po", "Ali", "12 34"])
    assert words_in_order(names).to_list() == ["jose ortega", "li po", None, None]


@pytest.mark.parametrize(
    ("mine", "listed", "found"),
    [
        ("jose ortega vid", "jose ortegga vid", True),
        ("jose ortega", "josef ortega", True),
        ("li po tai", "li po wai", False),  # nine letters, but one of them counts more
        ("joseortegavid", "joseortegavit", False),  # one word
        ("xose artega", "jose ortega", False),  # no word begins alike
    ],
)
def test_nearly_the_same_name_is_found_where_it_is_long_enough(mine, listed, found):
    assert ((mine, listed) in pairs([mine], [listed])) is found


def test_the_same_name_is_one_however_short_and_nothing_is_nothing():
    assert pairs(["li po", None], ["li po"]) == {("li po", "li po"): 1.0}
    assert pairs([], ["li po"]) == {}


words = st.text("abc", min_size=3, max_size=5)
names = st.lists(words, min_size=1, max_size=3).map(lambda w: " ".join(sorted(w)))


def by_hand(a: str, b: str) -> float:
    """Two times the longest common subsequence over both lengths."""
    rows = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            longer = max(rows[i][j + 1], rows[i + 1][j])
            rows[i + 1][j + 1] = rows[i][j] + 1 if x == y else longer
    return 2 * rows[-1][-1] / (len(a) + len(b))


@settings(deadline=None, max_examples=60)
@given(mine=st.lists(names, max_size=6), listed=st.lists(names, max_size=6))
def test_pairs_agree_with_comparing_all_of_them(mine, listed):
    expected = {
        (a, b): round(by_hand(a, b), 4)
        for a in set(mine)
        for b in set(listed)
        if a == b
        or (
            by_hand(a, b) >= 0.8
            and min(len(a), len(b)) >= 9
            and " " in a
            and " " in b
            and {w[:3] for w in a.split()} & {w[:3] for w in b.split()}
        )
    }
    found = pairs(mine, listed, 0.8)
    assert found.keys() == expected.keys()
    assert all(found[key] == pytest.approx(expected[key], abs=1e-4) for key in found)


def test_texts_side_by_side_are_as_alike_as_found_among_all():
    mine, other = pl.Series(["jose ortega", "li po"]), pl.Series(["josef ortega", "xu"])
    found = likeness(mine, other)
    assert found[0] == pairs(mine, other, 0.8)["jose ortega", "josef ortega"]
    assert found[1] < 0.5
    assert likeness(mine.clear(), other.clear()).is_empty()
