"""What an operator must say before a report to an authority can be made."""

from collections.abc import Iterable, Mapping

from pipeline.errors import ConfigError
from pipeline.report.formats.code_table import CodeTable
from pipeline.report.wording import counted


def need(section: str, facts: Mapping[str, object]) -> None:
    """
    ``facts`` of the operator's, by the name of the setting in ``section``.

    Raises ConfigError naming every one that is empty.
    """
    if missing := [f"{section}.{name}" for name, value in facts.items() if not value]:
        raise ConfigError(
            f"{counted(len(missing), 'fact')} about the filing not set: "
            f"{', '.join(missing)}. "
            "Set them in the settings file (tfnet init shows each); none has a default."
        )


class MissingCodesError(ConfigError):
    """Codes of an authority's lists that the operator has yet to give."""

    def __init__(self, missing: Iterable[tuple[str, str]]) -> None:
        self.missing = frozenset(missing)
        lines = "; ".join(f"{name},{value}" for name, value in sorted(self.missing))
        super().__init__(
            f"{counted(len(self.missing), 'code')} of the authority's lists not known: "
            f"{lines}. Add a line list,value,code for each to the file of "
            "report.codes_file or --codes; the authority publishes its codes, we "
            "invent none."
        )


def need_codes(codes: CodeTable, wanted: Iterable[tuple[str, str]]) -> None:
    """Raises MissingCodesError naming every (list, value) that ``codes`` lacks."""
    if missing := {one for one in wanted if one not in codes}:
        raise MissingCodesError(missing)
