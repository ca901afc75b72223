"""It is true that only who takes part in an instance has a role in it."""

import numpy as np
import pytest

from synthetic_data.schemes import (
    ecommerce_cover,
    extortion,
    stipends,
    used_goods_trade,
    virtual_asset_hub,
)
from synthetic_data.world.payments import together
from tests.synthetic_data.planted import several

MODULES = (
    *(ecommerce_cover, extortion, stipends, used_goods_trade, virtual_asset_hub),
)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.PLANTING.name)
@pytest.mark.parametrize("usual", [True, False])
def test_everybody_with_a_role_pays_is_paid_or_brings(module, usual):
    planting = module.PLANTING
    for one in several(planting, size=planting.typical if usual else planting.smallest):
        paid = together(one.payments)
        seen = np.concatenate([paid.sender, paid.receiver, paid.conductor])
        officers = one.site.population.firms.officer
        first = one.site.population.firms.first
        for account, (role, _) in one.roles.items():
            firm = first <= account < first + officers.size
            brought = firm and officers[account - first] in seen
            assert account in seen or brought, (role, account)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.PLANTING.name)
def test_every_payment_of_a_scheme_has_a_stage_and_touches_a_role(module):
    for one in several(module.PLANTING):
        paid = together(one.payments)
        assert max(np.concatenate(one.stages)) < 4
        cast = np.array(list(one.roles))
        touches = np.isin(paid.sender, cast) | np.isin(paid.receiver, cast)
        home = one.site.population.accounts.owner
        own = np.isin(home[paid.sender], cast) | np.isin(home[paid.receiver], cast)
        assert (touches | own).mean() >= 0.75
