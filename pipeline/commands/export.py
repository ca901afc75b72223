"""A case for another system."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.options import FILE, FOLDER, SETTINGS

if TYPE_CHECKING:
    from pipeline.report import CaseFile
    from pipeline.report.settings import Settings

# Those of pipeline.report.formats.FORMATS, which is too heavy for --help.
NAMES = ("html", "md", "json", "csv", "pdf", "goaml", "fincen_sar", "stix", "ftm")
FILED = ("goaml", "fincen_sar")  # with an authority


@click.command()
@click.argument("case_id", metavar="CASE")
@click.option(
    *("--to", "name"),
    type=click.Choice(NAMES),
    required=True,
    help="Format; pdf needs the extra pdf.",
)
@click.option(
    *("--run", "folder"),
    type=FOLDER,
    default=Path(),
    help="Output folder of the run, or the folder of one run.",
)
@click.option(
    *("--out", "target"),
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; else CASE with the format's ending, here.",
)
@click.option("--schema", type=FILE, help="XSD that goAML or FinCEN SAR must keep.")
@click.option("--codes", type=FILE, help="CSV of list,value,code: the authority's.")
@click.option("--date", "filed_on", metavar="YYYY-MM-DD", help="Day of filing.")
@SETTINGS
def export(
    case_id: str,
    name: str,
    folder: Path,
    target: Path | None,
    schema: Path | None,
    codes: Path | None,
    filed_on: str | None,
    settings_file: Path | None,
) -> None:
    """
    Write a case in a format of another system, as a draft for a person to file.

    Facts about the filing come from the settings, the run's own or those of --settings.
    """
    if name not in FILED and (schema or codes or filed_on):
        raise click.UsageError(
            f"--schema, --codes and --date are for {' and '.join(FILED)} alone."
        )
    from pipeline.report.formats import FORMATS  # noqa: PLC0415 # heavy
    from pipeline.report.site import in_format  # noqa: PLC0415 # heavy
    from pipeline.runs import load_run  # noqa: PLC0415 # keeps --help quick

    case = load_run(folder).case(case_id)
    settings = _settings(case, settings_file, schema, codes, filed_on)
    content = in_format(case, name, settings)
    target = target or Path(f"{case.case_id}-{FORMATS[name].file}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    click.echo(f"Wrote {target} ({len(content):,} bytes). A lead for human review.")


def _settings(
    case: "CaseFile",
    file: Path | None,
    schema: Path | None,
    codes: Path | None,
    filed_on: str | None,
) -> "Settings":
    import msgspec  # noqa: PLC0415 # keeps --help quick

    from pipeline.errors import ConfigError  # noqa: PLC0415 # as above
    from pipeline.settings import load_settings  # noqa: PLC0415 # heavy

    settings = load_settings(file).report if file else case.run.settings
    changed: dict[str, Any] = {}
    if codes:
        changed["codes_file"] = str(codes)
    if schema:
        changed |= {"goaml_schema_file": str(schema), "fincen_schema_file": str(schema)}
    if filed_on:
        for section, date in (("goaml", "submission_date"), ("fincen", "filing_date")):
            own = getattr(settings, section)
            changed[section] = msgspec.structs.replace(own, **{date: filed_on})
    settings = msgspec.structs.replace(settings, **changed)
    try:  # replace does not look at ranges
        return msgspec.convert(msgspec.to_builtins(settings), type(settings))
    except msgspec.ValidationError as mistake:
        raise ConfigError(f"{mistake}. Correct the option.") from None
