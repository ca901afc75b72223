"""Every reason code has its entry, and every entry a use."""

import re

from pipeline.ingest.record_kernels import REASONS as READER_CODES
from pipeline.validate.accounts import ArrivingAccounts
from pipeline.validate.known import REASON
from pipeline.validate.parties import ArrivingParties
from pipeline.validate.reader_reasons import READING
from pipeline.validate.reasons import REASONS
from pipeline.validate.relations import ArrivingRelations
from pipeline.validate.times import TIME_FLAWS
from pipeline.validate.transactions import ArrivingTransactions

CONTRACTS = (ArrivingTransactions, ArrivingAccounts, ArrivingParties, ArrivingRelations)


def codes_of(contract):
    rules = contract._validation_rules(with_cast=False)
    return {name for name in rules if "|" not in name and name != "primary_key"}


def test_codes_of_the_contracts_are_documented_and_no_others():
    used = set().union(*map(codes_of, CONTRACTS))
    assert used == set(REASONS) - set(READING) - {REASON}


def test_codes_of_the_reader_are_documented():
    assert set(READER_CODES) - {""} <= set(READING)


def test_every_time_flaw_is_a_reason():
    assert set(TIME_FLAWS) <= codes_of(ArrivingTransactions)


def test_codes_are_snake_case_and_say_what_to_do():
    for code, reason in REASONS.items():
        assert re.fullmatch("[a-z][a-z0-9_]*", code)
        assert reason.meaning
        assert reason.remedy.endswith(".")
