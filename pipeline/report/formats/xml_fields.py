"""Text fitted into the fields of an XML schema, counting whatever had to change."""

from collections import Counter
from hashlib import sha256

from lxml import etree

from pipeline.report.hostile_text import visible

MARK = 8  # hex digits that tell two cut ids apart


class Fields:
    """Makes elements; ``changed`` counts what no longer stands as delivered."""

    def __init__(self, namespace: str = "") -> None:
        self.changed: Counter[str] = Counter()
        self._prefix = f"{{{namespace}}}" if namespace else ""

    def fit(self, text: str, most: int) -> str:
        """Visible, on one line, without blanks at its ends, at most ``most`` long."""
        shown = " ".join(visible(word) for word in text[: most + 1].split())
        if shown != text[: most + 1]:
            self.changed["texts with characters spelled out or blanks removed"] += 1
        if len(shown) > most or len(text) > most:
            self.changed["texts cut to the length of their field"] += 1
            shown = shown[: most - 1].rstrip() + "…"
        return shown

    def fit_id(self, text: str, most: int) -> str:
        """As ``fit``, but two different ids never become one."""
        shown = " ".join(visible(text).split())
        if shown == text and len(text) <= most:
            return text
        self.changed["ids spelled out or cut, with a checksum at their end"] += 1
        mark = sha256(text.encode()).hexdigest()[:MARK]
        return f"{shown[: most - MARK - 1]}~{mark}"

    def add(
        self, parent: etree._Element, name: str, text: str | None = None
    ) -> etree._Element:
        """A new last child; ``text`` is already fitted."""
        child = etree.SubElement(parent, f"{self._prefix}{name}")
        if text is not None:
            child.text = text
        return child

    def changes(self) -> str:
        """What changed, in words; empty if nothing did."""
        return "; ".join(
            f"{what}: {count}" for what, count in sorted(self.changed.items())
        )


def written(root: etree._Element) -> bytes:
    """UTF-8 with a declaration; the same bytes for the same tree."""
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"
