import tomllib
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.settings import Settings, commented_toml, load_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "tfnet.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold():
    assert load_settings(None) == Settings()


def test_a_file_only_overrides(tmp_path):
    found = load_settings(written(tmp_path, "[cases]\nmin_families = 3\n"))
    assert found.cases.min_families == 3
    assert found.validate == Settings().validate


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[cases]\nmin_familys = 3", "cases.min_familys.*min_families"),
        ("[case]\n", "case is no setting.*cases"),
        ("[cases]\nmin_families = 0", r"cases\.min_families|>= 1"),
        ("[validate]\nmax_quarantined_share = 2", r"<= 1"),
        ("[validate]\nmax_quarantined_share = 'x'", "max_quarantined_share"),
        ("[red_flags]\nTF-FLOW-99 = {}", "TF-FLOW-99"),
        ("[red_flags.TF-FLOW-07]\nwindow_dais = 3", "window_dais.*window_days"),
        ("base_currency = 'dollars'", "base_currency"),
        ("[cases", "cannot be read as TOML"),
    ],
)
def test_a_mistake_is_refused_with_its_place(tmp_path, text, said):
    with pytest.raises(ConfigError, match=said):
        load_settings(written(tmp_path, text))


def test_a_value_out_of_range_is_told_the_place_and_the_range(tmp_path):
    with pytest.raises(ConfigError) as refused:
        load_settings(written(tmp_path, "[cases]\nmin_families = 0"))
    assert "cases.min_families" in str(refused.value)
    assert ">= 1" in str(refused.value)


def test_init_writes_every_default_with_its_reason(tmp_path):
    text = commented_toml()
    bare = [
        line.removeprefix("# ")
        for line in text.splitlines()
        if line.startswith("[")
        or (" = " in line and line.split(" = ")[0].removeprefix("# ").isidentifier())
    ]
    kept = [line for line in bare if not line.endswith("# unset")]
    assert tomllib.loads("\n".join(kept))
    assert load_settings(written(tmp_path, "\n".join(kept))) == Settings()
    assert "data that can show one family only" in " ".join(
        text.replace("# ", "").split()
    )
    assert load_settings(written(tmp_path, text)) == Settings()
