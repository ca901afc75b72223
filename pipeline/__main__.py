"""The command line: `tfnet`, or `python -m pipeline`."""

import logging
import sys

import click

from pipeline.commands import export, look, make, review, run, train
from pipeline.errors import PipelineError, ResourceError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tfnet")
def cli() -> None:
    """
    Find terrorist-financing networks in payment data: leads for human review.

    Shell completion: add `eval "$(_TFNET_COMPLETE=bash_source tfnet)"` to ~/.bashrc
    (zsh_source and fish_source exist too).
    """


for command in (
    *(make.init, make.generate, make.view, run.run, run.report, export.export),
    *(look.flags, look.explain, look.evaluate, look.runs),
    *(review.review, review.audit, train.train),
):
    cli.add_command(command)


def main() -> None:
    """Run a command and exit with the code of the error that ended it."""
    log = logging.getLogger("tfnet")
    log.addHandler(logging.NullHandler())
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except MemoryError:
        _stop(ResourceError("Out of memory. Free some, or lower the batch settings."))
    except PipelineError as error:
        _stop(error)


def _stop(error: PipelineError) -> None:
    logging.getLogger("tfnet").error(
        "exit=%d %s", error.exit_code, type(error).__name__
    )
    click.echo(f"{type(error).__name__}: {error}", err=True)
    sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
