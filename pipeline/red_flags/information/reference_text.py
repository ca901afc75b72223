"""
Reference text: words of a campaign, from a list that people reviewed, in what is paid.

Why:      appeals give donors a phrase to write, so that gifts find their purpose.
Source:   FinCEN (2023), FIN-2023-TFHAMAS, flag 2; FINTRAC (2022), Operational Alert
          FINTRAC-2022-OA001, reference words (provenance VS: read in secondary
          summaries). No list of words is embedded: one belongs to a team, a campaign
          and a time (``lexicon_file``). The catalogue's likeness of 0.9 is for single
          words of eight letters and more; shorter ones and phrases must be the same.
          Added: the texts must be a share of all that an account is paid with, from
          several payers, for one of a thousand is a coincidence.
Innocent: believers and newsreaders who use the same words, people and shops whose name
          is one of them, genuine appeals for the same place, journalists, researchers.
          Hence its weight; it never carries a case by itself.
Blind to: words nobody listed, code words, texts that are cut, pictures, other scripts
          than the list's.
"""

from typing import Annotated

import msgspec
import numpy as np
import polars as pl

from pipeline.flow_graph import DAY
from pipeline.motifs.counting import amount_between
from pipeline.motifs.crowded_windows import in_crowded_windows
from pipeline.motifs.windows import SLACK
from pipeline.red_flags.gather import gather
from pipeline.red_flags.information.lexicon_words import pattern, spellings
from pipeline.red_flags.red_flag import Found, Ledger, RedFlag, found_nothing
from pipeline.similar_names import folded

MEASURED = ("payments", "payers", "terms", "text_share", "total_cents", "span_days")


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    min_likeness_share: Annotated[
        float,
        msgspec.Meta(ge=0.8, le=1, description="catalogue p: of long single words"),
    ] = 0.9
    window_days: Annotated[
        int, msgspec.Meta(ge=0, description="guess: a quarter, as appeals last weeks")
    ] = 90
    min_payers: Annotated[
        int, msgspec.Meta(ge=1, description="one payer's words are his own")
    ] = 3
    min_text_share: Annotated[
        float,
        msgspec.Meta(
            ge=0, le=1, description="of all payments in with a text: a tenth and more"
        ),
    ] = 0.1


def detect(ledger: Ledger, limits: Thresholds) -> Found:
    if ledger.lexicon.is_empty():
        return found_nothing(*MEASURED)
    named = _named(ledger, limits.min_likeness_share)
    runs = in_crowded_windows(
        named.with_columns(subject="account", who="payer"),
        limits.window_days * DAY,
        limits.min_payers,
    )
    if runs.is_empty():
        return found_nothing(*MEASURED)
    alerts = runs.group_by("run", "account", maintain_order=True).agg(
        payments=pl.len(),
        payers=pl.col("payer").n_unique(),
        terms=pl.col("term").n_unique(),
        total_cents=pl.col("cents").clip(0).sum(),
        first=pl.col("time").min(),
        last=pl.col("time").max(),
    )
    worded = _worded(ledger, alerts)
    texts = amount_between(
        *(worded["account"], worded["time"], np.ones(worded.height, np.int64)),
        (alerts["account"], alerts["first"], alerts["last"]),
    )
    alerts = alerts.with_columns(
        pl.Series("texts", texts),
        span_days=(pl.col("last") - pl.col("first")) / DAY,
        alert="run",
    ).with_columns(text_share=pl.col("payments") / pl.col("texts"))
    alerts = alerts.filter(pl.col("text_share") >= limits.min_text_share * SLACK)
    crowd = 1 - 0.5 * limits.min_payers / pl.col("payers")
    alerts = alerts.with_columns(strength=crowd * pl.col("text_share")).select(
        "alert", "account", "strength", *MEASURED
    )
    evidence = runs.select("row", alert="run", part=pl.lit("listed words"))
    return gather(ledger, alerts, evidence.join(alerts, on="alert", how="semi"))


def _named(ledger: Ledger, likeness: float) -> pl.DataFrame:
    """Payments to another whose text holds a listed term; the first term of each."""
    text = folded(pl.col("purpose"))
    purposes = (
        ledger.transactions.select("purpose")
        .filter(pl.col("purpose").is_not_null())
        .unique()
        .with_columns(text=text)
        .collect()
    )
    spelt = spellings(ledger, purposes["text"], likeness)
    found = purposes.select(
        "purpose",
        term=pl.col("text")
        .str.extract(pattern(spelt["word"]), 1)
        .replace_strict(spelt["word"], spelt["term"], default=None),
    ).drop_nulls()
    rows = (
        ledger.transactions.select("purpose")
        .with_row_index("row")
        .join(found.lazy(), on="purpose")
        .select("row", "term")
        .collect()
        .sort("row")
    )
    place = rows["row"].to_numpy()
    return rows.with_columns(
        account=pl.Series(ledger.rows.receiver[place], dtype=pl.UInt32),
        payer=pl.Series(ledger.rows.sender[place], dtype=pl.UInt32),
        time=pl.Series(ledger.rows.time[place], dtype=pl.Int32),
        cents=pl.Series(ledger.rows.cents[place], dtype=pl.Int64),
        earliest=pl.Series(ledger.times.earliest[place], dtype=pl.Int32),
        latest=pl.Series(ledger.times.latest[place], dtype=pl.Int32),
    ).filter(pl.col("account") != pl.col("payer"))


def _worded(ledger: Ledger, alerts: pl.DataFrame) -> pl.DataFrame:
    """account, time of every payment with a text to the accounts of ``alerts``."""
    asked = np.zeros(ledger.graph.n_accounts, np.bool_)
    asked[alerts["account"].to_numpy()] = True
    texts = ledger.where(pl.col("purpose").is_not_null())
    row = np.flatnonzero(asked[ledger.rows.receiver] & texts)
    return pl.DataFrame(
        {"account": ledger.rows.receiver[row], "time": ledger.rows.time[row]}
    )


RED_FLAG = RedFlag(
    id="TF-INFO-02",
    title="Reference text signals support",
    family="information",
    stages=("raise",),
    source="FinCEN FIN-2023-TFHAMAS, flag 2; FINTRAC Operational Alert TAF "
    "FINTRAC-2022-OA001",
    provenance="VS",
    weight=0.2,
    graph=False,
    needs=("lexicon.term", "transactions.purpose"),
    thresholds=Thresholds,
    detect=detect,
    explanation=(
        "{payments} payments from {payers} payers, {total_cents} within {span_days}, "
        "came with {terms} of the listed words: {text_share} of those with a text. "
        "Words prove nothing by themselves."
    ),
)
