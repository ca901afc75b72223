"""The files of a source: which there are, and their bytes, unpacked within limits."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipeline.errors import ConfigError, InputError, ResourceError
from pipeline.ingest.settings import Settings

PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}  # by first bytes
REFUSED = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "packed by bzip2",
    b"\xfd7zXZ\x00": "packed by xz",
    b"7z\xbc\xaf": "a 7z archive",
}
PARQUET = b"PAR1"
HEAD_BYTES = 262_144  # enough for any header


@dataclass(frozen=True)
class SourceFile:
    path: Path
    name: str  # relative to the input root, POSIX

    @property
    def stem(self) -> str:
        """The file's name up to its first dot."""
        return self.path.name.split(".", 1)[0]


def input_root(source: Path) -> Path:
    """The folder that ``source_file`` is relative to; a link to the source is taken."""
    real = source.resolve()
    return real if real.is_dir() else real.parent


def source_files(source: Path) -> list[SourceFile]:
    """
    Every file of the source by name; hidden ones (``.``, ``_`` in front) are not data.

    Links may point to files inside the input root only. Raises ConfigError where there
    is no source, InputError for a link that leads elsewhere and for anything that is
    not a file, such as a pipe.
    """
    if not source.exists():
        raise ConfigError("The input does not exist. Give --input a file or folder.")
    root = input_root(source)
    if not source.is_dir():
        real = source.resolve()
        return [_checked(real, root)]
    found: list[SourceFile] = []
    try:
        for folder, folders, names in os.walk(root, onerror=_refuse):
            for name in folders:
                if (Path(folder) / name).is_symlink():
                    raise InputError(
                        f"{_relative(Path(folder) / name, root)} links to a folder, "
                        "which is not followed. Put the files themselves there."
                    )
            folders[:] = [name for name in folders if name[0] not in "._"]
            found += [
                _checked(Path(folder) / name, root)
                for name in names
                if name[0] not in "._"
            ]
    except PermissionError as error:
        raise ResourceError(
            "A folder of the input may not be read. Grant permission and run again."
        ) from error
    return sorted(found, key=lambda file: file.name)


def beside(file: SourceFile, name: str) -> SourceFile | None:
    """The file of that name in the same folder, also where the input is one file."""
    path = file.path.parent / name
    if not path.exists():
        return None
    root = file.path.parents[file.name.count("/")]
    return _checked(path, root)


def _refuse(error: OSError) -> None:
    raise error


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _checked(path: Path, root: Path) -> SourceFile:
    name = _relative(path, root)
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        raise InputError(
            f"{name} is a link to a place outside the input, which is refused. "
            "Put the file itself under the input."
        )
    if not path.is_file():
        raise InputError(
            f"{name} is not a file (a pipe, a device or a broken link). Remove it."
        )
    return SourceFile(path, name)


def head(file: SourceFile) -> bytes:
    """The first unpacked bytes; fewer than asked only where the file ends."""
    with _opened(file) as packed:
        kind = _kind(file, packed)
        if kind is None:
            return bytes(packed.read(HEAD_BYTES))
        with pa.CompressedInputStream(packed, kind) as stream:
            return _read(stream, HEAD_BYTES, file)


def blocks(file: SourceFile, settings: Settings) -> Iterator[bytes]:
    """
    The unpacked bytes of a file, ``settings.block_bytes`` at a time.

    Raises InputError for an archive, a broken or twice packed file, and for one that
    unpacks beyond ``max_compression_ratio`` or ``max_unpacked_bytes``.
    """
    with _opened(file) as packed:
        kind = _kind(file, packed)
        if kind is None:
            while block := packed.read(settings.block_bytes):
                yield block
            return
        size = file.path.stat().st_size
        most = min(size * settings.max_compression_ratio, settings.max_unpacked_bytes)
        unpacked = 0
        with pa.CompressedInputStream(packed, kind) as stream:
            while block := _read(stream, settings.block_bytes, file):
                if not unpacked and (_packed(block) or block.startswith(PARQUET)):
                    raise InputError(
                        f"{file.name} holds a packed file within {kind}. Unpack it."
                    )
                unpacked += len(block)
                if unpacked > most:
                    raise InputError(
                        f"{file.name} unpacks to more than {most} bytes from {size}: "
                        "refused as a decompression bomb. If it is genuine, unpack it "
                        "yourself or raise ingest.max_compression_ratio and "
                        "ingest.max_unpacked_bytes."
                    )
                yield block


def _opened(file: SourceFile) -> pa.NativeFile:
    try:
        return pa.OSFile(str(file.path))
    except PermissionError as error:
        raise ResourceError(
            f"{file.name} may not be read. Grant permission and run again."
        ) from error


def _packed(start: bytes) -> str | None:
    return next(
        (kind for magic, kind in PACKED.items() if start.startswith(magic)), None
    )


def _kind(file: SourceFile, packed: pa.NativeFile) -> str | None:
    """How the file is packed; leaves the stream at its start."""
    start = packed.read(8)
    packed.seek(0)
    for magic, what in REFUSED.items():
        if start.startswith(magic):
            raise InputError(
                f"{file.name} is {what}; only gzip and zstd are unpacked. Unpack it."
            )
    return _packed(start)


def _read(stream: pa.NativeFile, wanted: int, file: SourceFile) -> bytes:
    try:
        return bytes(stream.read(wanted))
    except OSError as error:
        raise InputError(
            f"{file.name} cannot be unpacked: it is damaged or cut short. "
            "Ask the supplier to resend it."
        ) from error
