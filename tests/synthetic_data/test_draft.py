"""It is true that a killed build shows nothing and the same command finishes it."""

import json

import pytest

from pipeline.errors import LockedError
from synthetic_data import Settings, build, generate_world
from synthetic_data.draft import draft_of
from tests.synthetic_data.test_districts import LARGE, folder

__all__ = ["folder"]


def test_a_killed_build_shows_nothing_and_is_finished_by_the_same_command(
    folder, tmp_path, monkeypatch
):
    lived = []

    def live(district, draft):
        if len(lived) == 2:
            raise KeyboardInterrupt
        lived.append(district.number)
        real(district, draft)

    real = build.live
    monkeypatch.setattr(build, "live", live)
    with pytest.raises(KeyboardInterrupt):
        generate_world(LARGE, tmp_path / "world", workers=1)
    assert [path.name for path in tmp_path.iterdir()] == [".world.draft"]
    lived.clear()
    summary = generate_world(LARGE, tmp_path / "world", workers=1)
    assert lived == [2]
    assert summary == json.loads((folder / "world.json").read_text())
    assert [path.name for path in tmp_path.iterdir()] == ["world"]


def test_a_draft_of_another_world_is_not_gone_on_with(tmp_path):
    with draft_of(LARGE, tmp_path / "world") as draft:
        (draft / "half").mkdir()
    with draft_of(LARGE, tmp_path / "world") as draft:
        assert (draft / "half").is_dir()
    with draft_of(Settings(), tmp_path / "world") as draft:
        assert [path.name for path in draft.iterdir()] == ["plan.json"]


def test_two_builds_of_one_folder_do_not_meet(tmp_path):
    with (
        draft_of(LARGE, tmp_path / "world"),
        pytest.raises(LockedError, match="another process"),
        draft_of(LARGE, tmp_path / "world"),
    ):
        pass
