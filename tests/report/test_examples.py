"""The committed example is what the code makes of the documented case today."""

import pytest

from tests.report.make_examples import CASE, EXAMPLES, example_site


def test_the_committed_example_is_made_again_byte_by_byte(tmp_path):
    if not CASE.exists():
        pytest.skip("the documented cases are not on this machine")
    committed = {
        path.relative_to(EXAMPLES).as_posix(): path.read_bytes()
        for path in sorted(EXAMPLES.rglob("*"))
        if path.is_file()
    }
    made = example_site(tmp_path)
    assert sorted(made) == sorted(committed), "run make examples"
    for path, content in made.items():
        assert content == committed[path], f"{path} differs: run make examples"


def test_the_example_tells_the_story_of_the_case():
    pages = [p.read_text("utf-8") for p in EXAMPLES.glob("cases/*/report.md")]
    (text,) = (page for page in pages if "### Residual return to funder" in page)
    assert "went back towards its source" in text
    assert "TF-STRUCT-01" in text.split("Red flags that stayed silent")[1]
