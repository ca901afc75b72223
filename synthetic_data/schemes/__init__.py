"""Terrorist-financing schemes, one file each."""

from synthetic_data.schemes import (
    charity_diversion,
    credit_bust_out,
    ecommerce_cover,
    extortion,
    facilitator_network,
    foreign_fighter_departure,
    layered_shells,
    loan_or_gift_from_abroad,
    low_value_collection,
    self_funded_cell,
    stipends,
    used_goods_trade,
    virtual_asset_hub,
)

SCHEMES = {
    module.PLANTING.name: module.PLANTING
    for module in (
        charity_diversion,
        credit_bust_out,
        ecommerce_cover,
        extortion,
        facilitator_network,
        foreign_fighter_departure,
        layered_shells,
        loan_or_gift_from_abroad,
        low_value_collection,
        self_funded_cell,
        stipends,
        used_goods_trade,
        virtual_asset_hub,
    )
}
