"""One small world and one finished run of it, for every test that needs a run."""

from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.settings import Settings
from pipeline.stages import Outcome, run_stages
from synthetic_data import Settings as WorldSettings
from synthetic_data import generate_world

# The same examples each time; `pytest --hypothesis-profile default` draws new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

# 18,000 rows are the fewest that a year of 150 persons takes.
SMALL = WorldSettings(transactions=18_000, seed=3, base_rate=0.01)


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds") / "small"
    generate_world(SMALL, folder)
    return folder


@pytest.fixture(scope="session")
def small_run(
    small_world: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Outcome]:
    """The output folder and what the run did; tests must not change it."""
    out = tmp_path_factory.mktemp("out")
    return out, run_stages(small_world, out, Settings())
