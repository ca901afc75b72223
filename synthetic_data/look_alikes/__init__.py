"""Lawful twins of the schemes, one file each."""

from synthetic_data.look_alikes import (
    couple_sharing_card,
    debt_consolidator,
    emigrant_emptying_accounts,
    family_helping_relative_abroad,
    genuine_appeal,
    group_trip_treasurer,
    home_improver,
    marketplace,
    payroll_bureau,
    personal_crowdfunding,
    remittance_office,
    seasonal_workers,
    student_abroad,
    virtual_asset_hobbyist_on_credit,
    wedding_gifts,
)

LOOK_ALIKES = {
    module.PLANTING.name: module.PLANTING
    for module in (
        couple_sharing_card,
        debt_consolidator,
        emigrant_emptying_accounts,
        family_helping_relative_abroad,
        genuine_appeal,
        group_trip_treasurer,
        home_improver,
        marketplace,
        payroll_bureau,
        personal_crowdfunding,
        remittance_office,
        seasonal_workers,
        student_abroad,
        virtual_asset_hobbyist_on_credit,
        wedding_gifts,
    )
}
