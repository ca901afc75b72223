"""One-sided ledgers: who paid whom, and who stands where the ledger names nobody."""

from pathlib import Path

import pytest

from tests.ingest.mapped_table import read_mapped

CZECH = (Path(__file__).parent / "fixtures/czech_ledger.toml").read_text("utf-8")
CZECH_HEADER = (
    "trans_id;account_id;date;type;operation;amount;balance;k_symbol;bank;account\n"
)
# Made up, in the layout of the Czech bank.
CZECH_ROWS = """\
11;21;930101;"PRIJEM";"VKLAD";700.00;700.00;;;
12;21;930105;"PRIJEM";"PREVOD Z UCTU";3679.00;4379.00;"DUCHOD";"AB";41403269
13;21;930131;"PRIJEM";;14.20;4393.20;"UROK";;
14;21;930228;"VYDAJ";"VYBER";30.00;4363.20;"SLUZBY";;
15;22;930301;"VYBER";"VYBER";100.00;90.00;;;
16;22;930302;"VYDAJ";"VYBER KARTOU";50.00;40.00;;;0
17;22;930303;"VYDAJ";"PREVOD NA UCET";10.50;29.50;"SIPO";"CD";21
18;22;930304;"PRIJEM";"PREVOD Z UCTU";5.00;34.50;"DUCHOD";;
"""
PLAIN = """
[columns]
booked_at = "day"
account = "own"
counterparty = "other"
{columns}
[constants]
currency = "EUR"
channel = "wire"
{more}
"""


def sides(read):
    columns = ("sender_account", "receiver_account", "amount", "channel")
    return read.transactions.select(columns).rows()


def test_czech_ledger_reads_with_the_ready_mapping(tmp_path):
    read = read_mapped(tmp_path, CZECH, CZECH_HEADER + CZECH_ROWS)
    assert read.transactions["ingest_error"].null_count() == 8
    assert sides(read) == [
        ("cash of CZ-BANK:21", "CZ-BANK:21", "700.00", "cash_deposit"),
        ("AB:41403269", "CZ-BANK:21", "3679.00", "wire"),
        ("interest", "CZ-BANK:21", "14.20", "internal"),
        ("CZ-BANK:21", "fees", "30.00", "internal"),
        ("CZ-BANK:22", "cash of CZ-BANK:22", "100.00", "cash_withdrawal"),
        ("CZ-BANK:22", "cash of CZ-BANK:22", "50.00", "cash_withdrawal"),
        ("CZ-BANK:22", "CD:21", "10.50", "wire"),
        ("unnamed by CZ-BANK:22", "CZ-BANK:22", "5.00", "wire"),
    ]
    assert read.column("booked_at")[:2] == [
        "1993-01-01T00:00:00Z",
        "1993-01-05T00:00:00Z",
    ]
    assert set(read.column("time_precision")) == {"day"}
    assert read.column("receiver_country")[0] == "CZ"
    assert read.column("sender_country")[0] is None


def test_czech_accounts_are_the_banks_own_strangers_and_cash(tmp_path):
    read = read_mapped(tmp_path, CZECH, CZECH_HEADER + CZECH_ROWS)
    known = read.accounts.select("account_id", "kind", "institution", "country")
    assert known.rows() == [
        ("AB:41403269", "external", "AB", None),
        ("CD:21", "external", "CD", None),
        ("CZ-BANK:21", None, "CZ-BANK", "CZ"),
        ("CZ-BANK:22", None, "CZ-BANK", "CZ"),
        ("cash of CZ-BANK:21", "cash", None, None),
        ("cash of CZ-BANK:22", "cash", None, None),
        ("fees", "external", None, None),
        ("interest", "external", None, None),
        ("unnamed by CZ-BANK:22", "external", None, None),
    ]  # fmt: skip


def test_czech_rows_that_do_not_fit_are_stopped(tmp_path):
    rows = (
        '1;22;930231;"VYDAJ";"VYBER";1.00;1.00;;;\n'
        '2;22;930201;"JINY";"VYBER";1.00;1.00;;;\n'
        '3;22;930201;"VYDAJ";"VYBER";1,00;1.00;;;\n'
    )
    read = read_mapped(tmp_path, CZECH, CZECH_HEADER + rows)
    assert read.column("ingest_error") == [
        "time_not_as_mapped",
        "direction_not_as_mapped",
        "amount_not_as_mapped",
    ]
    assert read.column("booked_at")[0] == "930231"
    assert sides(read)[1][:2] == (None, None)


@pytest.mark.parametrize(
    ("sign", "first"), [("in_is_positive", "out"), ("out_is_positive", "in")]
)
def test_sign_says_who_paid(tmp_path, sign, first):
    mapping = PLAIN.format(columns='amount = "sum"', more=f'[amounts]\nsign = "{sign}"')
    read = read_mapped(tmp_path, mapping, "day,own,other,sum\n2024-01-02,A,B,-5.00\n")
    ends = ("A", "B") if first == "out" else ("B", "A")
    assert sides(read) == [(*ends, "5.00", "wire")]


TWO_COLUMNS = PLAIN.format(
    columns='amount_in = "in"\namount_out = "out"', more='[amounts]\nsign = "{sign}"'
)


@pytest.mark.parametrize(
    ("paid_in", "paid_out", "sign", "expected"),
    [
        ("5.00", "", "unsigned", ("B", "A", "5.00")),
        ("", "5.00", "unsigned", ("A", "B", "5.00")),
        ("0.00", "5.00", "unsigned", ("A", "B", "5.00")),
        ("5.00", "0", "unsigned", ("B", "A", "5.00")),
        ("", "-5.00", "ignored", ("A", "B", "5.00")),
        ("", "-5.00", "unsigned", ("A", "B", "-5.00")),
        ("0.00", "", "unsigned", ("B", "A", "0.00")),
        ("", "0.00", "unsigned", ("A", "B", "0.00")),
    ],
)
def test_column_that_holds_the_amount_says_who_paid(
    tmp_path, paid_in, paid_out, sign, expected
):
    row = f"day,own,other,in,out\n2024-01-02,A,B,{paid_in},{paid_out}\n"
    read = read_mapped(tmp_path, TWO_COLUMNS.replace("{sign}", sign), row)
    assert read.column("ingest_error") == [None]
    assert sides(read)[0][:3] == expected


@pytest.mark.parametrize(
    ("paid_in", "paid_out", "reason"),
    [
        ("5.00", "6.00", "amount_not_as_mapped"),
        ("5,00", "6.00", "amount_not_as_mapped"),
        ("", "", "amount_missing"),
    ],
)
def test_contradicting_amounts_are_not_chosen_from(tmp_path, paid_in, paid_out, reason):
    row = f'day,own,other,in,out\n2024-01-02,A,B,"{paid_in}","{paid_out}"\n'
    read = read_mapped(tmp_path, TWO_COLUMNS.replace("{sign}", "unsigned"), row)
    assert read.column("ingest_error") == [reason]


def test_statement_of_one_account_names_it_as_a_constant(tmp_path):
    mapping = PLAIN.format(
        columns='amount = "sum"',
        more='account = "A"\n[amounts]\nsign = "in_is_positive"',
    ).replace('account = "own"\n', "", 1)
    read = read_mapped(tmp_path, mapping, "day,other,sum\n2024-01-02,B,5\n")
    assert sides(read) == [("B", "A", "5", "wire")]


def test_names_follow_the_money(tmp_path):
    mapping = PLAIN.format(
        columns='amount = "sum"\ncounterparty_name = "name"',
        more='[amounts]\nsign = "in_is_positive"',
    )
    table = "day,own,other,sum,name\n2024-01-02,A,B,5,Bea\n2024-01-02,A,B,-5,\n"
    read = read_mapped(tmp_path, mapping, table)
    assert read.column("sender_named") == ["true", None]
    assert read.column("receiver_named") == [None, "false"]
    assert read.parties.select("party_id", "names").rows() == [("B", "Bea")]
