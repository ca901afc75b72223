"""It is true that styles of the page are put into CSS that print knows."""

import re

from pipeline.report.formats.pdf_styles import print_colours, print_style, resolved

THEME = """.tfnet { --card: #ffffff; --ink: #101010; --accent: #0b57a4; --a: #0000ff;
--raise: #000001; --move: #000002; --store: #000003; --use: #000004; }
@media (prefers-color-scheme: dark) { .tfnet { --ink: #eeeeee; } }
@media print { .tfnet { --ink: #000000; --accent: #000000; } }"""


def test_colours_are_the_printed_ones_and_the_accent_stays():
    colours = print_colours(THEME)
    assert (colours["--ink"], colours["--accent"]) == ("#000000", "#0b57a4")


def test_a_variable_of_a_class_becomes_a_rule_for_the_class():
    style = """.net .x { --role: var(--a); } .net .line { stroke: var(--role); }
    .net .aside .line { stroke: color-mix(in srgb, var(--role) 50%, var(--ink)); }"""
    made = resolved(style, print_colours(THEME))
    assert ".net .x .line { stroke: #0000ff; }" in made
    assert ".net .aside.x .line { stroke: #000080; }" in made


def test_nothing_of_the_pages_styles_is_left_unresolved():
    style = print_style()
    assert not re.search(r"var\(|color-mix|--", style)
    for role in ("donor", "collector", "operative", "cash-out", "outside"):
        assert f".net .{role} .line" in style


def test_every_picture_has_its_colours():
    style = print_style()
    for rule in (
        ".map .land",
        ".map .bow",
        ".when .held",
        ".curve .line",
        ".net .ring",
    ):
        assert f"{rule} {{" in style
    assert "@" not in style
    assert "min-width: 0" not in style.split(".net {")[0]  # of narrow screens
