"""Compiled kernels belong to one state of the code."""

import os
import subprocess
import sys
from pathlib import Path

import pipeline

PACKAGE = Path(pipeline.__file__).parent


def place(root: Path, **environment: str) -> str:
    """Where a fresh process with the code of ``root`` keeps its kernels."""
    plain = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    code = "import os, pipeline; print(os.environ.get('NUMBA_CACHE_DIR', ''))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=plain | environment | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def copied(root: Path, kernel: str) -> Path:
    (root / "pipeline").mkdir(parents=True)
    (root / "pipeline/__init__.py").write_bytes((PACKAGE / "__init__.py").read_bytes())
    (root / "pipeline/kernel.py").write_text(f"# numba\nLIMIT = {kernel}\n")
    return root


def test_another_kernel_gets_another_place_and_the_same_one_keeps_its_own(tmp_path):
    one, same, other = (
        place(copied(tmp_path / name, kernel))
        for name, kernel in (("one", "1"), ("same", "1"), ("other", "2"))
    )
    assert Path(one).name == Path(same).name != Path(other).name
    assert Path(one).parent == tmp_path / "one/pipeline/__pycache__"


def test_a_place_that_somebody_chose_stays(tmp_path):
    root = copied(tmp_path / "one", "1")
    assert place(root, NUMBA_CACHE_DIR="/somewhere") == "/somewhere"
