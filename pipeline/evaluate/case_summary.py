"""All cases in one row: how many instances they cover, how many of them mislead."""

import polars as pl

TOP_CASES = 50


def sum_up(
    instances: pl.DataFrame, cases: pl.DataFrame, ordinary_accounts: int | None
) -> pl.DataFrame:
    """
    One row on all cases; cases of unwitting accounts only are left out.

    ``top`` is the number of cases looked at: TOP_CASES or as many as there are.
    ``first_lawful`` is the rank of the first false case. Null where there is nothing to
    divide by.
    """
    judged = cases.filter(pl.col("is_true").is_not_null())
    right = judged["is_true"]
    wrong = (~right).arg_true()
    covering = instances.filter("covered").join(cases, on="case_id", how="left")
    top = min(TOP_CASES, judged.height)
    ordinary = (ordinary_accounts or 0) / 100_000
    twins = int(judged["of_look_alike"].sum())
    found = int(instances["covered"].sum())
    row = {
        "instances": instances.height,
        "covered": found,
        "covered_share": found / instances.height if instances.height else None,
        "cases_per_instance": instances.filter(pl.col("cases") > 0)["cases"].mean(),
        "median_purity": covering["purity"].median(),
        "cases": judged.height,
        "true_cases": int(right.sum()),
        "look_alike_cases": twins,
        "look_alikes_per_100_000": twins / ordinary if ordinary else None,
        "first_lawful": int(wrong[0]) + 1 if wrong.len() else None,
        "top": top,
        "precision_at_top": right.head(top).mean() if top else None,
        "precision_at_instances": (
            right.head(instances.height).sum() / instances.height
            if instances.height
            else None
        ),
    }
    return pl.DataFrame([row], schema=SUMMARY)


SUMMARY = {
    "instances": pl.Int64,
    "covered": pl.Int64,
    "covered_share": pl.Float64,
    "cases_per_instance": pl.Float64,
    "median_purity": pl.Float64,
    "cases": pl.Int64,
    "true_cases": pl.Int64,
    "look_alike_cases": pl.Int64,
    "look_alikes_per_100_000": pl.Float64,
    "first_lawful": pl.Int64,
    "top": pl.Int64,
    "precision_at_top": pl.Float64,
    "precision_at_instances": pl.Float64,
}
