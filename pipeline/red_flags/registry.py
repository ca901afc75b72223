"""Every red flag that is built, one line each, in the order of the catalogue."""

from pipeline.red_flags.account import shared_control
from pipeline.red_flags.flow import residual_return
from pipeline.red_flags.geo import risk_corridor
from pipeline.red_flags.information import missing_party_data
from pipeline.red_flags.npo import diversion
from pipeline.red_flags.red_flag import RedFlag
from pipeline.red_flags.structuring import below_limit

RED_FLAGS: dict[str, RedFlag] = {
    red_flag.id: red_flag
    for red_flag in (
        below_limit.RED_FLAG,
        residual_return.RED_FLAG,
        shared_control.RED_FLAG,
        diversion.RED_FLAG,
        risk_corridor.RED_FLAG,
        missing_party_data.RED_FLAG,
    )
}
