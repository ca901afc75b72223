"""The documented plot: one case with the roles and channels that are on record."""

from pipeline.red_flags.account.shared_control import RED_FLAG as SHARED_CONTROL
from pipeline.red_flags.flow.residual_return import RED_FLAG as RESIDUAL_RETURN
from tests.cases.built import alerts_of, built
from tests.red_flags.documented import documented_case


def test_the_documented_plot_is_one_case_with_its_key_channels():
    made = documented_case("case_911_plot")
    found_by = {
        flag.id: flag.detect(made, flag.thresholds())
        for flag in (RESIDUAL_RETURN, SHARED_CONTROL)
    }
    found = built(made, *alerts_of(made, found_by))
    assert found["cases"].height == 1
    roles = dict(found["case_members"].select("account_id", "role").iter_rows())
    expected = {
        "FACILITATOR_UAE_1": "facilitator",
        "PAYMASTER_UAE": "paymaster",
        "COORD_DE": "facilitator",
        "JOINT_ACCT_US_BANK1": "operative",
        "PILOT_A": "operative",
        "PILOT_B": "operative",
    }
    assert {account: roles[account] for account in expected} == expected
    cut = found["key_channels"].filter("in_minimum_cut", kind="account")["channel"]
    assert {"FACILITATOR_UAE_1", "PAYMASTER_UAE", "COORD_DE"} <= set(cut)
