"""Counts and money in the reasons of roles."""


def money(cents: int) -> str:
    """In the base currency, which the report names."""
    return f"{cents // 100:,}.{cents % 100:02}"


def members(count: int) -> str:
    return "1 member" if count == 1 else f"{count} members"


def others(count: int) -> str:
    return "1 other" if count == 1 else f"{count} others"
