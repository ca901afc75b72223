"""Made-up documented cases."""

from pathlib import Path

from tests.ingest.sources import file_of

HEADER = (
    "tx_id,date,date_precision,from,to,amount,currency,amount_type,channel,"
    "from_country,to_country,role_from,role_to,source,provenance,note"
)
RELATIONS = """case,a,b,relation,source
case_x,BOSS,POT,account_holder,court
case_x,CLERK,POT,delegated_access,court
case_x,ANN,JOINT,account_holder,court
case_x,BOB,JOINT,account_holder,court
case_x,ANN,CHIEF,acts_for,court
case_y,ELSE,WHERE,same_party,press
"""


def row(**said):
    values = dict.fromkeys(HEADER.split(","), "")
    usual = (
        "tx_id=x-1 date=2001-02-03 date_precision=day from=ANN to=POT amount=100 "
        "currency=USD amount_type=exact channel=wire from_country=DE to_country=XX "
        "role_from=donor role_to=paymaster"
    )
    values |= dict(field.split("=") for field in usual.split())
    return ",".join((values | said).values())


def put_case(
    folder: Path, *rows: str, name: str = "case_x", relations: str = RELATIONS
) -> Path:
    """A case and, unless empty, the relations beside it; where the case is."""
    text = "\n".join([HEADER, *rows, ""])
    file = file_of(folder / f"{name}.csv", text.encode())
    if relations:
        file_of(folder / "relations.csv", relations.encode())
    return file.path
