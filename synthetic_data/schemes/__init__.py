"""Terrorist-financing schemes, one file each."""

from synthetic_data.schemes import (
    cash_couriers,
    charity_diversion,
    credit_bust_out,
    crowdfunding_mirror,
    ecommerce_cover,
    extortion,
    facilitator_network,
    foreign_fighter_departure,
    hawala_netting,
    joined_network,
    layered_shells,
    loan_or_gift_from_abroad,
    low_value_collection,
    prepaid_relay,
    self_funded_cell,
    sham_charity,
    stipends,
    used_goods_trade,
    virtual_asset_hub,
)

SCHEMES = {
    module.PLANTING.name: module.PLANTING
    for module in (
        cash_couriers,
        charity_diversion,
        credit_bust_out,
        crowdfunding_mirror,
        ecommerce_cover,
        extortion,
        facilitator_network,
        foreign_fighter_departure,
        hawala_netting,
        joined_network,
        layered_shells,
        loan_or_gift_from_abroad,
        low_value_collection,
        prepaid_relay,
        self_funded_cell,
        sham_charity,
        stipends,
        used_goods_trade,
        virtual_asset_hub,
    )
}
