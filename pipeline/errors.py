"""
Errors by who can act on them; each carries the exit code of the command line.

A message says what is wrong with numbers, where, and what to do next. It never holds a
name, an account or an amount: messages end up in logs.
"""


class PipelineError(Exception):
    """Anything tfnet stops for on purpose; only the command line catches it."""

    exit_code = 1


class ConfigError(PipelineError):
    """The operator can mend it: settings, arguments, mapping files."""

    exit_code = 2


class InputError(PipelineError):
    """The data supplier can mend it: source files that break the contract."""

    exit_code = 3


class IntegrityError(PipelineError):
    """A stored file is not what its manifest says; nobody may trust the run."""

    exit_code = 4


class ResourceError(PipelineError):
    """The machine ran out of disk, memory or permission."""

    exit_code = 5


class LockedError(PipelineError):
    """Another run holds the same target."""

    exit_code = 6


class PolicyError(PipelineError):
    """A sharing rule forbids it."""

    exit_code = 7


class ContractError(PipelineError):
    """We broke our own promise; a bug to report."""

    exit_code = 70
