"""Ordinary payments that remain once planted ones have taken their room."""

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ContractError
from synthetic_data.planting import Instance
from synthetic_data.randomness import ROW_BITS, part_code, stream
from synthetic_data.settings import Settings
from synthetic_data.world.calendar import DAY
from synthetic_data.world.life import shopping
from synthetic_data.world.payments import Payments, Scene, together
from synthetic_data.world.population import Ints

SPARE = 1.2  # purchases drawn beyond need, for accounts that come or fall silent
LOST = 0.12  # of the rest, at most, for the same reason
DISTRICT_BITS = 26  # of a row's number; above them the district, below the row
Numbers = NDArray[np.uint64]


def ordinary(
    settings: Settings,
    scene: Scene,
    life: dict[str, Payments],
    planted: list[Instance],
    silent: Ints,
    district: int,
) -> tuple[Payments, Numbers]:
    """Payments that remain, with their numbers; purchases fill the world."""
    codes = [part_code(name) for name in (*life, "shopping")]
    taken = sum(one.size for one in planted)
    lived = sum(part.size for part in life.values())
    wanted = round((settings.transactions - lived * (1 - LOST)) * SPARE) + 100
    bought = shopping(scene, stream(settings.seed, "life", "shopping"), max(wanted, 0))
    turn = stream(settings.seed, "thinning").random(bought.size)
    since = _alive_from(scene)
    kept, numbers = [], []
    for code, part in zip(codes, life.values(), strict=False):
        rows = np.flatnonzero(_alive(part, since, silent))
        kept.append(part.take(rows))
        numbers.append(number(code, rows, district))
    needed = settings.transactions - taken - sum(part.size for part in kept)
    rows = np.flatnonzero(_alive(bought, since, silent))
    if not 0 <= needed <= rows.size:
        raise ContractError(
            f"{rows.size} purchases for {needed} places; mend SPARE, or LIVED in "
            "possible.py"
        )
    rows = np.sort(rows[np.argsort(turn[rows], kind="stable")[:needed]])
    kept.append(bought.take(rows))
    numbers.append(number(codes[-1], rows, district))
    return together(kept), np.concatenate(numbers)


def number(code: int, rows: NDArray[np.int64], district: int = 0) -> Numbers:
    """Numbers of a part's rows, unique in a world of many districts."""
    place = rows.astype(np.uint64) | np.uint64(district << DISTRICT_BITS)
    return np.uint64(code << ROW_BITS) | place


def _alive_from(scene: Scene) -> Ints:
    """For each account the time its ordinary life begins: a newcomer's later."""
    population = scene.population
    owner = population.accounts.owner
    person = (owner >= 0) & (owner < population.persons)
    arrived = population.arrived[np.where(person, owner, 0)]
    return np.where(person, arrived * DAY, 0)


def _alive(part: Payments, since: Ints, silent: Ints) -> NDArray[np.bool_]:
    begins = np.maximum(since[part.sender], since[part.receiver])
    ends = np.minimum(silent[part.sender], silent[part.receiver])
    return np.asarray((part.time >= begins) & (part.time < ends))
