"""Validation of credit transfers against the XSD that the operator gives."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.errors import ConfigError
from pipeline.ingest.pacs008_message import BODY, MESSAGE, NAMESPACE, Transfer

SCHEMA_FILE = re.compile(r"pacs\.008\.001\.\d\d\.xsd")


class Schemas:
    """
    The XSD of each version: ``path`` is one file, or a folder of them by ISO's names.

    Raises ConfigError for a path without any, for a file that is none, and when a
    message comes of a version that has none: unchecked would look like checked.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        files = [self._path]
        if self._path.is_dir():
            every = sorted(self._path.iterdir())
            files = [file for file in every if SCHEMA_FILE.fullmatch(file.name)]
        self._schemas = dict(_schema(file) for file in files)
        if not self._schemas:
            raise ConfigError(
                f"ingest.pacs008_xsd: {path} holds no pacs.008.001.NN.xsd"
            )
        self._frame: tuple[object, etree._Element] | None = None

    def flaw(self, transfer: Transfer) -> tuple[str, str] | None:
        """The first error of the transfer, or of the header it came under."""
        schema = self._schemas.get(transfer.version)
        if schema is None:
            raise ConfigError(
                f"ingest.pacs008_xsd has no XSD for pacs.008.001.{transfer.version}, "
                "which the input holds. Name a folder with the XSD of every version."
            )
        message = self._message_of(transfer)
        message[0].append(deepcopy(transfer.element))
        valid = schema.validate(message)
        del message[0][-1]
        if valid:
            return None
        errors: Any = schema.error_log
        return "xsd_invalid", errors[0].message

    def _message_of(self, transfer: Transfer) -> etree._Element:
        """A message of the same header and no transfers."""
        namespace = etree.QName(transfer.element).namespace
        if self._frame is None or self._frame[0] != (namespace, transfer.header):
            message = etree.Element(f"{{{namespace}}}{MESSAGE}")
            body = etree.SubElement(message, f"{{{namespace}}}{BODY}")
            if transfer.header is not None:
                body.append(deepcopy(transfer.header))
            self._frame = ((namespace, transfer.header), message)
        return self._frame[1]


def _schema(file: Path) -> tuple[str, etree.XMLSchema]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.parse(file, parser)
        known = NAMESPACE.fullmatch(tree.getroot().get("targetNamespace", ""))
        if known is None:
            raise ConfigError(f"ingest.pacs008_xsd: {file} is no XSD of pacs.008.001")
        return known[1], etree.XMLSchema(tree)
    except OSError as error:
        raise ConfigError(f"ingest.pacs008_xsd: {file} cannot be opened") from error
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        raise ConfigError(f"ingest.pacs008_xsd: {file} is no XSD: {error}") from error
