"""Which red flag shows which account: the evidence as a matrix."""

from collections import defaultdict
from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.red_flag_text import RedFlagText, red_flag_text
from pipeline.report.roles import ROLES

MOST_OPEN = 40  # accounts; more are folded under their roles
MOST_ACCOUNTS = 150  # on a page; all are in case.json
ENDS = ("sender_account", "receiver_account")


class Cell(NamedTuple):
    """One red flag and one account, or all accounts of a role."""

    numbers: list[int]  # of evidence transactions with the account at an end
    raised: int  # alerts that speak about the account


class MatrixRow(NamedTuple):
    name: str  # account id, or heading of the role
    role: str
    accounts: int
    cells: list[Cell]  # as the matrix's flags


class Matrix(NamedTuple):
    flags: list[RedFlagText]
    roles: list[MatrixRow]
    accounts: list[MatrixRow]
    left_out: int  # accounts with evidence, not shown
    without: int  # members that no evidence touches

    @property
    def folded(self) -> bool:
        return len(self.accounts) > MOST_OPEN


def matrix(case: CaseFile) -> Matrix | None:
    """None without alerts; rows from the source of money to its end."""
    flags = sorted(set(case.alerts["red_flag"]))
    if not flags:
        return None
    touched: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for payment in case.payments:
        for flag in case.flags_of(payment):
            for account in dict.fromkeys(payment[end] for end in ENDS):
                touched[account][flag].append(payment["number"])
    raised: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for account, flag in zip(
        case.alerts["account_id"], case.alerts["red_flag"], strict=True
    ):
        raised[account][flag] += 1
    members = [row["account_id"] for row in case.member_rows]
    every = [*members, *sorted({*touched, *raised} - {*members})]
    shown = [account for account in every if account in touched or account in raised]
    by_role: dict[str, list[str]] = {name: [] for name in ROLES}
    for account in shown:
        by_role[case.role(account)].append(account)

    def row(name: str, role: str, accounts: list[str]) -> MatrixRow:
        cells = [
            Cell(
                sorted({n for a in accounts if a in touched for n in touched[a][flag]}),
                sum(raised[a][flag] for a in accounts if a in raised),
            )
            for flag in flags
        ]
        return MatrixRow(name, role, len(accounts), cells)

    in_order = [account for accounts in by_role.values() for account in accounts]
    return Matrix(
        flags=[red_flag_text(flag) for flag in flags],
        roles=[
            row(ROLES[role].heading, role, accounts)
            for role, accounts in by_role.items()
            if accounts
        ],
        accounts=[row(a, case.role(a), [a]) for a in in_order[:MOST_ACCOUNTS]],
        left_out=max(0, len(in_order) - MOST_ACCOUNTS),
        without=len(set(members) - set(shown)),
    )
