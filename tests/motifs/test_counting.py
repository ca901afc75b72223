from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.motifs.counting import amount_between

rows = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-3, 9), st.integers(0, 50)), max_size=12
)
asked = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-4, 9), st.integers(0, 4)), max_size=5
)


def columns(rows, count):
    return tuple(zip(*rows, strict=True)) if rows else ((),) * count


@settings(deadline=None, max_examples=100)
@given(rows=rows, asked=asked)
def test_sums_agree_with_naive_reading(rows, asked):
    spans = [(who, first, first + length) for who, first, length in asked]
    found = amount_between(*columns(rows, 3), columns(spans, 3))
    assert found.tolist() == [
        sum(amount for a, t, amount in rows if a == who and first <= t <= last)
        for who, first, last in spans
    ]
