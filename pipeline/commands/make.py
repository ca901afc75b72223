"""Commands that write a file or a world to start from."""

import json
import time
from pathlib import Path

import click

from pipeline.commands.options import AS_JSON, FILE, FOLDER

PRESETS = "demo, small, large, border, needle or network"


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
@click.option("--out", type=FOLDER, help="Folder of the world.")
@click.option("--preset", default="demo", show_default=True, help=f"{PRESETS}.")
@click.option("--settings", "file", type=FILE, help="A preset you copied and changed.")
@click.option("--show", is_flag=True, help="Print the preset, to copy it.")
@click.option("--seed", type=int, help="Another seed, another world.")
@click.option("--transactions", type=int, help="Rows of the world.")
@click.option("--months", type=int, help="Length of the world.")
@click.option("--base-rate", type=float, help="Share that belongs to schemes.")
@click.option("--unreported", type=float, help="Schemes missing from noisy labels.")
@click.option("--wrongly-reported", type=float, help="Lawful ones among them.")
@click.option(
    *("--workers", "workers"),
    type=click.IntRange(min=1),
    help="Processes, some 0.4 GB each; as many as cores, up to 3.",
)
@click.option(
    *("--profile", "profiled"),
    is_flag=True,
    help="Measure the world beside published figures; a page goes into OUT-profile.",
)
@click.option("--check", is_flag=True, help="Try to find its schemes by cheating.")
@AS_JSON
def generate(
    out: Path | None,
    preset: str,
    file: Path | None,
    show: bool,
    workers: int | None,
    profiled: bool,
    check: bool,
    as_json: bool,
    **changes: float | None,
) -> None:
    """
    Make a labelled synthetic world in the native format.

    Options come over the preset, or over the file of --settings.
    """
    from synthetic_data import generate_world  # noqa: PLC0415 # heavy
    from synthetic_data.presets import (  # noqa: PLC0415 # heavy
        preset_settings,
        read_settings,
        text_of,
    )

    if show:
        click.echo(text_of(preset), nl=False)
        return
    if out is None:
        raise click.UsageError("Missing option '--out': the folder of the world.")
    if file is not None:
        settings = read_settings(file, **changes)
    else:
        settings = preset_settings(preset, **changes)
    if profiled or check:
        from synthetic_data.realism import told  # noqa: PLC0415 # heavy

        told.refuse_large(settings)
    began = time.perf_counter()
    summary = generate_world(settings, out, workers)
    if as_json:
        click.echo(json.dumps(summary, indent=1, default=str))
    else:
        click.echo(
            f"{settings.transactions:,} transactions with truth labels in {out} "
            f"({time.perf_counter() - began:.1f} s)"
        )
    said: list[str] = []
    if profiled:
        said += told.told_profile(out, settings)
    if check:
        said += told.told_difficulty(out, settings)
    for line in said:
        click.echo(line, err=as_json)  # JSON has the output for itself


@click.command()
@click.option("--world", type=FOLDER, required=True, help="What tfnet generate made.")
@click.option("--out", type=FOLDER, required=True, help="Folder of the view.")
@click.option(
    *("--as", "seen_by"),
    default="whole",
    show_default=True,
    help="Who looks: whole, withheld, bank:DE1, country:DE.",
)
@click.option(
    "--layout",
    default="native",
    show_default=True,
    help="native, amlsim, amlworld, or pacs008 (a sample of wires).",
)
@AS_JSON
def view(world: Path, out: Path, seen_by: str, layout: str, as_json: bool) -> None:
    """Write a made world again, as somebody sees it or in another's layout."""
    from synthetic_data.show import show_world  # noqa: PLC0415 # heavy

    summary = show_world(world, out, seen_by, layout)
    if as_json:
        click.echo(json.dumps(summary, indent=1, default=str))
    else:
        rows = summary["rows"]["transactions"]
        click.echo(f"{rows:,} transactions seen, with truth labels beside, in {out}")
