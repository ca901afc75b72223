"""Results as a page in Markdown, and as lines while they come in."""

import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version

from benchmarks.ranking.aims import Aim, aims
from benchmarks.ranking.judged import Judged
from benchmarks.ranking.populations import Matched
from benchmarks.ranking.results import FEW_ATTEMPTS, RARER, RESAMPLINGS
from benchmarks.ranking.split import SHUFFLE_SEED
from benchmarks.ranking.tables import about, elsewhere, matched, measures, told, wronged
from pipeline.digests import code_digest

OURS = ("polars", "numpy", "numba", "lightgbm")


def show(one: Judged) -> None:
    print("\n".join([f"== {one.name}", *about(one), *measures(one)]), flush=True)


def as_page(
    found: Sequence[Judged],
    groups: Sequence[Matched],
    peers: str,
    worlds: Sequence[int],
    seeds: Sequence[int],
) -> str:
    made = ", ".join(f"{name} {version(name)}" for name in OURS)
    lines = [
        "# Rankings beside published ones",
        "",
        "Made by `make bench-ranking`; nothing here is written by hand. Worlds of "
        f"`synthetic_data`, seeds {', '.join(map(str, worlds))}, which nothing was "
        "chosen on; all of one base rate are one ledger. Transactions by time, "
        f"equal times shuffled (seed {SHUFFLE_SEED}), cut 60 / 20 / 20: training, "
        "validation, test. Thresholds and GFP's window are chosen on validation; every "
        f"figure is of the test, a mean over seeds {', '.join(map(str, seeds))}. In "
        f"brackets the middle 95 % of {RESAMPLINGS:,} resamplings of scheme instances. "
        f"*AP, {RARER:.0f} × rarer* counts each false alarm {RARER:.0f} times.",
        "",
        f"Ours: code {code_digest()[:12]}, Python {platform.python_version()}, {made}; "
        f"{sys.platform}. "
        f"Peers: {peers}.",
        "",
        "GFP is fed in order of time in batches of 128, of data that know days only "
        "in batches of a day, and sees nothing later than its batch. *tfnet, "
        "hindsight* is the priority of a run over the whole ledger: its red flags "
        "see what came after a payment, too. *As known then* is that of the first "
        "of several runs (`--known-until`), one before the test and one at the end "
        "of each third of it, that holds the payment; none sees anything later. "
        "Methods marked † have labels to learn from; for the others, labels choose "
        "the threshold of F1 alone.",
        "",
        "## Aims and figures",
        "",
        "| data | ours | figure | aim | measured | |",
        "|---|---|---|---|---|---|",
        *(as_line(one, aim) for one in found for aim in aims(one.name, one.results)),
        "",
    ]
    lines += ["![Average precision by data set and method](ranking.svg)", ""]
    for one in found:
        lines += [f"## {one.name}", "", *about(one), *measures(one)]
    lines += ["## Precision to expect elsewhere", "", *elsewhere(found)]
    lines += ["## Whom a budget of 1 % wrongs", "", *wronged(found)]
    lines += ["## Matched groups", "", *matched(groups)]
    return "\n".join(lines).rstrip() + "\n"


def as_line(one: Judged, aim: Aim) -> str:
    wanted = f"{'≥' if aim.at_least else '≤'} {aim.wanted:g}"
    few = one.attempts < FEW_ATTEMPTS
    verdict = f"not judged, attempts: {one.attempts}" if few else aim.verdict
    return (
        f"| {aim.data} | {aim.ours} | {aim.words} | {wanted} | {told(aim.figure)} "
        f"| {verdict} |"
    )
