"""The operator's own files that formats need: codes, schemas, fonts."""

from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.report.settings import Settings

SETTINGS = {
    "codes": "codes_file",
    "goaml_schema": "goaml_schema_file",
    "fincen_schema": "fincen_schema_file",
}
FONT_FILES = (".ttf", ".otf")


def read_operator_files(settings: Settings) -> dict[str, bytes]:
    """
    The content of each that is set, by the names of ``Making.files``.

    Raises ConfigError for one that cannot be read.
    """
    found = {
        name: _content(Path(path), setting)
        for name, setting in SETTINGS.items()
        if (path := getattr(settings, setting))
    }
    if settings.fonts_folder:
        folder = Path(settings.fonts_folder)
        fonts = sorted(
            path
            for path in (folder.iterdir() if folder.is_dir() else ())
            if path.suffix.lower() in FONT_FILES
        )
        if not fonts:
            raise ConfigError(
                "report.fonts_folder holds no TTF or OTF file. Correct its path."
            )
        found |= {
            f"fonts/{font.name}": _content(font, "fonts_folder") for font in fonts
        }
    return found


def _content(path: Path, setting: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"The file of report.{setting} cannot be read: {error.strerror}. "
            "Correct its path."
        ) from error
