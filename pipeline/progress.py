"""Progress on standard error: live on a terminal, else one plain line a stage."""

import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self


class Progress:
    """Hears what ``run_stages`` tells; quiet says nothing at all."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.live: Any = None
        self.task: Any = None

    def __enter__(self) -> Self:
        if not self.quiet and sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415 # only on a terminal
            from rich.progress import (  # noqa: PLC0415 # as above
                BarColumn,
                MofNCompleteColumn,
                TextColumn,
                TimeElapsedColumn,
            )
            from rich.progress import Progress as Bar  # noqa: PLC0415 # as above

            self.live = Bar(
                TextColumn("{task.description}"),
                *(BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()),
                console=Console(stderr=True),
            )
            self.live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.live:
            self.live.stop()

    def tell(self, event: str, facts: Mapping[str, Any]) -> None:
        if self.quiet:
            return
        if event == "done":
            self._line(f"{facts['stage']:10} {facts['seconds']:7.2f} s")
        elif event == "reused":
            self._line(f"{facts['stage']:10}  reused")
        if self.live:
            self._advance(event, facts)

    def _line(self, text: str) -> None:
        if self.live:
            self.live.console.print(text, markup=False, highlight=False)
        else:
            print(text, file=sys.stderr, flush=True)  # noqa: T201 # this is its job

    def _advance(self, event: str, facts: Mapping[str, Any]) -> None:
        if event == "plan":
            self.task = self.live.add_task("", total=len(facts["stages"]))
        elif event == "stage":
            self.live.update(self.task, description=facts["stage"])
        elif event == "progress":
            self.live.update(
                self.task, description=f"{facts['table']}: {facts['rows']:,} rows"
            )
        elif event in {"done", "reused"}:
            self.live.advance(self.task)
