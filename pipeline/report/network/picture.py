"""The finished network picture: every number and word the template needs."""

from collections import Counter
from typing import NamedTuple

from pipeline.report.case_file import CaseFile
from pipeline.report.network.flows import Dot, Flow, dots_and_flows
from pipeline.report.network.geometry import (
    LABEL_GAP,
    SHAPE,
    Geometry,
    geometry,
)
from pipeline.report.network.labels import (
    LETTER,
    dot_title,
    flow_title,
    short_country,
    short_name,
    text_width,
)
from pipeline.report.network.routes import Line
from pipeline.report.network.scales import by_logarithm, dated_sums, day_number
from pipeline.report.roles import ROLES, Role, Shape

WIDTH = (1.2, 7.0)  # of the line with the least and the most money
RETURN_WIDTH = (1.2, 3.6)  # lanes lie side by side
RING = 4.0  # a key channel's ring stands off by
LEGEND_RADIUS = 7.0


class PictureDot(NamedTuple):
    dot: Dot
    x: float
    y: float
    shape: str
    ring: str
    name: str
    country: str
    name_x: float
    country_x: float
    title: str


class PictureFlow(NamedTuple):
    flow: Flow
    kind: str  # forward, beside or return
    role: str  # of the sender
    line: Line
    width: float
    title: str
    payments: str  # "day:cents" each; cents empty where not known


class Heading(NamedTuple):
    x: float
    lines: list[str]


class LegendEntry(NamedTuple):
    role: Role
    shape: str
    accounts: int


class Picture(NamedTuple):
    width: float
    height: float
    headings: list[Heading]
    dots: list[PictureDot]
    flows: list[PictureFlow]
    legend: list[LegendEntry]
    most_cents: int  # of one flow
    days: tuple[int, int]  # first and last, since 1970
    collapsed: int  # accounts that share a shape with others


def network_picture(case: CaseFile) -> Picture | None:
    """The picture of ``case``; None where no payment joins two accounts."""
    dots, flows = dots_and_flows(case, case.run.settings.accounts_in_picture)
    if not flows:
        return None
    drawn = geometry(dots, flows)
    pictured = _flows(dots, flows, drawn, case.base_currency)
    days = [day_number(at) for flow in flows for at, _ in flow.payments]
    return Picture(
        width=drawn.width,
        height=drawn.height,
        headings=_headings(dots, drawn),
        dots=[
            _dot(dot, drawn, number, case.base_currency)
            for number, dot in enumerate(dots)
        ],
        flows=pictured,
        legend=_legend(dots),
        most_cents=max(flow.cents for flow in flows),
        days=(min(days), max(days)),
        collapsed=sum(len(dot.accounts) for dot in dots if len(dot.accounts) > 1),
    )


def outline(shape: Shape, radius: float) -> str:
    """An SVG path around 0, 0; without corners a circle."""
    if not shape:
        radius = round(radius, 1)  # else the two halves would not meet
        arc = f"a{radius:.1f} {radius:.1f} 0 1 0"
        return f"M{-radius:.1f} 0{arc} {2 * radius:.1f} 0{arc} {-2 * radius:.1f} 0z"
    corners = "L".join(f"{x * radius:.1f} {y * radius:.1f}" for x, y in shape)
    return f"M{corners}z"


def _dot(dot: Dot, drawn: Geometry, number: int, currency: str) -> PictureDot:
    x, radius = drawn.x[number], drawn.radius[number]
    shape, name = ROLES[dot.role].shape, short_name(dot)
    name_x = x + SHAPE + LABEL_GAP
    return PictureDot(
        dot=dot,
        x=x,
        y=drawn.y[number],
        shape=outline(shape, radius),
        ring=outline(shape, radius + RING) if dot.key_channel else "",
        name=name,
        country=short_country(dot),
        name_x=name_x,
        country_x=name_x + text_width(name) + LETTER,
        title=dot_title(dot, currency),
    )


def _flows(
    dots: list[Dot], flows: list[Flow], drawn: Geometry, currency: str
) -> list[PictureFlow]:
    cents = [flow.cents for flow in flows]
    width = {
        kind: by_logarithm(cents, *(RETURN_WIDTH if kind == "return" else WIDTH))
        for kind in set(drawn.kinds)
    }
    return [
        PictureFlow(
            flow=flow,
            kind=kind,
            role=dots[flow.sender].role,
            line=line,
            width=width[kind](flow.cents),
            title=flow_title(flow, dots, currency),
            payments=payments,
        )
        for flow, kind, line, payments in zip(
            flows, drawn.kinds, drawn.lines, dated_sums(flows), strict=True
        )
    ]


def _headings(dots: list[Dot], drawn: Geometry) -> list[Heading]:
    """Over each column the roles that stand in it, from source to end."""
    roles: list[set[str]] = [set() for _ in drawn.boxes]
    for dot, number in zip(dots, drawn.column, strict=True):
        roles[number].add(dot.role)
    return [
        Heading(box.left, [r.heading for name, r in ROLES.items() if name in here][:3])
        for box, here in zip(drawn.boxes, roles, strict=True)
    ]


def _legend(dots: list[Dot]) -> list[LegendEntry]:
    accounts: Counter[str] = Counter()
    for dot in dots:
        accounts[dot.role] += len(dot.accounts)
    return [
        LegendEntry(role, outline(role.shape, LEGEND_RADIUS), accounts[name])
        for name, role in ROLES.items()
        if accounts[name]
    ]
