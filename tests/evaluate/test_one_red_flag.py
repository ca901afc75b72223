import pytest

from pipeline.evaluate.one_red_flag import try_red_flag
from pipeline.red_flags import RED_FLAGS
from pipeline.runs import load_run
from pipeline.settings import Settings
from pipeline.stages import run_stages
from synthetic_data import Settings as World
from synthetic_data import generate_world


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("tried")
    world = World(
        transactions=30_000,
        seed=7,
        schemes=("layered_shells",),
        look_alikes=("payroll_bureau",),
        base_rate=0.005,
    )
    generate_world(world, out / "world")
    run_stages(out / "world", out, Settings())
    return load_run(out)


def test_a_red_flag_tried_alone_raises_what_the_run_has(run):
    red_flag = RED_FLAGS["TF-FLOW-05"]
    tried = try_red_flag(red_flag, run)
    assert tried.alerts.equals(
        run.table("alerts").filter(red_flag="TF-FLOW-05").select(tried.alerts.columns)
    )
    assert set(tried.found["scheme"]) == {"layered_shells"}
    assert set(tried.wronged["look_alike"]) == {"payroll_bureau"}
    assert tried.counts["alerts"].item() == tried.alerts.height


def test_other_thresholds_raise_other_alerts(run):
    red_flag = RED_FLAGS["TF-FLOW-05"]
    strict = red_flag.thresholds(min_payments=8)
    fewer = try_red_flag(red_flag, run, limits=strict)
    assert fewer.alerts.height <= try_red_flag(red_flag, run).alerts.height
    assert fewer.found["instances"].sum() > 0
