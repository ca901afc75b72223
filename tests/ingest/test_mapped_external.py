"""Who stands at an end that a row leaves empty: the rules of ``[[external]]``."""

from tests.ingest.mapped_table import read_mapped

BOTH_ENDS = """
[columns]
booked_at = "day"
sender_account = "from"
receiver_account = "to"
amount = "sum"
[constants]
currency = "EUR"
channel = "wire"
"""


def ends(read):
    return read.transactions.select(
        "sender_account", "receiver_account", "channel"
    ).rows()


def test_first_rule_that_fits_names_the_missing_end(tmp_path):
    mapping = BOTH_ENDS + (
        '[[external]]\nwhen = { text = "", kind = ["ATM", "TILL"] }\n'
        'account = "till"\nkind = "cash"\nchannel = "cash_withdrawal"\n'
        '[[external]]\nwhen = { kind = "ATM" }\naccount = "machine of {account}"\n'
    )
    table = (
        "day,from,to,sum,kind,text\n"
        "2024-01-02,A,,5,ATM,\n"
        "2024-01-02,A,,5,ATM,x\n"
        "2024-01-02,A,,5,SHOP,\n"
        "2024-01-02,A,B,5,ATM,\n"
    )
    assert ends(read_mapped(tmp_path, mapping, table)) == [
        ("A", "till", "cash_withdrawal"),
        ("A", "machine of A", "wire"),
        ("A", None, "wire"),
        ("A", "B", "wire"),
    ]


def test_rule_without_conditions_fills_either_end_but_never_both(tmp_path):
    mapping = BOTH_ENDS + '[[external]]\naccount = "outside"\n'
    table = "day,from,to,sum\n2024-01-02,A,,5\n2024-01-02,,B,5\n2024-01-02,,,5\n"
    read = read_mapped(tmp_path, mapping, table)
    assert [pair[:2] for pair in ends(read)] == [
        ("A", "outside"),
        ("outside", "B"),
        (None, None),
    ]
    assert read.accounts.select("account_id", "kind").rows() == [
        ("outside", "external")
    ]


def test_rules_look_at_the_row_as_delivered(tmp_path):
    mapping = BOTH_ENDS + (
        '[values.receiver_account]\n0 = ""\n'
        '[[external]]\nwhen = { to = "0" }\naccount = "nobody"\n'
    )
    table = "day,from,to,sum\n2024-01-02,A,0,5\n"
    assert ends(read_mapped(tmp_path, mapping, table)) == [("A", "nobody", "wire")]
