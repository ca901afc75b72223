import json

import pytest

from pipeline.red_flags import RED_FLAGS
from tests.red_flags.documented import CASES, documented_case

NAMES = (
    *("case_911_plot", "case_madrid_2004", "case_london_2005", "case_paris_2015"),
    *("case_lcb_used_cars", "case_charity_us_2001", "case_aq_crypto_2020"),
)


def fired(name: str) -> set[str]:
    made = documented_case(name)
    return {
        red_flag.id
        for red_flag in RED_FLAGS.values()
        if red_flag.untestable(made) is None
        and not red_flag.detect(made, red_flag.thresholds()).alerts.is_empty()
    }


@pytest.mark.parametrize("name", NAMES)
def test_red_flags_fire_and_stay_silent_as_the_ground_truth_says(name):
    raised = fired(name)
    truth = json.loads((CASES / "ground_truth.json").read_text())[name]
    assert {each for each in truth["must"] if each in RED_FLAGS} <= raised
    assert not raised & set(truth["must_not"])


def test_residual_return_names_who_got_the_leftovers_and_who_sent_them():
    made = documented_case("case_911_plot")
    red_flag = RED_FLAGS["TF-FLOW-07"]
    (alert,) = red_flag.detect(made, red_flag.thresholds()).alerts.to_dicts()
    ids = made.accounts["account_id"]
    assert ids[alert["account"]] == "PAYMASTER_UAE"
    returns = [
        row
        for row, part in zip(alert["rows"], alert["parts"], strict=True)
        if part == "return"
    ]
    assert made.column("transaction_id").gather(returns).to_list() == [
        f"case_911_plot-{number}" for number in ("021", "022", "024")
    ]
    senders = {ids[int(made.rows.sender[row])] for row in returns}
    assert senders == {"PILOT_A", "PILOT_B"}
    assert (alert["proxy_share"], alert["unseen_quiet_days"]) == (1, 4)
