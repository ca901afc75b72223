"""XML checked against a schema that the operator points to."""

from collections import Counter
from functools import lru_cache
from typing import Any

from lxml import etree

from pipeline.errors import ConfigError, ContractError

MOST_SHOWN = 5
LONGEST = 200  # characters of one message


def parser() -> etree.XMLParser:
    """No DOCTYPE's entities, no network, no huge trees."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@lru_cache(maxsize=4)
def compiled(schema: bytes) -> etree.XMLSchema:
    try:
        return etree.XMLSchema(etree.fromstring(schema, parser()))
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        raise ConfigError(
            "The file given as XML schema is none, or needs files beside it: "
            f"{error}. Point --schema to one whole XSD."
        ) from error


def must_be_valid(document: bytes, schema: bytes, name: str) -> None:
    """
    Raises ConfigError where ``document`` breaks ``schema``, with the first few reasons
    by element, never by content.
    """
    try:
        tree = etree.fromstring(document, parser())
    except etree.XMLSyntaxError as error:
        raise ContractError(
            f"{name} is not well-formed XML. This is a bug: please report it."
        ) from error
    checker = compiled(schema)
    if checker.validate(tree):
        return
    log: Any = checker.error_log  # the stubs do not know that it can be read through
    found = Counter((_element(one), one.type_name) for one in log)
    shown = "; ".join(
        f"{element}: {kind.removeprefix('SCHEMAV_').lower()} ({count}×)"
        for (element, kind), count in found.most_common(MOST_SHOWN)
    )
    raise ConfigError(
        f"{name} breaks its schema in {sum(found.values())} places of {len(found)} "
        f"kinds, first {min(MOST_SHOWN, len(found))}: {shown}. Nothing was written. "
        "Codes come from report.codes_file and facts from the settings: compare them "
        "with the schema's lists."
    )


def _element(error: Any) -> str:
    """The element's path without positions; messages hold values, so they stay out."""
    path = error.path or "?"
    steps = [step.split("[")[0].split(":")[-1] for step in path.split("/") if step]
    return "/".join(steps[-2:])[:LONGEST]
