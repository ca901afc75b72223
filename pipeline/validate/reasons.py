"""
Every reason code of the quarantine: what it says and what to do about it.

Codes are stable: other programs may count by them. A row has all reasons that hold, but
one that could not be read has only the reader's.
"""

from pipeline.validate.reader_reasons import READING, RESEND, Reason

WORDS = "Map the supplier's words to ours in the mapping file; `tfnet init` lists ours."
DAYS = "Write days as YYYY-MM-DD."

WHOLE_ROW = {
    "duplicate_row": Reason(
        "the same row once more; its first place by file and line is kept",
        "Nothing, if the file was delivered twice; nothing is lost.",
    ),
    "id_conflict": Reason(
        "several rows share this id and differ; none of them is trusted",
        "Ask the supplier which row stands, and for ids that are unique.",
    ),
}

SET_ASIDE = {
    "not_yet_known": Reason(
        "booked, opened or begun after validate.known_until; does not count as broken",
        "Nothing: it was asked for. Take the setting out to look at all of it.",
    ),
}

IDS_AND_TEXT = {
    "transaction_id_missing": Reason(
        "no id", "Map a column to transaction_id, or let ingest number the rows."
    ),
    "sender_account_missing": Reason(
        "nobody pays", "Name an external account for cash, cards or interest."
    ),
    "receiver_account_missing": Reason(
        "nobody is paid", "Name an external account for cash, cards or fees."
    ),
    "account_id_missing": Reason("an account without id", RESEND),
    "party_id_missing": Reason("a party without id", RESEND),
    "a_missing": Reason("a relation without its first end", RESEND),
    "b_missing": Reason("a relation without its second end", RESEND),
    "id_invisible_character": Reason(
        "an id holds a control, formatting or zero-width character: two ids that look "
        "the same would be two accounts",
        RESEND,
    ),
    "id_outer_space": Reason(
        "an id begins or ends with a space, so that one account would be two",
        "Trim the column in the mapping.",
    ),
    "id_too_long": Reason("an id of more than 256 bytes", RESEND),
    "text_too_long": Reason("a text of more than 65,536 bytes", RESEND),
}

TIMES = {
    "time_missing": Reason("no time", "Map a column to booked_at."),
    "time_malformed": Reason(
        "not ISO 8601, e.g. 2024-05-01T09:30:00Z or 2024-05-01",
        "Declare the date format in the mapping.",
    ),
    "time_leap_second": Reason(
        "a second numbered 60, which no UTC clock of computers has",
        "Ask the supplier to book it at second 59.",
    ),
    "time_impossible": Reason(
        "no such day or time, also where clocks were put forward",
        "Check day and month for being swapped, and the zone.",
    ),
    "time_without_zone": Reason(
        "a clock time in no stated zone",
        "Declare the zone in the mapping or validate.assume_time_zone.",
    ),
    "time_ambiguous": Reason(
        "a clock time that came twice when clocks were put back",
        "Ask the supplier for times in UTC or with offset.",
    ),
    "time_before_1970": Reason("before 1970: a default, not a payment", RESEND),
    "time_after_2067": Reason("after 2067: a default, not a payment", RESEND),
    "time_in_future": Reason(
        "later than validate.data_until", "Correct the setting, or ask the supplier."
    ),
    "time_precision_unknown": Reason("no word of ours for the precision", WORDS),
    "time_precision_conflict": Reason(
        "precision second or minute is claimed, but only a day is given",
        "Let the precision empty, or give the time.",
    ),
}

AMOUNTS = {
    "amount_missing": Reason(
        "no amount, and not marked as unknown",
        "Give the amount, or amount_status unknown.",
    ),
    "amount_status_invalid": Reason("no word of ours for the amount's status", WORDS),
    "amount_status_conflict": Reason(
        "an amount that is marked as unknown",
        "Mark it exact, approximate or aggregate, or leave it out.",
    ),
    "amount_not_finite": Reason("NaN or infinity", RESEND),
    "amount_malformed": Reason(
        "not plain digits 0-9 with at most one point: thousands separators, a decimal "
        "comma, an exponent, digits of another script",
        "Declare decimal mark and thousands separator in the mapping.",
    ),
    "amount_negative": Reason(
        "below zero",
        "Where the sign means a direction, say so in the mapping; a reversal is a "
        "payment back.",
    ),
    "amount_zero": Reason("zero moves nothing", "Leave such rows out of the export."),
    "amount_finer_than_currency": Reason(
        "more decimals than the currency has (ISO 4217), e.g. half a cent",
        "Check the currency, and that the export does not print binary fractions.",
    ),
    "amount_too_large": Reason(
        "above 10^15 of its currency, or 2^53 cents of the base currency",
        "Check the decimal mark and the currency.",
    ),
}

CURRENCIES = {
    "currency_missing": Reason("no currency", "Map or state it as a constant."),
    "currency_unknown": Reason(
        "no code of ISO 4217 and no virtual asset we know",
        "Write the three-letter code in capitals, or map the supplier's words.",
    ),
    "currency_not_money": Reason(
        "XXX or XTS stand for no currency",
        "State the real one: under [constants] of the mapping, if all rows share it.",
    ),
    "currency_not_yet_issued": Reason("the currency did not exist that day", RESEND),
    "currency_retired": Reason(
        "the currency was withdrawn before that day", "Check the date and the code."
    ),
    "fx_missing": Reason(
        "no exchange rate for that currency and day, so that it cannot be added up",
        "Give a rate file that covers it.",
    ),
}

VOCABULARY = {
    "channel_missing": Reason("no channel", "Map it; where unknown: other."),
    "channel_unknown": Reason("no channel of ours", WORDS),
    "country_unknown": Reason(
        "no country code of ISO 3166-1 in capitals, nor withheld", WORDS
    ),
    "kind_unknown": Reason("no kind of ours", WORDS),
    "service_unknown": Reason("no service of ours", WORDS),
    "merchant_category_malformed": Reason(
        "a merchant category that is not four digits, as ISO 18245 has them", RESEND
    ),
    "relation_missing": Reason("no relation", RESEND),
    "relation_unknown": Reason("no relation of ours", WORDS),
    "flag_malformed": Reason("neither true nor false", WORDS),
    "coordinate_malformed": Reason("latitude or longitude is no number", RESEND),
    "coordinate_out_of_range": Reason(
        "latitude beyond 90 or longitude beyond 180", "Check for their being swapped."
    ),
    "date_malformed": Reason("no day of the calendar as YYYY-MM-DD", DAYS),
    "dates_reversed": Reason("the end is before the beginning", RESEND),
    "money_malformed": Reason(
        "income or credit limit is not plain digits with at most one point", RESEND
    ),
    "money_negative": Reason("income or credit limit below zero", RESEND),
    "identifier_malformed": Reason("not type:value", "Write e.g. passport:C01X00T47."),
}

REASONS = {
    **READING,
    **WHOLE_ROW,
    **SET_ASIDE,
    **IDS_AND_TEXT,
    **TIMES,
    **AMOUNTS,
    **CURRENCIES,
    **VOCABULARY,
}
