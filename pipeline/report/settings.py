"""What an operator may set about the report."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pipeline.report.filing_settings import FincenSettings, GoamlSettings

Share = Annotated[float, Meta(gt=0, lt=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    handling: Annotated[
        str,
        Meta(
            min_length=1,
            description="Marking on every page. Amber: need to know, since pages hold "
            "personal data of people who may be innocent.",
        ),
    ] = "TLP:AMBER"
    recall: Annotated[
        Share,
        Meta(
            description="Share of accounts in a financing network that a case would "
            "hold. 0.5 is an assumption until rates_from names an evaluation."
        ),
    ] = 0.5
    false_alarm_rate: Annotated[
        Share,
        Meta(
            description="Share of lawful accounts that a case holds all the same. "
            "0.001 is an assumption until rates_from names an evaluation."
        ),
    ] = 0.001
    rates_from: Annotated[
        str,
        Meta(
            description="Where the two rates were measured, as population, size and "
            "date. Empty: they are assumptions, and every page says so."
        ),
    ] = ""
    transactions_on_page: Annotated[
        int,
        Meta(
            ge=10,
            le=600,
            description="Longest transaction table of a page; 300 keep it under 500 KB "
            "and the rest is in transactions.csv.",
        ),
    ] = 300
    accounts_in_picture: Annotated[
        int,
        Meta(
            ge=10,
            le=200,
            description="Above it the picture collapses accounts by role; beyond 120 "
            "labels no longer fit a screen.",
        ),
    ] = 120
    batch_transactions: Annotated[
        int,
        Meta(
            ge=1_000,
            description="Cases are written in batches of about so many transactions: "
            "200,000 keep memory under 1 GB.",
        ),
    ] = 200_000
    formats: Annotated[
        tuple[Literal["pdf", "goaml", "fincen_sar", "stix", "ftm"], ...],
        Meta(
            description="Files beside each page, besides HTML, Markdown, JSON and CSV: "
            "pdf (needs the extra pdf), goaml, fincen_sar (both need facts about the "
            "filing, below), stix, ftm. The two set need neither."
        ),
    ] = ("stix", "ftm")
    codes_file: Annotated[
        str,
        Meta(
            description="CSV of list,value,code: our words to an authority's codes. "
            "goAML needs the lists indicator (by red flag), funds and transmode (by "
            "channel), country (unknown, withheld) and institution (by name, or "
            "unknown); FinCEN SAR can have classification (by red flag; type/subtype)."
        ),
    ] = ""
    goaml_schema_file: Annotated[
        str, Meta(description="The FIU's goAML XSD. Set: no file that breaks it.")
    ] = ""
    fincen_schema_file: Annotated[
        str, Meta(description="FinCEN's SAR XSD. Set: no file that breaks it.")
    ] = ""
    fonts_folder: Annotated[
        str,
        Meta(
            description="Fonts (TTF, OTF) for scripts that the PDF's own font lacks, "
            "such as Chinese. Unset: such letters are spelled out as codes."
        ),
    ] = ""
    goaml: GoamlSettings = GoamlSettings()
    fincen: FincenSettings = FincenSettings()
