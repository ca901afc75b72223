"""Words in the network picture; a label's width is known before a browser draws it."""

import unicodedata

from pipeline.report.hostile_text import brief
from pipeline.report.network.flows import Dot, Flow
from pipeline.report.wording import channel, counted, listing, money, period, place

LETTER = 6.7  # pixels of a letter of an 11-pixel monospace font, the widest in use
LONGEST = 18  # letters of an account id
TITLE = 32  # letters of an account id in a title of a line
NAMED = 12  # accounts listed in the title of a collapsed shape


def short_name(dot: Dot) -> str:
    """The account id, its middle left out where long."""
    if len(dot.accounts) > 1:
        return dot.name
    name = brief(dot.name, 4 * LONGEST)
    if len(name) <= LONGEST:
        return name
    keep = (LONGEST - 1) // 2
    return f"{name[:keep]}…{name[-keep:]}"


def short_country(dot: Dot) -> str:
    return dot.country if dot.country and dot.country != "withheld" else ""


def text_width(text: str) -> float:
    """An upper bound: wide scripts take two letters."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return LETTER * (len(text) + wide)


def dot_title(dot: Dot, currency: str) -> str:
    if len(dot.accounts) > 1:
        who = f"{dot.name}: {listing([brief(a, TITLE) for a in dot.accounts], NAMED)}."
    else:
        where = f" in {place(dot.country)}" if dot.country else ""
        kept = ", key channel" if dot.key_channel else ""
        part = "core" if dot.core else "context"
        who = f"{brief(dot.name)}: {dot.role}{where}, {part}{kept}."
    return (
        f"{who} Received {money(dot.received_cents, currency)}, "
        f"sent {money(dot.sent_cents, currency)} in this case."
    )


def flow_title(flow: Flow, dots: list[Dot], currency: str) -> str:
    sender, receiver = (
        brief(dots[end].name, TITLE) for end in (flow.sender, flow.receiver)
    )
    known = len(flow.payments) - flow.unknown
    amount = money(flow.cents, currency) if known else "amount not known"
    unknown = f", {flow.unknown} of unknown amount" if known and flow.unknown else ""
    channels = listing([channel(one) for one in sorted(flow.channels)])
    when = period(flow.payments[0][0], flow.payments[-1][0])
    return (
        f"{sender} → {receiver}: {amount} in "
        f"{counted(len(flow.payments), 'transaction')}{unknown}, {when}, {channels}."
    )
