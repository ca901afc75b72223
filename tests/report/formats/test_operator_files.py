"""It is true that an operator's own files are read strictly, and told about safely."""

import msgspec
import pytest

from pipeline.errors import ConfigError
from pipeline.report import Settings
from pipeline.report.formats.code_table import read_codes
from pipeline.report.formats.operator_files import read_operator_files
from pipeline.report.formats.xml_schema import must_be_valid

XSD = b"""<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema"><s:element name="a">
<s:complexType><s:sequence><s:element name="b" type="s:int" maxOccurs="unbounded"/>
</s:sequence></s:complexType></s:element></s:schema>"""


def test_codes_are_by_list_and_value():
    table = read_codes('\ufefflist,value,code\n a , b ,"c,d"\n\n'.encode())
    assert table == {("a", "b"): "c,d"}
    assert read_codes(None) == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "first line"),
        (b"red_flag,code\n", "first line"),
        (b"list,value,code\na,b\n", "line 2: three cells"),
        (b"list,value,code\na,b,\n", "line 2: three cells"),
        (b"list,value,code\na,b,c\na,b,d\n", "line 3: a second code"),
        (b"list,value,code\n\xff\n", "UTF-8"),
        (b'list,value,code\n"a,b,c\n', "CSV"),
        (b"list,value,code\na,b,\x01\n", "line 2: a character without a shape"),
    ],
)
def test_a_mistake_in_the_codes_is_told_with_its_line(content, said):
    with pytest.raises(ConfigError, match=said):
        read_codes(content)


def test_the_same_line_twice_is_no_mistake():
    assert len(read_codes(b"list,value,code\na,b,c\na,b,c\n")) == 1


def test_a_valid_document_passes():
    must_be_valid(b"<a><b>1</b></a>", XSD, "goaml")


def test_an_invalid_one_is_told_by_element_and_count_never_by_content():
    with pytest.raises(ConfigError) as error:
        must_be_valid(b"<a><b>Secret</b><b>2</b><b>Name</b><c/></a>", XSD, "goaml")
    text = str(error.value)
    assert "3 places of 2 kinds" in text
    assert "a/b" in text
    assert "(2×)" in text
    assert "Secret" not in text
    assert "Name" not in text


@pytest.mark.parametrize("schema", [b"no xml", b"<a/>"])
def test_a_schema_that_is_none_is_refused(schema):
    with pytest.raises(ConfigError, match="none"):
        must_be_valid(b"<a/>", schema, "goaml")


def test_only_what_is_set_is_read(tmp_path):
    assert read_operator_files(Settings()) == {}
    (tmp_path / "codes.csv").write_bytes(b"x")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "b.TTF").write_bytes(b"font")
    (tmp_path / "fonts" / "readme.txt").write_bytes(b"no font")
    settings = Settings(
        codes_file=str(tmp_path / "codes.csv"), fonts_folder=str(tmp_path / "fonts")
    )
    assert read_operator_files(settings) == {"codes": b"x", "fonts/b.TTF": b"font"}


@pytest.mark.parametrize("name", ["codes_file", "goaml_schema_file", "fonts_folder"])
def test_a_path_that_leads_nowhere_is_told(tmp_path, name):
    settings = msgspec.structs.replace(Settings(), **{name: str(tmp_path / "none")})
    with pytest.raises(ConfigError, match=name):
        read_operator_files(settings)
