"""Notebooks run from top to bottom, and are committed as a reader should find them."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.rglob("*.ipynb"))
SHOWS = {  # what a reader must get to see in each
    "01_first_look.ipynb": ("<svg", "points = priority", "Innocent: ", "purity"),
    "02_write_a_red_flag.ipynb": ("sums, USD", "layered_shells", "per_1000_ordinary"),
    "03_a_world.ipynb": (
        "median_usd",
        "ECB payments",
        "average precision",
        "paymaster",
    ),
    "04_a_case_from_the_inside.ipynb": (
        "TF-FLOW-07",
        "paymaster",
        "stands_without",
        "% stopped",
        "what a freeze would have left",
        "'new'",
    ),
}
CELL_SECONDS = 300  # a fresh clone compiles every kernel inside one cell

each_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda n: n.name)


@pytest.fixture
def apart(tmp_path, monkeypatch):
    """A working folder where nobody's own settings of Jupyter or tfnet take part."""
    for variable in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / ".jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # a killed kernel leaves its world
    monkeypatch.delenv("TFNET_OUT", raising=False)
    # Readers run compiled kernels; a whole run takes minutes without.
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    return tmp_path


def code_cells(document):
    return [cell for cell in document.cells if cell.cell_type == "code"]


def shown(output) -> str:
    """Everything that an output says, as text, HTML or a stream."""
    return "\n".join(
        [output.get("text", ""), *map(str, output.get("data", {}).values())]
    )


def test_each_notebook_says_what_it_shows():
    assert [notebook.name for notebook in NOTEBOOKS] == sorted(SHOWS)


@each_notebook
def test_every_cell_runs_and_none_complains(notebook, apart):
    document = nbformat.read(notebook, as_version=4)
    place = {"metadata": {"path": str(apart)}}
    NotebookClient(
        document, timeout=CELL_SECONDS, kernel_name="python3", resources=place
    ).execute()
    outputs = [output for cell in code_cells(document) for output in cell.outputs]
    assert [o.text for o in outputs if o.get("name") == "stderr"] == []
    everything = "\n".join(map(shown, outputs))
    assert [wanted for wanted in SHOWS[notebook.name] if wanted not in everything] == []


@each_notebook
def test_no_outputs_and_no_counts_are_committed(notebook):
    for cell in code_cells(nbformat.read(notebook, as_version=4)):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert "execution" not in cell.metadata  # times of somebody's run
