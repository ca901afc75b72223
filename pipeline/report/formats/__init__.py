"""
Files other systems read, made from a case: one file of this package a format.

``FORMATS`` is the map: what a format is called, the file it makes, and its writer. A
writer is a pure function of a case and ``Making`` to bytes; heavy ones are imported
when asked for.
"""

from pipeline.report.formats.making import ALWAYS, FORMATS, Making, make

__all__ = ["ALWAYS", "FORMATS", "Making", "make"]
