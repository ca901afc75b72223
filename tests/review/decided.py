"""Decisions to import, and the files that hold them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from pipeline.review.dispositions import FORMAT, Disposition, evidence_digest

TODAY = date(2026, 3, 1)
SEEN = evidence_digest(["t-1", "t-2"])


def decision(**changes: Any) -> Disposition:
    return Disposition(
        **{
            "case_id": "C-1",
            "evidence": SEEN,
            "decision": "dismiss",
            "decided_on": date(2026, 2, 1),
            "reviewer": "A. Reviewer",
            "reason": "a savings circle",
            **changes,
        }
    )


def exported(path: Path, *decisions: Disposition, **changes: Any) -> Path:
    """A file as a page exports it; ``changes`` go into its first decision."""
    rows = [msgspec.to_builtins(one) for one in decisions]
    rows[0] |= changes
    path.write_text(json.dumps({"format": FORMAT, "dispositions": rows}))
    return path
