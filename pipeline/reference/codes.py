"""Country and currency codes, from CLDR through Babel."""

from functools import cache

from babel.core import Locale

# CLDR lists groupings and private-use areas beside ISO 3166-1; these are not countries.
NOT_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
WITHHELD = "withheld"
# Codes in use for virtual assets; ISO 4217 has none for them.
VIRTUAL_ASSETS = (
    *("ADA", "BCH", "BNB", "BTC", "DAI", "DOGE", "ETC", "ETH", "LTC", "SOL"),
    *("TRX", "USDC", "USDT", "XLM", "XMR", "XRP", "ZEC"),
)


@cache
def country_codes() -> tuple[str, ...]:
    """ISO 3166-1 alpha-2 codes (with XK), sorted."""
    territories = Locale("en").territories
    return tuple(
        sorted(
            t for t in map(str, territories) if len(t) == 2 and t not in NOT_COUNTRIES
        )
    )


@cache
def country_name(code: str | None) -> str:
    """The English name; ``unknown`` for null, the code where CLDR has none."""
    if code is None:
        return "unknown"
    return str(Locale("en").territories.get(code, code))


@cache
def currency_codes() -> tuple[str, ...]:
    """ISO 4217 codes, retired ones too, then virtual assets; sorted."""
    return tuple(sorted({*Locale("en").currencies, *VIRTUAL_ASSETS}))
