"""What a run is made of, as hashes: code, libraries, source files, operator's files."""

import platform
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.ingest.files import source_files
from pipeline.manifest import describe_file
from pipeline.report.formats.operator_files import read_operator_files
from pipeline.settings import Settings

READ_BY_CODE = frozenset(
    (
        ".py",
        ".csv",
        ".json",
        ".html",
        ".css",
        ".js",
        ".svg",
        ".md",
        ".j2",
        ".xml",
        ".typ",
    )
)
LIBRARIES = (
    "polars",
    "pyarrow",
    "numba",
    "numpy",
    "networkx",
    "dataframely",
    "babel",
    "jinja2",
    "lxml",
    "markdown-it-py",
)
EXTRAS = ("typst",)  # of these the version counts where it is installed


def code_digest() -> str:
    """Of every source, reference and template file of the package."""
    package = Path(__file__).parent
    digest = sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in READ_BY_CODE:
            digest.update(path.relative_to(package).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def library_versions() -> dict[str, str]:
    found = {"python": platform.python_version()} | {n: version(n) for n in LIBRARIES}
    for name in EXTRAS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def source_digests(source: Path, settings: Settings) -> dict[str, str]:
    """Name → SHA-256 of the input's files, and of what lies beside a single file."""
    paths = {file.name: file.path for file in source_files(source)}
    if not source.is_dir():
        paths |= {
            path.name: path
            for path in source.resolve().parent.iterdir()
            if path.is_file() and path.name[0] not in "._"
        }
    found = {name: str(describe_file(paths[name])["sha256"]) for name in sorted(paths)}
    for setting in (settings.ingest.mapping, settings.ingest.pacs008_xsd):
        if setting and Path(setting).is_file():
            found[f"setting:{Path(setting).name}"] = describe_file(Path(setting))[
                "sha256"
            ]
    return found | {"chosen": source.name if not source.is_dir() else ""}


def operator_files(settings: Settings) -> dict[str, Any]:
    chosen = {
        "rates": settings.rates_file,
        "watchlist": settings.screen.list_file,
        "conflict_areas": settings.conflict_areas_file,
        "lexicon": settings.lexicon_file,
        "dispositions": settings.review_log_file,
        "ranker": settings.ranker_file,
    }
    found: dict[str, Any] = {}
    for name, path in chosen.items():
        if path and not Path(path).is_file():
            raise ConfigError(
                f"The file set for {name} does not exist. Correct its path."
            )
        found[name] = describe_file(Path(path))["sha256"] if path else None
    if settings.ranker_file:  # other trees may answer otherwise in another version
        found["ranker"] += f" lightgbm {version('lightgbm')}"
    found["report_files"] = {
        name: sha256(content).hexdigest()
        for name, content in read_operator_files(settings.report).items()
    }
    return found
