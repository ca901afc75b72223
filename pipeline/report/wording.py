"""How values are put into words, the same in every output."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from pipeline.reference.codes import country_name

NOT_KNOWN = "not known"
LEAST_SHARE = 0.0005  # less would be written as nothing at all
AMOUNT_WORDS = {"exact": "", "approximate": "about ", "aggregate": "in total "}
CHANNEL_WORDS = {
    "internal": "internal transfer",
    "instant": "instant payment",
    "other": "another channel",
}
CLOCK = {"second": "%Y-%m-%d %H:%M:%S", "minute": "%Y-%m-%d %H:%M"}
UNITS = {"_days": "days", "_hours": "hours", "_minutes": "minutes", "_months": "months"}


def money(cents: int | None, currency: str) -> str:
    """``USD 1,234.50``; exact, since cents are integers."""
    if cents is None:
        return NOT_KNOWN
    return f"{currency} {cents_text(cents, ',')}"


def cents_text(cents: int, group: str = "") -> str:
    """Hundredths as a decimal: ``-1,234.50``."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole:,}.{rest:02d}".replace(",", group)


def cents_or_unknown(cents: int | None) -> str:
    return NOT_KNOWN if cents is None else cents_text(cents, ",")


def decimal_text(value: Decimal) -> str:
    """All digits that count, at least two after the point, never an exponent."""
    text = format(value.normalize(), "f")
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest.ljust(2, '0')}"


def amount(value: Decimal | None, status: str, currency: str) -> str:
    """The amount in its own currency, as sure as the source is of it."""
    if value is None or status == "unknown":
        return NOT_KNOWN
    whole, _, rest = decimal_text(value).partition(".")
    return f"{AMOUNT_WORDS[status]}{currency} {int(whole):,}.{rest}"


def moment(at: datetime | None, precision: str = "minute") -> str:
    """UTC, no more precise than the source was."""
    if at is None:
        return NOT_KNOWN
    text = at.strftime(CLOCK.get(precision, "%Y-%m-%d"))
    return f"about {text}" if precision == "approximate" else text


def day(at: datetime | date | None) -> str:
    return NOT_KNOWN if at is None else at.strftime("%Y-%m-%d")


def period(first: datetime | None, last: datetime | None) -> str:
    """``2000-07-19 to 2000-09-18``, or the one day."""
    if first is None or last is None:
        return NOT_KNOWN
    begin, end = day(first), day(last)
    return begin if begin == end else f"{begin} to {end}"


def counted(number: int, thing: str, things: str | None = None) -> str:
    """``1 transaction``, ``1,204 transactions``."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def listing(items: Sequence[str], most: int = 4) -> str:
    """``a, b and c``; beyond ``most`` the rest is counted."""
    shown = list(items[:most])
    if len(items) > most:
        shown.append(f"{len(items) - most:,} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if shown[1:] else shown[0]


def spoken(code: str) -> str:
    """A vocabulary code as words: ``cash_deposit`` → ``cash deposit``."""
    return code.replace("_", " ")


def channel(code: str) -> str:
    """``internal`` → ``internal transfer``: words that can follow "by"."""
    return CHANNEL_WORDS.get(code, spoken(code))


def place(code: str | None) -> str:
    """``United Arab Emirates (AE)``; unknown and withheld are values of their own."""
    if code is None or code == "withheld":
        return country_name(code)
    return f"{country_name(code)} ({code})"


def corridor(sender_country: str | None, receiver_country: str | None) -> str:
    return f"{sender_country or 'unknown'} → {receiver_country or 'unknown'}"


def share(part: float) -> str:
    if 0 < part < LEAST_SHARE:
        return "under 0.1%"
    return f"{part:.1%}".replace(".0%", "%")


def quantity(name: str, value: float | None, currency: str) -> str:
    """A measured value or threshold; the end of its name is its unit."""
    if value is None or not isfinite(value):
        return "–"
    if name.endswith("_cents"):
        return money(round(value), currency)
    if name.endswith("_share"):
        return share(value)
    for suffix, unit in UNITS.items():
        if name.endswith(suffix):
            return f"{value:,.4g} {unit}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.3g}"


def quantity_name(name: str) -> str:
    """``min_senders`` → ``senders``; units are with the value."""
    for prefix in ("min_", "max_"):
        name = name.removeprefix(prefix)
    for suffix in ("_cents", *UNITS):
        name = name.removesuffix(suffix)
    return spoken(name)


DECIDED = {
    "open": "under review",
    "escalate": "escalated",
    "report": "reported",
    "dismiss": "dismissed",
}


def decided(decision: str, stands: bool) -> str:
    """What a reviewer decided, and whether it still holds."""
    since = "" if stands else "; evidence changed since"
    return DECIDED[decision] + since


def changed(change: Mapping[str, Any]) -> str:
    """How a case differs from the run before, in a few words."""
    if change["change"] != "changed":
        return "the same" if change["change"] == "same" else str(change["change"])
    parts = [
        f"{sign}{change[f'{what}_{word}']} {what}"
        for what in ("accounts", "transactions")
        for sign, word in (("+", "added"), ("−", "removed"))
        if change[f"{what}_{word}"]
    ]
    was, now = change["before_priority"], change["priority"]
    if f"{was:.0f}" != f"{now:.0f}":
        parts.append(f"priority was {was:.0f}")
    return f"changed: {', '.join(parts)}" if parts else "changed a little"
