"""Make ``reports/examples`` again from the documented 9/11 case: ``make examples``."""

import shutil
import sys
import tempfile
from pathlib import Path

from pipeline import report
from pipeline.settings import Settings
from pipeline.stages import run_stages

ROOT = Path(__file__).parents[2]
CASE = ROOT / "../shared/cases/case_911_plot.csv"
EXAMPLES = ROOT / "reports/examples"


def example_site(out: Path) -> dict[str, bytes]:
    """The site of the case by path; ``out`` is an empty folder to run in."""
    public = report.Settings(handling="TLP:CLEAR")  # published facts, role labels only
    run_stages(CASE.resolve(), out, Settings(report=public))
    site = out / "reports" / "latest"
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def main() -> int:
    if not CASE.exists():
        sys.stderr.write(f"{CASE} is not on this machine; nothing was changed.\n")
        return 3
    with tempfile.TemporaryDirectory() as folder:
        files = example_site(Path(folder))
    shutil.rmtree(EXAMPLES, ignore_errors=True)
    for path, content in files.items():
        (EXAMPLES / path).parent.mkdir(parents=True, exist_ok=True)
        (EXAMPLES / path).write_bytes(content)
    sys.stdout.write(f"{len(files)} files in {EXAMPLES.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
