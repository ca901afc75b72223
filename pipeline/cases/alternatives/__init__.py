"""Lawful explanations of a case, and what its own data say for and against each."""

from pipeline.cases.alternatives.clues import Clues
from pipeline.cases.alternatives.hypotheses import hypotheses

__all__ = ["Clues", "hypotheses"]
