import pytest

from pipeline.errors import ConfigError
from pipeline.red_flags import RED_FLAGS, Settings, read_settings
from pipeline.red_flags.settings import thresholds_of


def test_no_settings_are_the_defaults_of_every_red_flag():
    settings = read_settings({})
    assert settings == Settings()
    for red_flag in RED_FLAGS.values():
        assert thresholds_of(settings, red_flag) == red_flag.thresholds()


def test_table_overrides_one_threshold_and_leaves_the_others():
    settings = read_settings({"off": ["TF-GEO-01"], "TF-FLOW-07": {"window_days": 3}})
    limits = thresholds_of(settings, RED_FLAGS["TF-FLOW-07"])
    assert (limits.window_days, limits.min_returners) == (3, 2)
    assert settings.off == ("TF-GEO-01",)


@pytest.mark.parametrize(
    ("table", "place", "nearest"),
    [
        ({"off": ["TF-GEO-1"]}, "red_flags.off", "TF-GEO-01"),
        ({"TF-FLOW-7": {}}, "red_flags", "TF-FLOW-07"),
        ({"of": []}, "red_flags", "off"),
        ({"TF-FLOW-07": {"windw_days": 3}}, "red_flags.TF-FLOW-07", "window_days"),
    ],
)
def test_unknown_name_is_refused_with_the_nearest(table, place, nearest):
    with pytest.raises(ConfigError) as refused:
        read_settings(table)
    assert str(refused.value).startswith(f"{place} ")
    assert f"Nearest: {nearest}" in str(refused.value)


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ({"TF-FLOW-07": {"window_days": -1}}, "red_flags.TF-FLOW-07.window_days"),
        ({"TF-FLOW-07": {"window_days": "ten"}}, "red_flags.TF-FLOW-07.window_days"),
        ({"TF-FLOW-07": 3}, "red_flags.TF-FLOW-07"),
        ({"off": "TF-FLOW-07"}, "red_flags.off"),
    ],
)
def test_value_of_wrong_type_or_range_is_refused_with_its_place(table, place):
    with pytest.raises(ConfigError, match=place.replace(".", r"\.")):
        read_settings(table)
