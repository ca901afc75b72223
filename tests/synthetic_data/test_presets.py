"""It is true that presets are possible, versioned, and the same worlds as before."""

import msgspec
import pytest

from pipeline.errors import ConfigError
from synthetic_data.generate import prepared
from synthetic_data.plan import plan
from synthetic_data.presets import PRESETS, preset_settings, read_settings, text_of
from synthetic_data.write import VERSION
from tests.synthetic_data.record_presets import SMALL, recorded, settings_of, world_of


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_possible_and_says_what_it_is_for(preset):
    text = text_of(preset)
    assert text.startswith("# ")
    assert f'preset = "{preset}"' in text
    assert prepared(preset_settings(preset))


def test_the_demo_is_that_of_the_make_file():
    demo = preset_settings("demo")
    assert (demo.seed, demo.transactions) == (7, 100_000)


@pytest.mark.parametrize("preset", PRESETS)
def test_settings_of_a_preset_change_with_its_version_alone(preset):
    assert recorded()["presets"][preset] == settings_of(preset), (
        f"raise version in {preset}.toml and run tests/synthetic_data/record_presets.py"
    )


@pytest.mark.parametrize("preset", SMALL)
def test_worlds_change_with_the_version_of_the_generator_alone(preset):
    record = recorded()
    if record["generator"] is None:
        pytest.skip("the worlds of this version are not recorded yet")
    assert (record["generator"], record["worlds"][preset]) == (
        VERSION,
        world_of(preset),
    ), "raise VERSION in write.py and run tests/synthetic_data/record_presets.py"


@pytest.mark.parametrize("preset", ["demo", "small", "large"])
def test_whole_presets_hold_every_scheme_and_look_alike(preset):
    settings = preset_settings(preset)
    named = {order.planting.name for order in plan(settings)}
    assert named == {*settings.schemes, *settings.look_alikes}


def test_the_needle_is_one_in_a_hundred_thousand():
    orders = plan(preset_settings("needle"))
    sizes = [order.size for order in orders if order.planting.label == "scheme"]
    assert sum(sizes) == pytest.approx(50, rel=0.4)


def test_a_copied_preset_that_a_user_edits_is_read(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(text_of("border").replace("TR = 0.2", "TR = 0.25"))
    settings = read_settings(mine, seed=99, months=None)
    assert settings == msgspec.structs.replace(
        preset_settings("border"),
        countries={"TR": 0.25, "KE": 0.1, "SO": 0.08, "ML": 0.06},
        seed=99,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("base_rat = 0.1", "Nearest: base_rate"),
        ("base_rate = -0.1", "`base_rate`"),
        ("base_rate = ", "cannot be read as TOML"),
        ("transactions = 'many'", "`transactions`"),
    ],
)
def test_mistakes_in_a_file_are_named(tmp_path, text, said):
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"mine\.toml") as caught:
        read_settings(tmp_path / "mine.toml")
    assert said in str(caught.value)


def test_an_unknown_preset_is_refused():
    with pytest.raises(ConfigError, match="known are demo, small"):
        preset_settings("gigantic")
