"""Many messages a file, however they are strung together and arrive."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.pacs008_message import Fault
from pipeline.ingest.pacs008_stream import transfers
from pipeline.validate.reader_reasons import READING
from tests.ingest.pacs008_messages import (
    declared,
    document,
    header,
    kinds,
    lines_of,
    transfer,
)

GOOD = document(transfer())


def test_claimed_count_that_does_not_hold_is_told():
    message = document(transfer(), head=header(3))
    assert kinds(message.encode()) == [4, "transaction_count_mismatch"]
    assert "transaction_count_mismatch" in READING


@pytest.mark.parametrize("between", ["", "\n", "\n\n  "])
@pytest.mark.parametrize("write", [declared, str], ids=["declared", "bare"])
def test_messages_may_follow_each_other(between, write):
    text = between.join([write(GOOD)] * 3)
    assert kinds(text.encode()) == lines_of(text)


def test_messages_may_stand_in_an_envelope():
    envelope = f"<Batch>\n<AppHdr/>{GOOD}<AppHdr/>{GOOD}</Batch>\n"
    text = declared(envelope) + declared(envelope)
    assert kinds(text.encode()) == lines_of(text)
    assert len(lines_of(text)) == 4


@pytest.mark.parametrize("write", [declared, str], ids=["declared", "bare"])
def test_message_that_breaks_off_does_not_take_the_next_along(write):
    cut = write(document(transfer(), transfer()))
    at = cut.rindex("<Cdtr>")
    assert [type(found) for found in kinds((cut[:at] + write(GOOD)).encode())] == [
        *(int, str, int)
    ]
    assert [type(found) for found in kinds(cut[:at].encode())] == [int, str]


def test_message_inside_an_extension_is_no_message():
    extension = f"<PlcAndNm>x</PlcAndNm><Envlp>{GOOD}</Envlp>"
    text = GOOD.replace(
        "</CdtTrfTxInf>", f"<SplmtryData>{extension}</SplmtryData></CdtTrfTxInf>"
    )
    assert kinds(text.encode()) == [4]


@given(
    sizes=st.lists(st.integers(1, 400), min_size=1, max_size=30),
    messages=st.lists(st.sampled_from(["good", "cut", "two"]), min_size=1, max_size=4),
)
@settings(deadline=None, max_examples=30)
def test_how_the_bytes_arrive_changes_nothing(sizes, messages):
    texts = {"good": GOOD, "two": document(transfer(), transfer())}
    texts["cut"] = GOOD[: GOOD.index("<Cdtr>")]
    data = "".join(declared(texts[name]) for name in messages).encode()
    blocks, at = [], 0
    for size in sizes:
        blocks.append(data[at : at + size])
        at += size
    blocks.append(data[at:])
    arrived = [
        found.reason if isinstance(found, Fault) else found.line
        for found in transfers(blocks, 1_048_576)
    ]
    assert arrived == kinds(data)
    good = {"good": 1, "two": 2, "cut": 0}
    found = [kind for kind in arrived if isinstance(kind, int)]
    assert len(found) == sum(good[name] for name in messages)
    assert len(arrived) - len(found) == messages.count("cut")
