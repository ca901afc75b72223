"""Roles as reports show them: order from the source of money to its end, and shapes."""

from math import cos, pi, sin
from typing import NamedTuple

Shape = tuple[tuple[float, float], ...]  # corners around 0, 0; a circle has none


class Role(NamedTuple):
    name: str  # as in the case tables
    heading: str
    shape: Shape
    meaning: str


def polygon(corners: int, first_degrees: float) -> Shape:
    """Regular, corners on the unit circle; the first at ``first_degrees`` from east."""
    angles = [
        pi * (first_degrees / 180 + 2 * corner / corners) for corner in range(corners)
    ]
    return tuple((cos(angle), sin(angle)) for angle in angles)


CIRCLE: Shape = ()
ARM = 0.36
CROSS: Shape = (
    *((-ARM, -1), (ARM, -1), (ARM, -ARM), (1, -ARM), (1, ARM), (ARM, ARM)),
    *((ARM, 1), (-ARM, 1), (-ARM, ARM), (-1, ARM), (-1, -ARM), (-ARM, -ARM)),
)
# Money is drawn from the first to the last; down the page y grows.
ROLES_IN_ORDER = (
    Role("donor", "Donors", CIRCLE, "pays in, receives little"),
    Role("collector", "Collectors", polygon(4, 45), "gathers many small payments"),
    Role("funnel", "Funnels", polygon(3, 90), "gathers from many, pays few"),
    Role("front", "Fronts", polygon(6, 30), "an organisation between givers and users"),
    Role("pass-through", "Pass-through", polygon(4, 0), "sends on what it receives"),
    Role("facilitator", "Facilitators", polygon(3, -90), "helps to pay operatives"),
    Role("paymaster", "Paymasters", polygon(5, -90), "pays out, takes back the rest"),
    Role("operative", "Operatives", polygon(3, 0), "is paid and spends"),
    Role("cash-out", "Cash-out", CROSS, "where money leaves the payment system"),
    Role("unwitting", "Unwitting", CIRCLE, "touched by the flow, likely unaware"),
)
OUTSIDE = Role("outside", "Outside the case", CIRCLE, "paid or was paid, no member")
ROLES = {role.name: role for role in (*ROLES_IN_ORDER, OUTSIDE)}
ROLE_RANK = {name: rank for rank, name in enumerate(ROLES)}
