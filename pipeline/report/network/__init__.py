"""
The network picture: accounts in columns by role, money from left to right.

``flows`` counts payments into accounts and flows and collapses what would not fit,
``columns`` gives each account its column, ``order`` and ``place`` find heights,
``routes`` draws lines that pass no account, ``geometry`` puts these together and
``picture`` adds the words for the template.
"""

from pipeline.report.network.picture import Picture, network_picture

__all__ = ["Picture", "network_picture"]
