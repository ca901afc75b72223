"""
HTML from templates: escapes, and a policy that lets a page load nothing.

Every string a template prints is made visible (``hostile_text.visible``), then escaped
by jinja2. Styles and script are inline and named by hash in the
Content-Security-Policy: injected ones would not run even if an escape were missing.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.errors import ContractError
from pipeline.report.filters import FILTERS
from pipeline.report.hostile_text import PLAIN, visible

TEMPLATES = Path(__file__).with_name("templates")
NOTICE = "Leads for human review, not findings of guilt"
STYLES = ("theme.css", "picture.css", "charts.css", "page.css")


def visible_strings(value: Any) -> Any:
    """Called by jinja2 on everything it prints, before it escapes."""
    if type(value) is not str or PLAIN.fullmatch(value):
        return value
    return visible(value)


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=visible_strings,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


@cache
def software() -> str:
    try:
        return f"tfnet {version('tfnet')}"
    except PackageNotFoundError:  # run from a folder that was never installed
        return "tfnet"


@cache
def inline(*names: str) -> Markup:
    """Our own files as they stand; not for data."""
    text = "".join((TEMPLATES / name).read_text("utf-8") for name in names)
    return Markup(text)


@cache
def policy_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def part(template: str, **facts: Any) -> Markup:
    """A template by itself, as markup for another one or a notebook."""
    return Markup(environment().get_template(template).render(**facts))


def render(
    template: str, *scripts: str, styles: Sequence[str] = STYLES, **facts: Any
) -> bytes:
    """A whole page as UTF-8; ``scripts`` and ``styles`` are files of ours."""
    style, code = inline(*styles), inline(*scripts)
    page = (
        environment()
        .get_template(template)
        .render(
            style=style,
            style_hash=policy_hash(style),
            script=code,
            script_hash=policy_hash(code),
            **facts,
        )
    )
    return page.encode()


def checked(page: bytes, owed: Iterable[str]) -> bytes:
    """``page``, if it has the notice and everything else that a reader is owed."""
    missing = [one for one in (NOTICE, *owed) if one.encode() not in page]
    if missing:
        raise ContractError(f"a report page lacks {', '.join(missing)}; not written")
    return page
