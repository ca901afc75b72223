"""Reason codes that ingest gives to rows it could not read."""

from typing import NamedTuple


class Reason(NamedTuple):
    meaning: str
    remedy: str


MESSAGE = "Ask the supplier to send the message again, whole and valid."
RESEND = "Ask the supplier to resend these rows."
EXPORT = "Have the supplier export the file again and compare the number of rows."

READING = {
    "short_row": Reason("fewer columns than the header", EXPORT),
    "long_row": Reason("more columns than the header", EXPORT),
    "unterminated_quote": Reason("a quote opens and never closes", EXPORT),
    "stray_quote": Reason("a quote where none may be", EXPORT),
    "nul_byte": Reason("a NUL byte in a text file", EXPORT),
    "oversized_row": Reason("longer than ingest.max_row_bytes", EXPORT),
    "bad_encoding": Reason(
        "bytes that are no text in the declared encoding",
        "Declare the encoding of the file (ingest.encoding or the mapping).",
    ),
    "separator_in_list": Reason(
        "an element of a list holds |, which parts elements in text", RESEND
    ),
    "excluded_outcome": Reason(
        "an outcome of a documented case, such as a seizure, that its notes exclude "
        "from detection",
        "Nothing: it is kept here to be seen.",
    ),
    "amount_not_as_mapped": Reason(
        "the amount does not fit the decimal mark and signs that the mapping declares",
        "Correct the mapping.",
    ),
    "direction_not_as_mapped": Reason(
        "neither money in nor money out by the mapping",
        "Add the supplier's word for the direction to the mapping.",
    ),
    "time_not_as_mapped": Reason(
        "the time fits no format that the mapping declares",
        "Add the format to the mapping, or the zone.",
    ),
    "not_well_formed": Reason(
        "an XML message that breaks off or breaks the rules of XML; what came whole "
        "before that stands",
        MESSAGE,
    ),
    "doctype_refused": Reason(
        "an XML file with a DOCTYPE, which may hide a bomb and is never needed",
        "Ask the supplier for the message without it; suspect the file until then.",
    ),
    "not_pacs008": Reason(
        "an XML message of another kind than pacs.008.001",
        "Take such files out of the input.",
    ),
    "unsupported_version": Reason(
        "a version of pacs.008 that is not read", "Have it converted to .08 or .10."
    ),
    "wrong_namespace": Reason(
        "a transfer of another namespace than its message", MESSAGE
    ),
    "missing_element": Reason("a transfer without an element it must have", MESSAGE),
    "repeated_element": Reason(
        "a transfer that says twice what it may say once", MESSAGE
    ),
    "xsd_invalid": Reason("the transfer, or its group header, breaks the XSD", MESSAGE),
    "transaction_count_mismatch": Reason(
        "the message holds fewer or more transfers than its header claims; those it "
        "holds stand",
        MESSAGE,
    ),
}
