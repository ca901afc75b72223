"""Commands that write a file or a world to start from."""

import json
import time
from pathlib import Path

import click

from pipeline.commands.options import AS_JSON, FILE, FOLDER


@click.command()
@click.option("--mapping", type=FILE, help="Propose a mapping for this bank's table.")
@click.option("--to", type=click.Path(path_type=Path), help="File to write.")
def init(mapping: Path | None, to: Path | None) -> None:
    """Write a commented tfnet.toml, or a mapping proposed from a file's head."""
    if mapping:
        from pipeline.ingest.propose_mapping import propose_mapping  # noqa: PLC0415 # heavy

        text, target = propose_mapping(mapping), to or Path("mapping.toml")
    else:
        from pipeline.settings import commented_toml  # noqa: PLC0415 # heavy

        text, target = commented_toml(), to or Path("tfnet.toml")
    if target.exists():
        raise click.UsageError(f"{target} exists; delete it or choose another --to.")
    target.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {target}.")


@click.command()
@click.option("--out", type=FOLDER, required=True, help="Folder of the world.")
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--transactions", type=int, default=100_000, show_default=True)
@click.option("--months", type=int, default=12, show_default=True)
@click.option("--base-rate", type=float, default=0.005, show_default=True)
@AS_JSON
def generate(
    out: Path,
    seed: int,
    transactions: int,
    months: int,
    base_rate: float,
    as_json: bool,
) -> None:
    """Make a labelled synthetic world in the native format."""
    from synthetic_data import Settings, generate_world  # noqa: PLC0415 # heavy

    settings = Settings(
        seed=seed, transactions=transactions, months=months, base_rate=base_rate
    )
    began = time.perf_counter()
    summary = generate_world(settings, out)
    if as_json:
        click.echo(json.dumps(summary, indent=1, default=str))
    else:
        click.echo(
            f"{transactions:,} transactions with truth labels in {out} "
            f"({time.perf_counter() - began:.1f} s)"
        )
