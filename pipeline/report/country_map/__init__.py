"""
The map of countries: which corridors money took, on an outline of the world.

``view`` chooses the part of the world to show and cuts outlines to it; ``picture``
puts corridors, markers and labels on it. A country says nothing about a person.
"""

from pipeline.report.country_map.picture import CountryMap, country_map

__all__ = ["CountryMap", "country_map"]
