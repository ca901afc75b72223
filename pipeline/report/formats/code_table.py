"""
The operator's code table: our words to an authority's codes.

A CSV of ``list,value,code``, for instance ``indicator,TF-FLOW-05,XY12``. Each authority
has codes of its own and changes them, so none is built in.
"""

import csv
import io

from pipeline.errors import ConfigError

CodeTable = dict[tuple[str, str], str]
COLUMNS = ["list", "value", "code"]


def read_codes(content: bytes | None) -> CodeTable:
    """
    (list, value) → code; an empty table without ``content``.

    Raises ConfigError for a file that is no such CSV, and for a value with two codes.
    """
    if content is None:
        return {}
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(
            "The code table cannot be read as CSV in UTF-8. Save it again as that."
        ) from error
    if not rows or [cell.strip() for cell in rows[0]] != COLUMNS:
        raise ConfigError(
            f"The first line of the code table must be {','.join(COLUMNS)}."
        )
    table: CodeTable = {}
    for line, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS) or not all(cells):
            raise ConfigError(f"Code table, line {line}: three cells are needed.")
        if not "".join(cells).isprintable():
            raise ConfigError(f"Code table, line {line}: a character without a shape.")
        known = table.setdefault((cells[0], cells[1]), cells[2])
        if known != cells[2]:
            raise ConfigError(
                f"Code table, line {line}: a second code for {cells[0]},{cells[1]}."
            )
    return table
