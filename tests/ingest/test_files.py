"""The files of a source, and what is refused before a row is read."""

import gzip
import os

import pyarrow as pa
import pytest

from pipeline.errors import ConfigError, InputError
from pipeline.ingest.files import beside, blocks, head, source_files
from pipeline.ingest.settings import Settings
from tests.ingest.sources import file_of

TEXT = b"".join(b"%d,some text\n" % line for line in range(5_000))


def unpacked(file, **said):
    return b"".join(blocks(file, Settings(**said)))


def zstd(content):
    return pa.compress(content, codec="zstd", asbytes=True)


def test_files_are_named_from_the_root_and_sorted(tmp_path):
    for name in ("b.csv", "a/c.csv", ".hidden", "_SUCCESS", "_tmp/x.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [file.name for file in source_files(tmp_path)] == ["a/c.csv", "b.csv"]


def test_file_alone_is_named_without_its_folder(tmp_path):
    assert file_of(tmp_path / "deep" / "t.csv", b"x").name == "t.csv"


def test_source_that_does_not_exist_is_the_operators_mistake(tmp_path):
    with pytest.raises(ConfigError, match="does not exist"):
        source_files(tmp_path / "none")


def test_link_out_of_the_input_is_refused(tmp_path):
    (tmp_path / "secret.csv").write_bytes(b"x")
    (tmp_path / "input").mkdir()
    (tmp_path / "input" / "t.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(InputError, match=r"t\.csv is a link to a place outside"):
        source_files(tmp_path / "input")


def test_link_inside_the_input_is_read(tmp_path):
    (tmp_path / "real.csv").write_bytes(b"x")
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert [file.name for file in source_files(tmp_path)] == ["link.csv", "real.csv"]


def test_link_to_a_folder_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(InputError, match="link links to a folder"):
        source_files(tmp_path)


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("nowhere")])
def test_what_is_no_file_is_refused(tmp_path, make):
    make(tmp_path / "t.csv")
    with pytest.raises(InputError, match=r"t\.csv is not a file"):
        source_files(tmp_path)


def test_link_as_the_source_itself_is_taken(tmp_path):
    (tmp_path / "real.csv").write_bytes(b"x")
    (tmp_path / "latest").symlink_to("real.csv")
    assert [file.name for file in source_files(tmp_path / "latest")] == ["real.csv"]


def test_file_beside_is_held_to_the_root_too(tmp_path):
    file = file_of(tmp_path / "input" / "t.csv", b"x")
    assert beside(file, "relations.csv") is None
    (tmp_path / "relations.csv").write_bytes(b"x")
    (tmp_path / "input" / "relations.csv").symlink_to(tmp_path / "relations.csv")
    with pytest.raises(InputError, match="outside"):
        beside(file, "relations.csv")


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd])
def test_packed_or_not_the_bytes_are_the_same(tmp_path, pack):
    file = file_of(tmp_path / "t.csv", pack(TEXT))
    assert unpacked(file) == TEXT
    assert unpacked(file, block_bytes=4096) == TEXT
    assert TEXT.startswith(head(file))
    assert len(head(file)) == len(TEXT)


def test_gzip_of_several_members_is_read_whole(tmp_path):
    file = file_of(tmp_path / "t.csv.gz", gzip.compress(TEXT) + gzip.compress(TEXT))
    assert unpacked(file) == TEXT + TEXT


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_decompression_bomb_is_refused_early(tmp_path, pack):
    file = file_of(tmp_path / "t.csv", pack(b"\0" * 50_000_000))
    got = 0
    with pytest.raises(InputError, match="decompression bomb"):  # noqa: PT012 # counts
        for block in blocks(file, Settings(block_bytes=65_536)):
            got += len(block)
    assert got <= 200 * file.path.stat().st_size


def test_unpacked_size_is_capped(tmp_path):
    file = file_of(tmp_path / "t.csv.gz", gzip.compress(TEXT))
    assert unpacked(file, max_unpacked_bytes=len(TEXT)) == TEXT
    with pytest.raises(InputError, match="max_unpacked_bytes"):
        unpacked(file, max_unpacked_bytes=len(TEXT) - 1)


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
@pytest.mark.parametrize("kept", [4, 20, 1_000, -1])
def test_packed_file_cut_short_is_refused(tmp_path, pack, kept):
    file = file_of(tmp_path / "t.csv", pack(TEXT)[:kept])
    with pytest.raises(InputError, match="damaged or cut short"):
        unpacked(file)


def test_packed_file_with_something_behind_it_is_refused(tmp_path):
    file = file_of(tmp_path / "t.csv.gz", gzip.compress(TEXT) + b"trailing")
    with pytest.raises(InputError, match="damaged"):
        unpacked(file)


@pytest.mark.parametrize("inner", [gzip.compress(TEXT), zstd(TEXT), b"PAR1..."])
def test_packed_twice_is_refused(tmp_path, inner):
    file = file_of(tmp_path / "t.csv.gz", gzip.compress(inner))
    with pytest.raises(InputError, match="packed file within gzip"):
        unpacked(file)


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"BZh9", b"\xfd7zXZ\x00"])
def test_archives_are_refused(tmp_path, start):
    file = file_of(tmp_path / "t.zip", start + b"......")
    with pytest.raises(InputError, match="only gzip and zstd"):
        unpacked(file)
