"""A bank's columns, words and marks become ours."""

from tests.ingest.mapped_table import HEADER, ROW, TWO_SIDED, read_mapped


def test_row_without_an_id_is_known_by_its_place(tmp_path):
    mapping = TWO_SIDED.replace('transaction_id = "id"\n', "")
    read = read_mapped(tmp_path, mapping, f"{HEADER}\n{ROW}\n")
    assert read.column("transaction_id") == ["table.csv:2"]


def test_mapped_but_empty_id_stays_empty(tmp_path):
    read = read_mapped(tmp_path, TWO_SIDED, f"{HEADER}\n,2024-01-02,A,B,1\n")
    assert read.column("transaction_id") == [None]


def test_preamble_foreign_marks_and_no_quotes(tmp_path):
    mapping = TWO_SIDED + (
        '[file]\ndelimiter = ";"\nquote = ""\nencoding = "cp1250"\nskip_lines = 2\n'
        '[amounts]\ndecimal_mark = ","\nthousands_mark = "."\n'
    )
    table = 'Výpis;účtu\n\nid;when;from;to;sum\n1;2024-01-02;"Ž;B;1.234,50\n'
    read = read_mapped(tmp_path, mapping, table.encode("cp1250"))
    assert read.column("sender_account") == ['"Ž']
    assert read.column("amount") == ["1234.50"]
    assert read.column("source_line") == [4]


def test_spaces_around_a_value_mean_nothing_unless_told(tmp_path):
    table = f"{HEADER}\n1,2024-01-02, A ,B,10.00\n"
    assert read_mapped(tmp_path, TWO_SIDED, table).column("sender_account") == ["A"]
    kept = read_mapped(tmp_path, TWO_SIDED + "[file]\ntrim = false\n", table)
    assert kept.column("sender_account") == [" A "]


def test_bank_columns_keep_equal_numbers_apart(tmp_path):
    mapping = TWO_SIDED.replace(
        "[constants]\n",
        'sender_bank = "bank"\n[constants]\nreceiver_bank = "OURS"\n',
    )
    table = f"{HEADER},bank\n1,2024-01-02,7,7,1,THEIRS\n2,2024-01-02,7,7,1,\n"
    read = read_mapped(tmp_path, mapping, table)
    assert read.column("sender_account") == ["THEIRS:7", "7"]
    assert read.column("receiver_account") == ["OURS:7", "OURS:7"]
    assert read.accounts.select("account_id", "institution").rows() == [
        ("OURS:7", "OURS"),
        ("THEIRS:7", "THEIRS"),
    ]


def test_names_become_parties_and_presence_is_kept(tmp_path):
    mapping = TWO_SIDED.replace("[constants]", 'sender_name = "payer"\n[constants]')
    table = (
        f"{HEADER},payer\n1,2024-01-02,A,B,1,ACME\n2,2024-01-02,A,B,1,\n"
        "3,2024-01-02,A,B,1,Acme Ltd|x\n4,2024-01-02,A,B,1,ACME\n"
    )
    read = read_mapped(tmp_path, mapping, table)
    assert read.column("sender_named") == ["true", "false", "true", "true"]
    assert read.column("receiver_named") == [None] * 4
    assert read.parties.select("party_id", "names", "source_line").rows() == [
        ("A", "ACME|Acme Ltd¦x", 2)
    ]
    assert read.accounts.select("account_id", "party_id").rows() == [("A", "A")]


def test_vocabulary_translates_and_leaves_the_rest_as_delivered(tmp_path):
    mapping = TWO_SIDED.replace('channel = "wire"\n', "").replace(
        "[constants]", 'channel = "how"\n[constants]'
    ) + ('[values.channel]\nBAR = "cash_deposit"\n"" = "other"\n')
    table = f"{HEADER},how\n" + "".join(
        f"{n},2024-01-02,A,B,1,{how}\n" for n, how in enumerate(["BAR", "", "NEU"])
    )
    read = read_mapped(tmp_path, mapping, table)
    assert read.column("channel") == ["cash_deposit", "other", "NEU"]
    caught = read_mapped(tmp_path, mapping + '"*" = "wire"\n', table)
    assert caught.column("channel") == ["cash_deposit", "other", "wire"]


def test_several_columns_make_one_field(tmp_path):
    mapping = TWO_SIDED.replace('"when"', '["day", "clock"]') + (
        '[times]\nformats = ["%d.%m.%Y %H:%M"]\nzone = "Europe/Prague"\n'
    )
    table = "id,day,clock,from,to,sum\n1,02.07.2024,09:30,A,B,1\n"
    read = read_mapped(tmp_path, mapping, table)
    assert read.column("booked_at") == ["2024-07-02T07:30:00Z"]
    assert read.column("time_precision") == ["minute"]


def test_missing_amount_is_not_nought(tmp_path):
    read = read_mapped(tmp_path, TWO_SIDED, f"{HEADER}\n1,2024-01-02,A,B,\n")
    assert read.column("ingest_error") == ["amount_missing"]


def test_unknown_amount_is_allowed_where_the_table_says_so(tmp_path):
    mapping = TWO_SIDED.replace("[constants]", 'amount_status = "st"\n[constants]')
    read = read_mapped(tmp_path, mapping, f"{HEADER},st\n1,2024-01-02,A,B,,unknown\n")
    assert read.column("ingest_error") == [None]
    assert read.column("amount_status") == ["unknown"]


def test_negative_amount_keeps_its_sign_unless_ignored(tmp_path):
    table = f"{HEADER}\n1,2024-01-02,A,B,-5\n"
    assert read_mapped(tmp_path, TWO_SIDED, table).column("amount") == ["-5"]
    ignoring = TWO_SIDED + '[amounts]\nsign = "ignored"\n'
    assert read_mapped(tmp_path, ignoring, table).column("amount") == ["5"]
