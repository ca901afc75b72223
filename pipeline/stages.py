"""
The map of the house and its only runner: it times, logs and publishes what stages do.

Each stage is a pure function of tables and its own settings. Its key is a hash of the
code, the library versions, its settings and the keys of what it reads, so a stage whose
key is known is not run again, whatever happened in between.
"""

import inspect
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from pipeline import (
    cases,
    graph_stage,
    ingest,
    red_flags,
    report,
    run_diff,
    validate,
)
from pipeline.digests import (
    code_digest,
    library_versions,
    operator_files,
    source_digests,
)
from pipeline.errors import ConfigError
from pipeline.manifest import describe_file, verify, write_manifest
from pipeline.ranker.stage import score_and_rank
from pipeline.review.standing import review_cases
from pipeline.runs import Run
from pipeline.screen import screen
from pipeline.settings import Settings
from pipeline.stage_files import read_input, write_parts
from pipeline.store import Store

LOG = logging.getLogger("tfnet")
Tell = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Stage:
    run: Callable[..., Any]
    writes: tuple[str, ...]
    section: str | None = None  # of the settings, given as ``settings``

    @property
    def asks(self) -> list[str]:
        """The parameters of the stage function: all it can know."""
        return list(inspect.signature(self.run).parameters)

    @property
    def reads(self) -> list[str]:
        """Tables, ``graph``, and files of the operator's."""
        return [n for n in self.asks if n not in ("settings", "base_currency")]


STAGES: dict[str, Stage] = {
    "ingest": Stage(
        ingest.ingest,
        ("raw_transactions", "raw_accounts", "raw_parties", "raw_relations", "labels"),
        "ingest",
    ),
    "validate": Stage(
        validate.validate,
        ("transactions", "accounts", "parties", "relations", "quarantine", "intake"),
        "validate",
    ),
    "screen": Stage(screen, ("screening_lists", "screening_hits"), "screen"),
    "graph": Stage(
        graph_stage.build_graph, ("graph_accounts", "graph/received", "graph/sent")
    ),
    "red_flags": Stage(
        red_flags.raise_alerts,
        ("alerts", "alert_evidence", "red_flag_status"),
        "red_flags",
    ),
    "score": Stage(
        score_and_rank,
        ("alert_weights", "account_scores", "transaction_scores", "ranker_reasons"),
        "score",
    ),
    "cases": Stage(
        cases.build_cases,
        (
            *("cases", "case_members", "case_transactions", "key_channels"),
            *("disruption", "freeze_replay", "capacity", "counterfactuals"),
            "hypotheses",
        ),
        "cases",
    ),
    "review": Stage(review_cases, ("case_dispositions", "case_changes")),
    "report": Stage(report.write_report, ("site",), "report"),
}
WRITER = {name: stage for stage, each in STAGES.items() for name in each.writes}
WRITER["graph"] = "graph"
NO_TABLES = ("graph", "graph/received", "graph/sent", "site")


@dataclass(frozen=True)
class Outcome:
    """What a run did: its folder, and per stage the seconds or that it was reused."""

    run: Run
    stages: dict[str, float | None]  # None: reused
    published: bool
    new: bool


def plan(
    source: Path, store: Store, settings: Settings, until: str = "report"
) -> dict[str, str]:
    """Stage → key, in order, up to and with ``until``; nothing is run."""
    _must_be_stage(until)
    common = {"code": code_digest(), "libraries": library_versions()}
    files = {"source": source_digests(source, settings), **operator_files(settings)}
    keys: dict[str, str] = {}
    for name, stage in STAGES.items():
        if "previous" in stage.reads:
            files["previous"] = store.run_before(keys["cases"])
        made_of = {
            "stage": name,
            **common,
            "settings": getattr(settings, stage.section) if stage.section else None,
            "base_currency": settings.base_currency
            if "base_currency" in stage.asks
            else None,
            "files": {each: files[each] for each in stage.reads if each in files},
            "reads": sorted({keys[WRITER[n]] for n in stage.reads if n not in files}),
        }
        text = json.dumps(made_of, sort_keys=True, default=msgspec.to_builtins)
        keys[name] = sha256(text.encode()).hexdigest()
        if name == until:
            break
    return keys


def run_stages(
    source: Path,
    out: Path,
    settings: Settings,
    *,
    since: str | None = None,
    until: str = "report",
    tell: Tell = lambda event, facts: None,
) -> Outcome:
    """
    Run what has no result yet, then publish; a run up to an earlier stage is not.

    ``since`` names a stage that runs again, with those after it, though known. ``tell``
    hears "plan", "stage", "progress" and "reused". Raises LockedError where another run
    holds ``out``, and what the stages raise.
    """
    if since is not None:
        _must_be_stage(since)
    store = Store(out)
    with store.locked():
        keys = plan(source, store, settings, until)
        order = list(keys)
        again = set(order[order.index(since) :]) if since in order else set()
        run_id = sha256("".join(keys.values()).encode()).hexdigest()[:16]
        published = until == list(STAGES)[-1]
        tell("plan", {"run_id": run_id, "stages": order})
        folders = {name: store.stage(name, key) for name, key in keys.items()}
        run_folder = store.runs / run_id
        if not again and (run_folder / "manifest.json").is_file():
            if store.latest() != run_id and published:
                store.publish(run_folder)
            run = Run(run_folder)
            for file, listed in run.manifest["files"].items():
                verify(run_folder, file, listed)
            return Outcome(run, dict.fromkeys(order), published, new=False)
        took: dict[str, float | None] = {}
        for name in order:
            if folders[name].is_dir() and name not in again:
                took[name] = None
                tell("reused", {"stage": name})
                continue
            tell("stage", {"stage": name})
            began = time.perf_counter()
            _run_stage(name, store, folders, keys, source, settings, tell)
            took[name] = time.perf_counter() - began
            tell("done", {"stage": name, "seconds": took[name]})
        facts = {
            "base_currency": settings.base_currency,
            "until": until,
            "stages": {
                name: {"key": keys[name], "seconds": took[name]} for name in order
            },
            "report_settings": msgspec.to_builtins(settings.report),
            "conflict_areas_file": operator_files(settings)["conflict_areas"],
            "run_before": store.run_before(keys["cases"]) if "cases" in keys else None,
        }
        run_folder = store.assemble(run_id, list(folders.values()), facts)
        if published:
            store.publish(run_folder)
    return Outcome(Run(run_folder), took, published, new=True)


def _must_be_stage(name: str) -> None:
    if name not in STAGES:
        raise ConfigError(f"{name!r} is no stage. Stages are {', '.join(STAGES)}.")


def _previous(store: Store, keys: Mapping[str, str]) -> dict[str, pl.LazyFrame] | None:
    """The tables to compare with, of the run before."""
    before = store.run_before(keys["cases"])
    if before is None:
        return None
    run = Run(store.runs / before)
    return {name: run.scan(name) for name in run_diff.READ if name in run.tables}


def _run_stage(
    name: str,
    store: Store,
    folders: Mapping[str, Path],
    keys: Mapping[str, str],
    source: Path,
    settings: Settings,
    tell: Tell,
) -> None:
    stage = STAGES[name]
    given: dict[str, Any] = {"source": source, "base_currency": settings.base_currency}
    if "previous" in stage.reads:
        given["previous"] = _previous(store, keys)
    if stage.section:
        given["settings"] = getattr(settings, stage.section)
    for each in stage.reads:
        if each not in given:
            folder = folders[WRITER[each]] if each in WRITER else None
            given[each] = read_input(each, folder, settings)
    with store.drafted(folders[name]) as draft:
        parts = stage.run(**{each: given[each] for each in stage.asks})
        parts = [parts] if isinstance(parts, Mapping) else parts
        rows = write_parts(parts, stage.writes, draft, tell)
        files = {
            path.relative_to(draft).as_posix(): describe_file(path)
            for path in sorted(draft.rglob("*"))
            if path.is_file()
        }
        for table, count in rows.items():
            files[f"{table}.parquet"]["rows"] = count
            LOG.info("stage=%s table=%s rows=%d", name, table, count)
        write_manifest(draft, {"stage": name, "key": keys[name], "files": files})
