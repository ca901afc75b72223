"""Every red flag that is built, one line each, in the order of the catalogue."""

from pipeline.red_flags.account import shared_control
from pipeline.red_flags.flow import (
    cycle,
    funnel_abroad,
    gather_scatter,
    layering_chain,
    pass_through,
    residual_return,
)
from pipeline.red_flags.geo import risk_corridor
from pipeline.red_flags.information import missing_party_data
from pipeline.red_flags.npo import diversion
from pipeline.red_flags.red_flag import RedFlag
from pipeline.red_flags.structuring import below_limit, low_value_collection

RED_FLAGS: dict[str, RedFlag] = {
    red_flag.id: red_flag
    for red_flag in (
        below_limit.RED_FLAG,
        low_value_collection.RED_FLAG,
        funnel_abroad.RED_FLAG,
        gather_scatter.RED_FLAG,
        pass_through.RED_FLAG,
        layering_chain.RED_FLAG,
        cycle.RED_FLAG,
        residual_return.RED_FLAG,
        shared_control.RED_FLAG,
        diversion.RED_FLAG,
        risk_corridor.RED_FLAG,
        missing_party_data.RED_FLAG,
    )
}
