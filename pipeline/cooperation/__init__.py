"""
Who can act with whom, and by which instrument: from reference tables alone.

A pure function of two countries and a day. No stage stores it: it has nothing that the
countries and dates of a case do not have already, and only reports read it.
"""

from pipeline.cooperation.channels import (
    Channel,
    channels_between,
    channels_within,
    warnings,
)
from pipeline.cooperation.standing import Standing, low_capacity, standing

__all__ = [
    "Channel",
    "Standing",
    "channels_between",
    "channels_within",
    "low_capacity",
    "standing",
    "warnings",
]
