"""Flagged subnetworks with roles, key channels and what cutting them would stop."""

from pipeline.cases.build import build_cases
from pipeline.cases.settings import Settings

__all__ = ["Settings", "build_cases"]
