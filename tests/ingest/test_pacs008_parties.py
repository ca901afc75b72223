"""Accounts, institutions, countries and parties of a credit transfer."""

import pytest

from tests.ingest.pacs008_messages import (
    AGENT,
    document,
    read_messages,
    rows,
    transfer,
)

IBAN = "<Id><IBAN>{}</IBAN></Id>"
NO_BIC = "<FinInstnId><Nm>Corner Exchange</Nm>{}</FinInstnId>"
ADDRESS = "<PstlAdr><StrtNm>High St</StrtNm><BldgNb>1</BldgNb><Ctry>{}</Ctry></PstlAdr>"


def sender(tmp_path, column="sender_account", **parts):
    tables = read_messages(tmp_path, document(transfer(**parts)))
    ((told,),) = rows(tables, column)
    return told


@pytest.mark.parametrize(
    ("account", "agent", "expected"),
    [
        (IBAN.format("FR0010"), AGENT.format("AAAADEFF"), "FR0010"),
        ("<Id><Othr><Id>9</Id></Othr></Id>", AGENT.format("AAAADEFF"), "AAAADEFF:9"),
        ("<Id><Othr><Id>9</Id></Othr></Id>", AGENT.format("AAAADEFF500"), "AAAADEFF:9"),
        ("<Id><Othr><Id>9</Id></Othr></Id>", "<FinInstnId></FinInstnId>", None),
        (
            "<Id><Othr><Id>9</Id></Othr></Id>",
            "<FinInstnId><ClrSysMmbId><ClrSysId><Cd>GBDSC</Cd></ClrSysId>"
            "<MmbId>200000</MmbId></ClrSysMmbId></FinInstnId>",
            "GBDSC:200000:9",
        ),
        (
            "<Prxy><Id>+44-1</Id></Prxy>",
            AGENT.format("BBBBGB2L"),
            "BBBBGB2L:proxy:+44-1",
        ),
    ],
)
def test_number_other_than_an_iban_holds_within_its_bank(
    tmp_path, account, agent, expected
):
    assert sender(tmp_path, DbtrAcct=account, DbtrAgt=agent) == expected


def test_missing_account_has_a_placeholder_at_its_agent_alone(tmp_path):
    def at(agent, party="<Nm>Ada Test</Nm>"):
        return sender(tmp_path, DbtrAcct="", DbtrAgt=agent, Dbtr=party)

    here = at(AGENT.format("AAAADEFF"))
    assert here.startswith("no account at AAAADEFF for party ")
    assert here == at(AGENT.format("AAAADEFFXXX"))
    others = [
        at(AGENT.format("AAAADEFF500")),
        at(AGENT.format("CCCCDEFF")),
        at(NO_BIC.format("")),
        at(AGENT.format("AAAADEFF"), "<Nm>Bea Test</Nm>"),
        at(AGENT.format("AAAADEFF"), "<CtryOfRes>DE</CtryOfRes>"),
    ]
    assert len({here, *others}) == 6
    assert others[-1] == "no account at AAAADEFF"
    assert "Ada" not in here


def test_missing_account_at_an_unknown_agent_has_no_end(tmp_path):
    nobody = {"DbtrAcct": "", "DbtrAgt": "<FinInstnId></FinInstnId>"}
    assert sender(tmp_path, **nobody) is None


@pytest.mark.parametrize(
    ("account", "agent", "party", "expected"),
    [
        (IBAN.format("FR0010"), AGENT.format("AAAADEFF"), ADDRESS.format("IT"), "FR"),
        (IBAN.format("ZZ0010"), AGENT.format("AAAADEFF"), ADDRESS.format("IT"), "DE"),
        ("", AGENT.format("AAAADEFF"), ADDRESS.format("IT"), "DE"),
        ("", NO_BIC.format(ADDRESS.format("ES")), ADDRESS.format("IT"), "ES"),
        ("", NO_BIC.format(""), ADDRESS.format("IT"), "IT"),
        ("", NO_BIC.format(""), "<Nm>A</Nm><CtryOfRes>IT</CtryOfRes>", None),
    ],
)
def test_country_is_the_payments_corridor(tmp_path, account, agent, party, expected):
    parts = {"DbtrAcct": account, "DbtrAgt": agent, "Dbtr": party}
    assert sender(tmp_path, "sender_country", **parts) == expected


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ("<Id><OrgId><LEI>52990000</LEI></OrgId></Id>", "LEI:52990000"),
        (
            "<Id><OrgId><AnyBIC>COCODEFF</AnyBIC></OrgId></Id>",
            "BIC:COCODEFF",
        ),
        (
            "<Id><PrvtId><Othr><Id>C7</Id><SchmeNm><Cd>CCPT</Cd></SchmeNm>"
            "<Issr>GB</Issr></Othr></PrvtId></Id>",
            "GB:passport:C7",
        ),
        (
            "<Id><PrvtId><Othr><Id>C7</Id></Othr></PrvtId></Id>",
            "DE00100000000000000001:other:C7",
        ),
        ("<CtryOfRes>DE</CtryOfRes>", None),
        ("<Nm>Ada Test</Nm>", None),
    ],
)
def test_others_than_the_debtor_are_told_by_id(tmp_path, party, expected):
    assert sender(tmp_path, "on_behalf_of", UltmtDbtr=party) == expected
    assert sender(tmp_path, "conductor", InitgPty=party) == expected


def test_ultimate_debtor_with_a_name_alone_is_told_by_a_digest(tmp_path):
    told = sender(tmp_path, "on_behalf_of", UltmtDbtr="<Nm>Cy Test</Nm>")
    assert told.startswith("party ")
    assert "Cy" not in told
    other_account = IBAN.format("FR0010")
    elsewhere = sender(
        tmp_path, "on_behalf_of", UltmtDbtr="<Nm>Cy Test</Nm>", DbtrAcct=other_account
    )
    assert elsewhere != told


def test_accounts_have_their_institution_and_country(tmp_path):
    tables = read_messages(tmp_path, document(transfer(), transfer(CdtrAcct="")))
    known = tables["raw_accounts"].select(
        "account_id", "kind", "institution", "country"
    )
    ibans, other, placeholder = known.rows()
    assert other == ("DE00100000000000000001", None, "AAAADEFF", "DE")
    assert ibans == ("BBBBGB2L:12345678", None, "BBBBGB2L", "GB")
    assert placeholder[1:] == ("external", "BBBBGB2L", "GB")


def test_parties_hold_what_screening_needs(tmp_path):
    party = (
        "<Nm>Ada Test</Nm>" + ADDRESS.format("DE") + "<Id><PrvtId><DtAndPlcOfBirth>"
        "<BirthDt>1970-02-03</BirthDt><CityOfBirth>X</CityOfBirth>"
        "<CtryOfBirth>SY</CtryOfBirth></DtAndPlcOfBirth><Othr><Id>C7</Id><SchmeNm>"
        "<Cd>CCPT</Cd></SchmeNm></Othr></PrvtId></Id><CtctDtls><MobNb>+49-1</MobNb>"
        "</CtctDtls>"
    )
    tables = read_messages(
        tmp_path,
        document(transfer(Dbtr=party), transfer(Dbtr="<Nm>A. Test</Nm>"), transfer()),
    )
    ada = tables["raw_parties"].row(1, named=True)
    assert ada == {
        "party_id": "DE00100000000000000001",
        "kind": "person",
        "names": "Ada Test|A. Test",
        "dates": "birth:1970-02-03",
        "identifiers": "passport:C7",
        "addresses": "High St, 1, DE",
        "phones": "+49-1",
        "devices": None,
        "country": "DE",
        "programme_countries": None,
        "source_file": "messages.xml",
        "source_line": 4,
        "ingest_error": None,
        "delivered": None,
    }


def test_ultimate_parties_are_screened_too(tmp_path):
    message = document(
        transfer(UltmtDbtr="<Nm>Cy Test</Nm>", UltmtCdtr="<Nm>Di Test</Nm>")
    )
    tables = read_messages(tmp_path, message)
    assert sorted(tables["raw_parties"]["names"]) == [
        *("Ada Test", "Ben Test", "Cy Test", "Di Test"),
    ]
    ((told,),) = rows(tables, "on_behalf_of")
    named = tables["raw_parties"].rows_by_key("party_id", named=True, unique=True)
    assert named[told]["names"] == "Cy Test"
