"""Options that several commands share."""

from pathlib import Path

import click

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
SETTINGS = click.option(
    "--settings", "settings_file", type=FILE, help="TOML file; see `tfnet init`."
)
OUT = click.option(
    *("--out", "out"),
    type=FOLDER,
    default=Path(),
    help="Output folder; holds runs/ and reports/.",
)
