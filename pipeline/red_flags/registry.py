"""Every red flag that is built, one line each, in the order of the catalogue."""

from pipeline.red_flags.account import (
    absent_holder,
    beyond_profile,
    burst_abandoned,
    credit_bust_out,
    deposit_here_draw_there,
    dormant_drained,
    pre_travel,
    shared_contact,
    shared_control,
)
from pipeline.red_flags.crowdfunding import (
    donor_concealment,
    instant_payout,
    mirror_campaigns,
    outsized_gifts,
)
from pipeline.red_flags.extortion import collector
from pipeline.red_flags.flow import (
    broker,
    cycle,
    funnel_abroad,
    gather_scatter,
    layering_chain,
    low_value_cell,
    pass_through,
    residual_return,
    split_funnel,
    support_abroad,
    third_party,
    unrelated_senders,
)
from pipeline.red_flags.geo import (
    conflict_cash_out,
    first_corridor,
    risk_corridor,
    transit_hub,
)
from pipeline.red_flags.hawala import (
    agent_outlier,
    netting_settlement,
    undeclared_remitter,
)
from pipeline.red_flags.information import (
    designated_exposure,
    identity_variants,
    labelled_loan_or_gift,
    missing_party_data,
    reference_text,
)
from pipeline.red_flags.instrument import (
    cash_carriage,
    ecommerce_cover,
    prepaid_abroad,
)
from pipeline.red_flags.npo import (
    diversion,
    donation_texture,
    interlocking,
    officers_accounts,
    outside_mandate,
    pop_up,
)
from pipeline.red_flags.red_flag import RedFlag
from pipeline.red_flags.structuring import (
    below_limit,
    bunching,
    low_value_collection,
    split_deposits,
    split_transfers,
)
from pipeline.red_flags.trade import goods_cycle, opaque_companies
from pipeline.red_flags.use import (
    short_notice_logistics,
    steady_stipends,
    travel_bundle,
)
from pipeline.red_flags.virtual_asset import (
    anonymity_layer,
    buy_and_exit,
    donation_hub,
    unregistered_exchanger,
)

RED_FLAGS: dict[str, RedFlag] = {
    red_flag.id: red_flag
    for red_flag in (
        below_limit.RED_FLAG,
        split_deposits.RED_FLAG,
        low_value_collection.RED_FLAG,
        split_transfers.RED_FLAG,
        bunching.RED_FLAG,
        funnel_abroad.RED_FLAG,
        gather_scatter.RED_FLAG,
        pass_through.RED_FLAG,
        split_funnel.RED_FLAG,
        layering_chain.RED_FLAG,
        cycle.RED_FLAG,
        residual_return.RED_FLAG,
        unrelated_senders.RED_FLAG,
        support_abroad.RED_FLAG,
        third_party.RED_FLAG,
        broker.RED_FLAG,
        low_value_cell.RED_FLAG,
        undeclared_remitter.RED_FLAG,
        netting_settlement.RED_FLAG,
        agent_outlier.RED_FLAG,
        dormant_drained.RED_FLAG,
        burst_abandoned.RED_FLAG,
        beyond_profile.RED_FLAG,
        shared_contact.RED_FLAG,
        shared_control.RED_FLAG,
        pre_travel.RED_FLAG,
        credit_bust_out.RED_FLAG,
        deposit_here_draw_there.RED_FLAG,
        absent_holder.RED_FLAG,
        diversion.RED_FLAG,
        donation_texture.RED_FLAG,
        officers_accounts.RED_FLAG,
        outside_mandate.RED_FLAG,
        pop_up.RED_FLAG,
        interlocking.RED_FLAG,
        instant_payout.RED_FLAG,
        outsized_gifts.RED_FLAG,
        mirror_campaigns.RED_FLAG,
        donor_concealment.RED_FLAG,
        risk_corridor.RED_FLAG,
        conflict_cash_out.RED_FLAG,
        transit_hub.RED_FLAG,
        first_corridor.RED_FLAG,
        missing_party_data.RED_FLAG,
        reference_text.RED_FLAG,
        designated_exposure.RED_FLAG,
        identity_variants.RED_FLAG,
        labelled_loan_or_gift.RED_FLAG,
        travel_bundle.RED_FLAG,
        short_notice_logistics.RED_FLAG,
        steady_stipends.RED_FLAG,
        prepaid_abroad.RED_FLAG,
        ecommerce_cover.RED_FLAG,
        cash_carriage.RED_FLAG,
        goods_cycle.RED_FLAG,
        opaque_companies.RED_FLAG,
        donation_hub.RED_FLAG,
        anonymity_layer.RED_FLAG,
        buy_and_exit.RED_FLAG,
        unregistered_exchanger.RED_FLAG,
        collector.RED_FLAG,
    )
}
