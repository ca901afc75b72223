"""A mapping that says the unknown, or contradicts itself, is refused with a remedy."""

import re
import tomllib

import pytest

from pipeline.errors import ConfigError
from pipeline.ingest.read_mapping import as_mapping, read_mapping
from tests.ingest.mapped_table import TWO_SIDED

LEDGER = """
[columns]
booked_at = "day"
account = "own"
counterparty = "other"
amount = "sum"
[constants]
currency = "EUR"
channel = "wire"
[amounts]
sign = "in_is_positive"
"""
RULE = '[[external]]\naccount = "cash"\n'


def load(text):
    return as_mapping(tomllib.loads(text))


def test_both_shapes_load():
    assert not load(TWO_SIDED).one_sided
    assert load(LEDGER).one_sided


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TWO_SIDED + "[fiel]\n", "unknown key fiel; nearest: 'file'"),
        (
            TWO_SIDED + "[file]\nquotes = ''\n",
            "unknown key file.quotes; nearest: 'quote'",
        ),
        (LEDGER + RULE + "knd = 1\n", "unknown key external[0].knd; nearest: 'kind'"),
        (TWO_SIDED.replace("amount", "ammount"), "columns.ammount; nearest: 'amount'"),
        (TWO_SIDED + "[values.chanel]\n", "values.chanel; nearest: 'channel'"),
        (TWO_SIDED + "[file]\nskip_lines = -1\n", ">= 0 - at `file.skip_lines`"),
        (TWO_SIDED + '[file]\ndelimiter = "::"\n', "`file.delimiter`"),
        (
            TWO_SIDED + '[file]\nencoding = "utf-88"\n',
            "file.encoding: unknown encoding",
        ),
        (TWO_SIDED + '[file]\nencoding = "base64"\n', "not a text encoding"),
        (TWO_SIDED + '[file]\ndelimiter = ";"\nquote = ";"\n', "the same character"),
        (TWO_SIDED + '[file]\ndigits = "0123456788"\n', "ten different digits"),
        (TWO_SIDED + '[amounts]\nthousands_mark = "."\n', "must differ"),
        (TWO_SIDED + '[times]\nzone = "Europe/Prag"\n', "nearest: 'Europe/Prague'"),
        (
            TWO_SIDED + '[times]\nformats = ["%d.%m.%Y %H:%M"]\n',
            "times.zone is missing",
        ),
        (TWO_SIDED + "[times]\nformats = []\n", "`times.formats`"),
        (TWO_SIDED + '[values.amount]\nx = "1"\n[values.channel]\n', "no column"),
        (
            TWO_SIDED.replace('"wire"', '"wired"'),
            "'wired' is no channel; nearest: 'wire'",
        ),
        (TWO_SIDED.replace('"EUR"', '"EURO"'), "'EURO' is no currency"),
        (TWO_SIDED.replace('"EUR"', '""'), "`constants[...]`"),
        (TWO_SIDED.replace('currency = "EUR"', ""), "currency is missing"),
        (TWO_SIDED.replace('receiver_account = "to"', ""), "who paid whom is missing"),
        (TWO_SIDED + 'amount = "1"\n', "amount is both in columns and in constants"),
        (
            TWO_SIDED + '[amounts]\nsign = "in_is_positive"\n',
            "sender_account does already",
        ),
        (
            TWO_SIDED.replace("amount =", "amount_in ="),
            "amount_in: not in a table that",
        ),
        (
            LEDGER.replace("counterparty", "receiver_account"),
            "not in a table that maps an",
        ),
        (LEDGER.replace('counterparty = "other"', ""), "counterparty is missing"),
        (LEDGER.replace('sign = "in_is_positive"', ""), "must say who paid"),
        (LEDGER.replace("amount =", 'direction = "d"\namount ='), "now direction and"),
        (
            LEDGER + RULE + 'kind = "kash"\n',
            "external[0].kind: no such kind of account",
        ),
        (LEDGER + RULE + 'channel = "card2"\n', "external[0].channel: 'card2' is no"),
        (LEDGER + RULE.replace("cash", "{bank}"), "only {account} may stand in braces"),
        (LEDGER + RULE.replace("cash", "{"), "external[0].account"),
        (
            LEDGER.replace("amount =", "amount_in =").split("[amounts]")[0],
            "both amount_in and amount_out",
        ),
    ],
)
def test_mistake_is_named_with_its_place(text, message):
    with pytest.raises(ConfigError, match=re.escape(message)):
        load(text)


def test_direction_needs_its_vocabulary():
    text = LEDGER.replace("amount =", 'direction = "d"\namount =').split("[amounts]")[0]
    with pytest.raises(ConfigError, match=r"values\.direction is missing"):
        load(text)
    with pytest.raises(ConfigError, match="'credit' is no direction"):
        load(text + '[values.direction]\nC = "credit"\n')


@pytest.mark.parametrize("content", [None, b"[columns", b"\xff"])
def test_file_that_is_no_mapping_is_named(tmp_path, content):
    path = tmp_path / "my.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"my\.toml: (No such|not TOML)"):
        read_mapping(path)
