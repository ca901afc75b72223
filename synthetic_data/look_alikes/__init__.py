"""Lawful twins of the schemes, one file each."""

from synthetic_data.look_alikes import (
    emigrant_emptying_accounts,
    family_helping_relative_abroad,
    genuine_appeal,
    marketplace,
    payroll_bureau,
    remittance_office,
    student_abroad,
)

LOOK_ALIKES = {
    module.PLANTING.name: module.PLANTING
    for module in (
        emigrant_emptying_accounts,
        family_helping_relative_abroad,
        genuine_appeal,
        marketplace,
        payroll_bureau,
        remittance_office,
        student_abroad,
    )
}
