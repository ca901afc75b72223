"""A proposed mapping loads, reads its file, and says what it does not know."""

import gzip
import tomllib

import polars as pl
import pytest

from pipeline.errors import ConfigError
from pipeline.ingest.propose_mapping import propose_mapping
from pipeline.ingest.read_mapping import as_mapping
from tests.ingest.mapped_table import read_mapped
from tests.ingest.test_mapped_ledger import CZECH_HEADER, CZECH_ROWS

GERMAN = (
    "Kontoauszug;;\nZeitraum: Januar;;\n"
    "Buchungstag;Valuta;Name Zahlungsbeteiligter;IBAN Zahlungsbeteiligter;"
    "Verwendungszweck;Betrag;Währung;Auftragskonto\n"
    "02.01.2024;02.01.2024;Müller;DE001;Miete;-1.234,50;EUR;DE9\n"
    "15.01.2024;15.01.2024;;;Bargeld;50,00;EUR;DE9\n"
)
FRENCH = (
    "Date operation|Compte|Contrepartie|Débit|Crédit|Libellé\n"
    "31/12/2023|1|A|1 234,50||Loyer\n30/12/2023|1|B||7,00|Salaire\n"
)
ENGLISH = (
    "transaction_id,timestamp,from_account,to_account,amount (GBP),payment method\n"
    "1,2024-01-02T10:00:00Z,A,B,10.00,Wire\n2,2024-01-03T10:00:00Z,B,C,20.5,Card\n"
)
POLISH = (
    "Data operacji\tRachunek\tRachunek kontrahenta\tKwota\tWaluta\tTyp transakcji\n"
    "2024-01-02\t1\t2\t-5,00\tPLN\tPrzelew\n2024-01-03\t1\t\t-5,00\tzł\tWypłata\n"
)
TWICE = (
    "Timestamp,From Bank,Account,To Bank,Account,Amount Paid,Payment Format\n"
    "2022/09/01 00:20,010,8A,011,8B,3697.34,Cheque\n"
)
CLOCK = "Date,Time,Sender,Receiver,Amount\n13.01.2024,09:30,A,B,1.50\n"
PERSIAN = "date,sender,receiver,amount\n2024-01-02,A,B,۱۲٫۵\n"
NAMELESS = "1;2024-01-02;A\n2;2024-01-03;B\n"


def proposal(tmp_path, table, name="table.csv"):
    source = tmp_path / "in"
    source.mkdir(exist_ok=True)
    content = table.encode() if isinstance(table, str) else table
    (source / name).write_bytes(content)
    return propose_mapping(source)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            CZECH_HEADER + CZECH_ROWS,
            [
                ("cash of OWN:21", "OWN:21", "700.00", "cash_deposit"),
                ("AB:41403269", "OWN:21", "3679.00", "wire"),
                ("unnamed by OWN:21", "OWN:21", "14.20", "other"),
                ("OWN:21", "cash of OWN:21", "30.00", "cash_withdrawal"),
                ("OWN:22", "cash of OWN:22", "100.00", "cash_withdrawal"),
                ("OWN:22", "cash of OWN:22", "50.00", "cash_withdrawal"),
                ("OWN:22", "CD:21", "10.50", "wire"),
                ("unnamed by OWN:22", "OWN:22", "5.00", "wire"),
            ],
        ),
        (
            GERMAN.encode("cp1252"),
            [
                ("DE9", "DE001", "1234.50", "other"),
                ("unnamed by DE9", "DE9", "50.00", "other"),
            ],
        ),
        (FRENCH, [("1", "A", "1234.50", "other"), ("B", "1", "7.00", "other")]),
        (ENGLISH, [("A", "B", "10.00", "wire"), ("B", "C", "20.5", "card")]),
        (
            POLISH,
            [("1", "2", "5.00", "wire"), ("1", "cash of 1", "5.00", "cash_withdrawal")],
        ),
        (TWICE, [("010:8A", "011:8B", "3697.34", "cheque")]),
        (CLOCK, [("A", "B", "1.50", "other")]),
        (PERSIAN, [("A", "B", "12.5", "other")]),
    ],
    ids=["czech", "german", "french", "english", "polish", "twice", "clock", "persian"],
)
def test_proposal_loads_and_reads_its_file(tmp_path, table, expected):
    text = proposal(tmp_path, table)
    read = read_mapped(tmp_path, text, table)
    assert read.column("ingest_error") == [None] * len(expected)
    sides = read.transactions.select(
        "sender_account", "receiver_account", "amount", "channel"
    )
    assert sides.rows() == expected
    assert read.transactions["booked_at"].str.contains("Z$").all()
    assert "GUESS" in text


def test_parquet_is_proposed_for_without_a_file_section(tmp_path):
    (tmp_path / "in").mkdir()
    pl.DataFrame(
        {"date": ["2024-01-02"], "sender": ["A"], "receiver": ["B"], "amount": [1.5]}
    ).write_parquet(tmp_path / "in" / "t.parquet")
    text = propose_mapping(tmp_path / "in" / "t.parquet")
    assert "[file]" not in text
    assert read_mapped(tmp_path, text, {}).column("amount") == ["1.5"]


def test_head_of_a_packed_file_is_enough(tmp_path):
    rows = "".join(f"{n},2024-01-02,A,B,{n}.00\n" for n in range(30_000))
    table = gzip.compress(f"id,date,sender,receiver,amount\n{rows}".encode())
    text = proposal(tmp_path, table)
    assert as_mapping(tomllib.loads(text)).columns["transaction_id"] == "id"


def test_ambiguous_days_are_said_and_stopped(tmp_path):
    table = "date,sender,receiver,amount\n01/02/2024,A,B,1.50\n03/03/2024,A,B,1.50\n"
    text = proposal(tmp_path, table)
    assert "# CHOOSE: nothing in the rows looked at tells which of these" in text
    assert 'formats = ["%d/%m/%Y", "%m/%d/%Y"]' in text
    read = read_mapped(tmp_path, text, table)
    assert read.column("ingest_error") == ["time_not_as_mapped", None]
    chosen = text.replace('"%d/%m/%Y", ', "")
    assert read_mapped(tmp_path, chosen, table).column("booked_at") == [
        "2024-01-02T00:00:00Z",
        "2024-03-03T00:00:00Z",
    ]


@pytest.mark.parametrize("amounts", [("1.234", "5.678"), ("1,234", "5,678")])
def test_ambiguous_mark_is_said_and_stopped(tmp_path, amounts):
    rows = "".join(f"2024-01-02;A;B;{amount}\n" for amount in amounts)
    table = f"date;sender;receiver;amount\n{rows}"
    text = proposal(tmp_path, table)
    assert "# CHOOSE: the mark in these amounts parts thousands or decimals" in text
    read = read_mapped(tmp_path, text, table)
    assert read.column("ingest_error") == ["amount_not_as_mapped"] * 2


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (FRENCH, 'currency = "XXX"  # CHOOSE: no column names it'),
        (ENGLISH, 'currency = "GBP"  # GUESS by the name of the amount'),
        (POLISH, '"zł" = "PLN"  # GUESS: the sign'),
        (CLOCK, 'zone = "UTC"  # GUESS: none is named'),
        (CLOCK, 'booked_at = ["Date", "Time"]'),
        (GERMAN.encode("cp1252"), "GUESS: not UTF-8; Western European assumed"),
        (GERMAN.encode("cp1252"), 'sign = "in_is_positive"  # GUESS: a minus'),
        (GERMAN.encode("cp1252"), "skip_lines = 2  # GUESS"),
        (ENGLISH, "only ASCII in the rows looked at"),
        (ENGLISH, 'Card = "card"  # GUESS'),
        (TWICE, 'sender_account = "Account#1"  # GUESS by what it holds'),
        (
            "date,account,counterparty,amount\n2024-01-02,A,B,5\n",
            "CHOOSE: nothing tells",
        ),
        (NAMELESS, "columns = ["),
        (GERMAN.replace(";Auftragskonto", "").replace(";DE9", ""), "under [constants]"),
    ],
)
def test_what_is_guessed_or_open_is_said(tmp_path, table, said):
    assert said in proposal(tmp_path, table).replace("\n# ", " ")


def test_word_that_means_neither_in_nor_out_is_left_open(tmp_path):
    table = (
        "date;account;counterparty;amount;type\n"
        "2024-01-02;A;B;5;CR\n2024-01-02;A;B;5;DR\n2024-01-02;A;B;5;Storno\n"
    )
    text = proposal(tmp_path, table)
    assert 'CR = "in"  # GUESS\nDR = "out"  # GUESS\n' in text
    assert '# CHOOSE: "Storno" = "in" or "out"' in text
    errors = read_mapped(tmp_path, text, table).column("ingest_error")
    assert errors == [None, None, "direction_not_as_mapped"]


def test_unrecognised_column_makes_reading_ask_for_it(tmp_path):
    table = "date,sender,receiver,worth in words\n2024-01-02,A,B,five\n"
    text = proposal(tmp_path, table)
    with pytest.raises(ConfigError, match=r"columns\.amount.*'worth in words'"):
        read_mapped(tmp_path, text, table)


@pytest.mark.parametrize(
    "header",
    ['amount"\n[file]\nx = "', "amount # no", "amount\\", "amount\u202e", "ámount ''"],
)
def test_hostile_header_stays_a_name(tmp_path, header):
    table = 'date,sender,receiver,"{}"\n2024-01-02,A,B,1.50\n'
    table = table.format(header.replace('"', '""'))
    text = proposal(tmp_path, table)
    mapping = as_mapping(tomllib.loads(text))
    assert mapping.file.delimiter == ","
    assert "\u202e" not in text
    assert mapping.columns["amount"] in (header, "header of amount")


def test_values_of_people_do_not_stand_in_a_proposal(tmp_path):
    text = proposal(tmp_path, GERMAN)
    assert not any(value in text for value in ("Müller", "DE001"))
