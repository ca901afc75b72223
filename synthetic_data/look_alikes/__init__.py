"""Lawful twins of the schemes, one file each."""

from synthetic_data.look_alikes import (
    debt_consolidator,
    emigrant_emptying_accounts,
    family_helping_relative_abroad,
    genuine_appeal,
    home_improver,
    marketplace,
    payroll_bureau,
    remittance_office,
    student_abroad,
    virtual_asset_hobbyist_on_credit,
)

LOOK_ALIKES = {
    module.PLANTING.name: module.PLANTING
    for module in (
        debt_consolidator,
        emigrant_emptying_accounts,
        family_helping_relative_abroad,
        genuine_appeal,
        home_improver,
        marketplace,
        payroll_bureau,
        remittance_office,
        student_abroad,
        virtual_asset_hobbyist_on_credit,
    )
}
