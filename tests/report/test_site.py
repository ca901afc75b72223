"""What every page owes its reader, and what no page may be."""

import re

import polars as pl
import pytest

from pipeline.errors import ContractError
from pipeline.report import Settings, html_page, write_report
from pipeline.report.case_page import LARGEST, SECTIONS
from pipeline.report.html_page import NOTICE, TEMPLATES
from tests.report.conftest import site_of
from tests.report.made_up import made_up_tables, many_cases, reviewed

PAGES = ("index.html", "cases/NET-1/index.html", "cases/NET-2/index.html")
PROMISED = (
    "case.json",
    "ftm.json",
    "index.html",
    "report.md",
    "stix.json",
    "transactions.csv",
)


def test_site_has_an_index_four_files_a_case_and_a_file_for_each_partner(site):
    files = {f"cases/{case}/{name}" for case in ("NET-1", "NET-2") for name in PROMISED}
    asked = {"NET-1": ("AE", "DE", "FR", "TR"), "NET-2": ("CY", "LB")}
    drafts = {f"cases/{n}/requests/{c}.md" for n, own in asked.items() for c in own}
    assert set(site) == {"index.html", "case.schema.json", *files, *drafts}


@pytest.mark.parametrize("page", PAGES)
def test_page_says_it_is_a_lead_and_lets_nothing_load(site, page):
    text = site[page].decode()
    assert text.count(NOTICE) == 2
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "://" not in re.sub(r"http://evil\.example|https?://\S*", "", policy)
    assert "form-action 'none'" in policy
    assert not re.search(r"<(link|img|iframe|object|embed)\b|\s(form)?action=", text)


@pytest.mark.parametrize("page", PAGES[1:])
def test_case_page_has_every_section(site, page):
    for anchor, _ in SECTIONS:
        assert f'id="{anchor}"' in site[page].decode()


@pytest.mark.parametrize(
    ("template", "gone"),
    [
        ("case_limits.html", 'id="gaps"'),
        ("case_limits.html", 'id="lawful"'),
        ("base_rates.html", 'id="base-rates"'),
        ("case_who.html", 'id="list-dates"'),
        ("page.html", NOTICE),
    ],
)
def test_a_page_without_what_it_owes_is_not_written(
    template, gone, tmp_path, monkeypatch
):
    for file in TEMPLATES.iterdir():
        text = file.read_text("utf-8")
        if file.name == template:
            assert gone in text
            text = text.replace(gone, "")
        (tmp_path / file.name).write_text(text, "utf-8")
    monkeypatch.setattr(html_page, "TEMPLATES", tmp_path)
    html_page.environment.cache_clear()
    try:
        with pytest.raises(ContractError, match="a report page lacks"):
            site_of(made_up_tables())
    finally:
        html_page.environment.cache_clear()


def test_a_red_flag_without_lawful_look_alikes_is_not_written():
    tables = made_up_tables()
    tables["alerts"] = tables["alerts"].with_columns(red_flag=pl.lit("TF-NOWHERE-99"))
    with pytest.raises(ContractError, match="TF-NOWHERE-99 has no line with lawful"):
        site_of(tables)


def test_a_case_that_does_not_add_up_is_not_written():
    tables = made_up_tables()
    tables["cases"] = tables["cases"].with_columns(pl.col("value_cents") + 1)
    with pytest.raises(ContractError, match="do not add up") as error:
        site_of(tables)
    assert "NET-1" not in str(error.value)


@pytest.mark.parametrize(
    "case_id",
    ["../../x", "/etc/x", "a/b", "..", "A\0B", "A" * 65, "net-1", "", "CON", "LPT1"],
)
def test_an_id_that_is_no_safe_folder_is_refused(case_id):
    tables = made_up_tables()
    for name in ("cases", "case_members", "case_transactions", "key_channels"):
        tables[name] = tables[name].with_columns(
            pl.col("case_id").replace("NET-1", case_id)
        )
    tables = reviewed(tables)
    written = []
    with pytest.raises(ContractError, match="no safe folder name"):
        written += site_of(tables)
    assert written == []


def test_long_and_hostile_data_keep_a_page_under_its_limit():
    """680 payments, each text 300 escapes long, and 26 alerts over them all."""
    tables = made_up_tables()
    nasty = "\u202e" * 300
    rows = tables["transactions"].collect()
    copies = pl.concat(
        rows.with_columns(
            transaction_id=pl.format(
                "{}-{}-{}", "transaction_id", pl.lit(n), pl.lit(nasty)
            ),
            purpose=pl.lit(nasty),
            source_file=pl.lit(nasty),
        )
        for n in range(10)
    )
    ids = copies["transaction_id"].to_list()
    tables["transactions"] = copies.lazy()
    shares = tables["case_transactions"].collect()
    tables["case_transactions"] = (
        pl.DataFrame(
            {"case_id": ["NET-1"] * len(ids), "transaction_id": ids},
        )
        .with_columns(
            part=pl.lit("evidence").cast(shares.schema["part"]),
            alert_ids=pl.lit(["al-1"]),
        )
        .lazy()
    )
    tables["alert_evidence"] = pl.LazyFrame(
        {
            "alert_id": ["al-1"] * len(ids),
            "transaction_id": ids,
            "part": [nasty] * len(ids),
        }
    )
    tables["cases"] = (
        tables["cases"]
        .filter(pl.col("case_id") == "NET-1")
        .with_columns(
            value_cents=pl.lit(copies["value_cents"].sum()),
            unknown_values=pl.lit(copies["value_cents"].null_count()).cast(pl.Int64),
            transactions=pl.lit(len(ids)).cast(pl.Int64),
        )
    )
    site = site_of(tables, transactions_on_page=600)
    page = site["cases/NET-1/index.html"]
    assert 100_000 < len(page) <= LARGEST
    assert re.search(rb"\d+ of 680 transactions, evidence", page)
    assert site["cases/NET-1/transactions.csv"].count(b"\n") == 681


def test_index_of_a_thousand_cases_is_small():
    parts = write_report(**many_cases(500), base_currency="USD", settings=Settings())
    index = next(parts)["site"]["index.html"]
    assert index.count(b"<tr data-priority") == 1_000
    assert len(index) < 2_000_000


def test_an_empty_run_says_so():
    tables = {name: frame.clear() for name, frame in made_up_tables().items()}
    site = site_of(tables)
    assert list(site) == ["index.html", "case.schema.json"]
    text = site["index.html"].decode()
    assert "No case was formed. That is no finding of innocence" in text
    assert "Not available: the run has no intake table." in text


def test_hostile_text_is_never_markup(site):
    for page in PAGES:
        text = site[page].decode()
        assert text.count("<script>") == 1
        assert text.count("</script>") == 1
        for hidden in "\u202e\u200b\0\x1b":
            assert hidden not in text


def test_hostile_text_is_there_to_be_read(site):
    text = site["cases/NET-1/index.html"].decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "gnp.exe⟨U+202E⟩gpj" in text
    assert "{{ 7 * 7 }}{% raw %}" in text


def test_the_stage_logs_and_prints_nothing(caplog, capfd):
    with caplog.at_level(0):
        site_of(made_up_tables())
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
