"""Lawful twins of the schemes, one file each."""

from synthetic_data.look_alikes import (
    family_helping_relative_abroad,
    genuine_appeal,
    marketplace,
    payroll_bureau,
    remittance_office,
)

LOOK_ALIKES = {
    module.PLANTING.name: module.PLANTING
    for module in (
        family_helping_relative_abroad,
        genuine_appeal,
        marketplace,
        payroll_bureau,
        remittance_office,
    )
}
