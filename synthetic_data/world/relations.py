"""
Who belongs together, as banks and registers know it.

Everything a scheme may add happens in ordinary life too: unmarried couples and
flatmates hold accounts together, relatives abroad may use an account, people act for
others.
"""

import numpy as np

from synthetic_data.world.population import NOBODY, Firms, Ints, People, Relations

MARRIED = 0.8  # share of couples that a bank knows to be family
KNOWN_KIN = 0.5  # share of supported relatives that it knows as such
LENT_ABROAD = 0.06  # share of remitters whose relative may use the account
AGENTS = 0.15  # share of firms with somebody who acts for them
SHARED_FLATS = 0.02  # share of persons who hold a flatmate's account with them


def relate(
    rng: np.random.Generator, people: People, firms: Firms, partner: Ints
) -> Relations:
    """Families, joint holders, carers, staff and officers."""
    persons = np.arange(partner.size)
    lot = rng.random((3, partner.size))
    couples = np.flatnonzero((partner != NOBODY) & (lot[0] < MARRIED))
    holders = np.flatnonzero((people.joint != NOBODY) & (partner != NOBODY))
    cared = np.flatnonzero(people.carer != NOBODY)
    staff = np.flatnonzero(people.employer != NOBODY)
    remits = people.relative != NOBODY
    kin = np.flatnonzero(remits & (lot[1] < KNOWN_KIN))
    lent = np.flatnonzero(remits & (lot[2] < LENT_ABROAD))
    boards = np.arange(firms.country.size)
    agents = np.flatnonzero(rng.random(boards.size) < AGENTS)
    flatmate = np.minimum(persons + 1, persons.size - 1)
    alike = (people.country == people.country[flatmate]) & (flatmate != persons)
    flats = np.flatnonzero(alike & (rng.random(persons.size) < SHARED_FLATS))
    parts = [
        (couples, partner[couples], "family", False),
        (kin, people.relative[kin], "family", False),
        (holders, people.joint[holders], "account_holder", True),
        (partner[holders], people.joint[holders], "account_holder", True),
        (flatmate[flats], flats, "account_holder", True),
        (people.carer[cared], cared, "delegated_access", True),
        (people.relative[lent], lent, "delegated_access", True),
        (people.carer[cared[::3]], cared[::3], "acts_for", False),
        (staff, people.employer[staff], "employee_of", False),
        (firms.officer, boards + firms.first, "officer_of", False),
        (firms.officer, boards + firms.first, "delegated_access", True),
        (firms.officer[agents], agents + firms.first, "acts_for", False),
    ]
    return Relations(
        a=np.concatenate([part[0] for part in parts]),
        b=np.concatenate([part[1] for part in parts]),
        account=np.concatenate([np.full(part[0].size, part[3]) for part in parts]),
        relation=[part[2] for part in parts for _ in range(part[0].size)],
    )
