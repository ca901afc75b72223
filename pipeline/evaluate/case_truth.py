"""What cases hold: which instances they cover, how pure they are, whom they wrong."""

import polars as pl

from pipeline.evaluate.truth import Truth

INSTANCE = ["name", "instance"]


def cover(
    cases: pl.DataFrame,
    case_members: pl.DataFrame,
    case_transactions: pl.DataFrame,
    transactions: pl.DataFrame,
    truth: Truth,
    case_share: float,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    (instances, cases): one row a scheme instance, and one a case.

    An instance is covered where one case holds at least ``case_share`` of its witting
    accounts among its core members, and of the value of its transactions among its own;
    by accounts alone where no value is known. ``cases`` counts those that have any of
    its accounts in their core.

    A case's purity is the share of its core members that belong to any scheme,
    unwitting ones left out; null where none remains. It is true from ``case_share`` on.
    A false one comes from a look-alike where as large a share of its core or of its
    evidence belongs to look-alikes. Ties go to the case of higher priority, then to the
    smaller id.
    """
    core = (
        case_members.filter(pl.col("part").cast(pl.String) == "core")
        .select("case_id", subject_id="account_id")
        .unique()
        .filter(~pl.col("subject_id").is_in(truth.unwitting.implode()))
    )
    guilty = truth.accounts.filter(pl.col("label") == "scheme")
    sizes = guilty.group_by(INSTANCE).agg(
        accounts=pl.col("subject_id").n_unique().cast(pl.Int64)
    )
    shared = (
        guilty.join(core, on="subject_id", how="inner")
        .group_by(*INSTANCE, "case_id")
        .agg(inside=pl.col("subject_id").n_unique().cast(pl.Int64))
        .join(cases.select("case_id", "priority"), on="case_id", how="left")
        .sort(["inside", "priority", "case_id"], descending=[True, True, False])
    )
    best = shared.unique(INSTANCE, keep="first", maintain_order=True)
    touching = shared.group_by(INSTANCE).agg(cases=pl.len().cast(pl.Int64))
    values = _values(best, case_transactions, transactions, truth)
    enough = pl.col("inside") / pl.col("accounts") >= case_share
    enough &= (pl.col("value_share") >= case_share).fill_null(True)
    instances = (
        sizes.join(best, on=INSTANCE, how="left")
        .join(touching, on=INSTANCE, how="left")
        .join(values, on=INSTANCE, how="left")
        .with_columns(
            pl.col("inside", "cases").fill_null(0), covered=enough.fill_null(False)
        )
        .with_columns(share=pl.col("inside") / pl.col("accounts"))
        .select(
            *("name", "instance", "accounts", "case_id", "inside", "share"),
            *("value_share", "covered", "cases"),
        )
        .sort("name", "instance")
    )
    judged = _judged(cases, core, case_transactions, guilty, shared, truth, case_share)
    return instances, judged


def _values(
    best: pl.DataFrame,
    case_transactions: pl.DataFrame,
    transactions: pl.DataFrame,
    truth: Truth,
) -> pl.DataFrame:
    """Of each instance the share of its known value that its best case holds."""
    held = case_transactions.select("case_id", subject_id="transaction_id").unique()
    held = held.with_columns(held=True)
    known = transactions.select("value_cents", subject_id="transaction_id")
    return (
        truth.transactions.filter(pl.col("label") == "scheme")
        .join(known, on="subject_id")
        .join(best.select(*INSTANCE, "case_id"), on=INSTANCE, how="left")
        .join(held, on=["case_id", "subject_id"], how="left")
        .group_by(INSTANCE)
        .agg(
            pl.col("value_cents").sum(),
            inside=pl.col("value_cents").filter(pl.col("held")).sum(),
        )
        .filter(pl.col("value_cents") > 0)
        .select(*INSTANCE, value_share=pl.col("inside") / pl.col("value_cents"))
    )


def _judged(
    cases: pl.DataFrame,
    core: pl.DataFrame,
    case_transactions: pl.DataFrame,
    guilty: pl.DataFrame,
    shared: pl.DataFrame,
    truth: Truth,
    case_share: float,
) -> pl.DataFrame:
    evidence = case_transactions.filter(
        pl.col("part").cast(pl.String) == "evidence"
    ).select("case_id", subject_id="transaction_id")
    lawful = truth.accounts.filter(pl.col("label") == "look_alike")["subject_id"]
    theirs = truth.transactions.filter(pl.col("label") == "look_alike")["subject_id"]
    of_schemes = pl.col("subject_id").is_in(guilty["subject_id"].unique().implode())
    of_twins = pl.col("subject_id").is_in(lawful.unique().implode())
    counts = core.group_by("case_id").agg(
        core=pl.len().cast(pl.Int64),
        of_schemes=of_schemes.sum().cast(pl.Int64),
        twins=of_twins.mean(),
    )
    shown = evidence.group_by("case_id").agg(
        paid=pl.col("subject_id").is_in(theirs.unique().implode()).mean()
    )
    mostly = shared.sort(["inside", *INSTANCE], descending=[True, False, False]).unique(
        "case_id", keep="first", maintain_order=True
    )
    return (
        cases.select("case_id", "priority")
        .join(counts, on="case_id", how="left")
        .join(shown, on="case_id", how="left")
        .join(mostly.select("case_id", "instance"), on="case_id", how="left")
        .with_columns(pl.col("core", "of_schemes").fill_null(0))
        .with_columns(
            purity=pl.when(pl.col("core") > 0).then(
                pl.col("of_schemes") / pl.col("core")
            )
        )
        .with_columns(is_true=pl.col("purity") >= case_share)
        .with_columns(
            of_look_alike=~pl.col("is_true")
            & (pl.max_horizontal("twins", "paid") >= case_share).fill_null(False)
        )
        .drop("twins", "paid")
        .sort(["priority", "case_id"], descending=[True, False])
    )
