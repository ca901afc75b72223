"""
Make ``reports/examples`` again: ``make examples``.

The documented 9/11 case, from published facts, and the made-up network of six countries
of the preset ``network``, with the false alarms beside it.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline import report
from pipeline.settings import Settings
from pipeline.stages import run_stages
from synthetic_data import generate_world
from synthetic_data.presets import preset_settings

ROOT = Path(__file__).parents[2]
CASE = ROOT / "../shared/cases/case_911_plot.csv"
EXAMPLES = ROOT / "reports/examples"


def documented_plot(out: Path) -> Path:
    """Published facts, role labels only."""
    run_stages(CASE.resolve(), out, _settings("TLP:CLEAR"))
    return out / "reports" / "latest"


def six_countries(out: Path) -> Path:
    """Nobody in it exists."""
    generate_world(preset_settings("network"), out / "world")
    run_stages(out / "world", out, _settings("Made up: fictional data"))
    return out / "reports" / "latest"


def _settings(handling: str) -> Settings:
    return Settings(report=report.Settings(handling=handling, formats=()))


MADE: dict[str, Callable[[Path], Path]] = {
    "documented_plot": documented_plot,
    "six_countries": six_countries,
}


def example_site(name: str, out: Path) -> dict[str, bytes]:
    """The site of an example by path; ``out`` is an empty folder to run in."""
    return contents(MADE[name](out))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def main() -> int:
    if not CASE.exists():
        sys.stderr.write(f"{CASE} is not on this machine; nothing was changed.\n")
        return 3
    shutil.rmtree(EXAMPLES, ignore_errors=True)
    for name in MADE:
        with tempfile.TemporaryDirectory() as out:
            files = example_site(name, Path(out))
        for path, content in files.items():
            (EXAMPLES / name / path).parent.mkdir(parents=True, exist_ok=True)
            (EXAMPLES / name / path).write_bytes(content)
        sys.stdout.write(f"{len(files)} files in {name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
