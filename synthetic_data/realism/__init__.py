"""
How like life a world is, measured beside published figures, and how hard to cheat on.

``profile`` measures a world (``tfnet generate --profile``), ``difficulty`` tries to
tell its schemes apart by raw columns (``tfnet generate --check``).
"""
