"""
Labelled worlds of made-up payments, to develop and to test the pipeline on.

``generate`` makes one, ``write_world`` puts it on disk, ``generate_world`` does both.
"""

from synthetic_data.build import generate_world
from synthetic_data.generate import World, generate
from synthetic_data.settings import Settings
from synthetic_data.write import write_world

__all__ = ["Settings", "World", "generate", "generate_world", "write_world"]
