"""Measured values as a person reads them."""

from collections.abc import Mapping


def sentence(
    template: str, values: Mapping[str, float | None], base_currency: str
) -> str:
    """
    ``template`` with each of its names filled in.

    The end of a name tells its unit: ``_cents`` is money of ``base_currency``,
    ``_days`` and ``_hours`` are times, ``_share`` is a part of one.
    """
    return template.format_map(
        {name: shown(name, value, base_currency) for name, value in values.items()}
    )


def shown(name: str, value: float | None, base_currency: str) -> str:
    """One value with its unit; None is unknown."""
    if value is None:
        return "unknown"
    unit = name.rpartition("_")[2]
    if unit == "cents":
        return f"{base_currency} {_plain(value / 100, 2, keep=True)}"
    if unit == "share":
        return f"{_plain(value * 100, 1 if value < 0.1 else 0)} %"
    if unit == "days":
        return _time(value, "day") if value >= 1 or value == 0 else shown_hours(value)
    if unit == "hours":
        return _time(value, "hour")
    return _plain(value, 2)


def shown_hours(days: float) -> str:
    hours = days * 24
    return _time(hours, "hour") if hours >= 1 else "less than an hour"


def _time(value: float, unit: str) -> str:
    number = _plain(value, 1)
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def _plain(value: float, decimals: int, keep: bool = False) -> str:
    """Thousands separated; decimals that are all zero left out, others cut if zero."""
    text = f"{value:,.{decimals}f}"
    if "." not in text:
        return text
    whole, _, rest = text.partition(".")
    if not rest.strip("0"):
        return whole
    return text if keep else text.rstrip("0")
