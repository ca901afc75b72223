"""The ledgers that rankings are measured on, made once and kept in a folder."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.runs import Run
from pipeline.settings import Settings
from pipeline.stages import run_stages
from synthetic_data import Settings as World
from synthetic_data.generate import generate
from synthetic_data.matched import Swap, matched
from synthetic_data.write import write_world

AMLSIM = Path("../shared/data/amlsim_small")  # not ours to ship
REPORTED = (31, 32, 101)  # never looked at while anything was chosen
CHOOSING = (21, 22)


class DataSet(NamedTuple):
    """Worlds of one base rate, or a source that exists already (``base_rate`` 0)."""

    name: str
    base_rate: float
    transactions: int  # of each world
    seeds: tuple[int, ...]

    def sources(self, folder: Path, swap: Swap | None = None) -> dict[str, Path]:
        """
        Where each bank's data are; worlds are made again, which takes a second each.

        ``swap`` asks for clones of the worlds that differ in it alone.
        """
        if not self.base_rate:
            return {"amlsim": AMLSIM}
        made = {}
        for seed in self.seeds:
            name = f"{seed}-{self.base_rate:g}-{self.transactions}-{swap or 'as-is'}"
            world = generate(
                World(
                    seed=seed, transactions=self.transactions, base_rate=self.base_rate
                )
            )
            source = folder / "worlds" / name
            write_world(matched(world, swap) if swap else world, source)
            made[f"world {seed}"] = source
        return made


def runs_of(
    sources: dict[str, Path], folder: Path, known_until: date | None = None
) -> dict[str, Run]:
    """
    A run up to the score of each bank; one that is known is not made again.

    ``known_until`` asks for the ledger as it was at the end of that day.
    """
    validate = replace(Settings().validate, known_until=known_until)
    settings = replace(Settings(), validate=validate)
    return {
        bank: run_stages(
            source, folder / "runs" / source.name, settings, until="score"
        ).run
        for bank, source in sources.items()
    }


def data_sets(seeds: tuple[int, ...], quick: bool) -> list[DataSet]:
    if quick:
        return [DataSet("worlds, 1 in 100", 0.01, 30_000, seeds[:1])]
    return [
        DataSet("worlds, 1 in 100", 0.01, 100_000, seeds),
        DataSet("AMLSim", 0.0, 0, ()),
        DataSet("worlds, 1 in 1,000", 0.001, 200_000, seeds),
        DataSet("worlds, 1 in 10,000", 0.0001, 200_000, seeds),
    ]
