"""An XML element as plain Python: looked at hundreds of times, lxml would be slow."""

from __future__ import annotations

from lxml import etree


class Tree:
    """Children by name, those of other namespaces than the root's left out."""

    __slots__ = ("parts", "words")

    def __init__(self, words: str | None, parts: dict[str, list[Tree]]) -> None:
        self.words = words  # text without outer space; None where there is none
        self.parts = parts

    def all(self, path: str) -> list[Tree]:
        """Every element at ``path``, such as ``RmtInf/Ustrd``."""
        found = [self]
        for name in path.split("/"):
            found = [part for tree in found for part in tree.parts.get(name, ())]
        return found

    def first(self, path: str) -> Tree:
        """The first of them, NOTHING where there is none."""
        tree = self
        for name in path.split("/"):
            parts = tree.parts.get(name)
            if not parts:
                return NOTHING
            tree = parts[0]
        return tree

    def text(self, path: str) -> str | None:
        return self.first(path).words


NOTHING = Tree(None, {})


def tree_of(element: etree._Element) -> Tree:
    namespace = etree.QName(element).namespace
    return _tree(element, f"{{{namespace}}}" if namespace else "")


def _tree(element: etree._Element, namespace: str) -> Tree:
    parts: dict[str, list[Tree]] = {}
    for part in element:
        name = str(part.tag)
        if name.startswith(namespace):
            parts.setdefault(name[len(namespace) :], []).append(_tree(part, namespace))
    words = element.text
    if parts and words and not words.isspace():
        words = "".join(str(piece) for piece in element.itertext())
    return Tree((words or "").strip() or None, parts)
