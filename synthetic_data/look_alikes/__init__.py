"""Lawful twins of the schemes, one file each."""

from synthetic_data.look_alikes import (
    aid_cash_payroll,
    club_dues,
    corporate_treasury,
    couple_sharing_card,
    debt_consolidator,
    emigrant_emptying_accounts,
    family_helping_relative_abroad,
    freelancer_paid_by_strangers,
    genuine_appeal,
    group_trip_treasurer,
    home_improver,
    landlord_many_tenants,
    marketplace,
    payroll_bureau,
    personal_crowdfunding,
    remittance_office,
    rosca,
    seasonal_workers,
    student_abroad,
    used_car_trader,
    virtual_asset_hobbyist_on_credit,
    wedding_gifts,
)

LOOK_ALIKES = {
    module.PLANTING.name: module.PLANTING
    for module in (
        aid_cash_payroll,
        club_dues,
        corporate_treasury,
        couple_sharing_card,
        debt_consolidator,
        emigrant_emptying_accounts,
        family_helping_relative_abroad,
        freelancer_paid_by_strangers,
        genuine_appeal,
        group_trip_treasurer,
        home_improver,
        landlord_many_tenants,
        marketplace,
        payroll_bureau,
        personal_crowdfunding,
        remittance_office,
        rosca,
        seasonal_workers,
        student_abroad,
        used_car_trader,
        virtual_asset_hobbyist_on_credit,
        wedding_gifts,
    )
}
