"""
The report site: an index, and for each case a page, Markdown, JSON and a CSV annex.

``CaseFile`` is the one object that every output reads; ``sections`` turns it into
facts, ``templates`` into words, ``network`` and ``timeline_picture`` into drawings.
"""

from pipeline.report.case_file import CaseFile
from pipeline.report.gather import case_files
from pipeline.report.settings import Settings
from pipeline.report.site import write_report

__all__ = ["CaseFile", "Settings", "case_files", "write_report"]
