"""The words and files that pages are made of."""

from pipeline.report.html_page import TEMPLATES


def test_all_templates_avoid_words_of_guilt():
    ours = [*TEMPLATES.glob("*"), *TEMPLATES.parent.rglob("*.py")]
    assert len(ours) > 30
    for file in ours:
        text = file.read_text("utf-8").lower()
        for word in ("terrorist", "guilty", "suspect is", "suspects are", "criminal"):
            assert word not in text, f"{file.name} says {word}"


def test_templates_are_packaged_flat():
    assert not [file for file in TEMPLATES.iterdir() if file.is_dir()]
