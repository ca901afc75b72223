"""Every picture of a case page as finished markup, and what stands beside it."""

from typing import Any

from markupsafe import Markup

from pipeline.report.case_file import CaseFile
from pipeline.report.country_map import country_map
from pipeline.report.disruption_curve import FRAME, STRATEGIES, disruption_curves
from pipeline.report.html_page import part
from pipeline.report.network import Picture
from pipeline.report.network.picture import LEGEND_RADIUS, outline
from pipeline.report.roles import CIRCLE, polygon
from pipeline.report.timeline_picture import timeline_picture

# Of a choice's points on the curves, told apart without colour and where they coincide.
MARKS = {
    "biggest": outline(polygon(3, -90), 8.5),
    "minimum_cut": outline(polygon(4, 45), 7.5),
    "greedy": outline(CIRCLE, 4.2),
    "exact": outline(polygon(4, 0), 3.4),
}


def drawn(
    case: CaseFile, facts: dict[str, Any], picture: Picture | None
) -> dict[str, Any]:
    """``facts`` as ``case_page.case_facts`` has them; a picture may be None."""
    on_page, currency = facts["on_page"], case.base_currency
    times, curves = facts["times"], disruption_curves(case)
    countries = country_map(facts["corridors"], currency)

    def markup(template: str, **what: Any) -> Markup:
        return part(template, on_page=on_page, currency=currency, **what)

    return {
        "picture": picture,
        "network": markup("network.svg", picture=picture) if picture else None,
        "ring": outline(CIRCLE, LEGEND_RADIUS),
        "map": countries,
        "drawn_map": markup("country_map.svg", map=countries) if countries else None,
        "timeline": markup(
            "timeline.svg", times=times, timeline=timeline_picture(times, currency)
        )
        if times
        else None,
        "curves": curves,
        "drawn_curves": [
            markup("disruption_curve.svg", panel=panel, frame=FRAME, marks=MARKS)
            for panel in curves
        ],
        "curve_marks": MARKS,
        "curve_words": {
            name: words
            for name, words in STRATEGIES.items()
            if any(curve.strategy == name for panel in curves for curve in panel.curves)
        },
    }
