"""What freezing parts of a case would have done, and what else could explain it."""

import dataframely as dy

from pipeline.schemas.words import instant

CHANNEL_KINDS = ("account", "corridor")
STRATEGIES = ("exact", "greedy", "minimum_cut", "biggest")
MOMENTS = ("first_alert", "case", "quarter", "half", "three_quarters")
HYPOTHESES = (
    *("remittance", "family_support", "charity_appeal", "trade", "credit", "payroll"),
    *("savings_circle", "shared_purse", "rent", "student_support", "shared_card"),
    "own_accounts",
)
VERDICTS = ("for", "against", "untold")


class KeyChannels(dy.Schema):
    """Accounts or corridors whose removal cuts the case's flow, strongest first."""

    case_id = dy.String()
    rank = dy.Int64(min=1)
    kind = dy.Enum(CHANNEL_KINDS)
    channel = dy.String()  # account id, or sender country → receiver country
    stopped_cents = dy.Int64(min=0)  # end-to-end flow that freezing it alone stops
    share = dy.Float64(min=0, max=1)  # of the case's end-to-end flow
    in_minimum_cut = dy.Bool()


class Disruption(dy.Schema):
    """
    What freezing k channels for the whole time would have stopped; a row a strategy.

    exact: proven the best choice (only where that could be proven); greedy: the one
    that stops most beside those before; minimum_cut: greedy among those that cut every
    path; biggest: those that moved most, for comparison. A corridor is closed to the
    case's accounts, not to everybody. Flow left against ``budget`` is the case's curve
    of resilience. No rows where no value is known to flow.
    """

    case_id = dy.String()
    kind = dy.Enum(CHANNEL_KINDS)
    budget = dy.Int64(min=1)  # how many may be frozen
    strategy = dy.Enum(STRATEGIES)
    frozen = dy.List(dy.String())  # channels as in key_channels; fewer where enough
    flow_cents = dy.Int64(min=0)  # end-to-end flow before
    stopped_cents = dy.Int64(min=0)  # net of what other payments had room for
    displaced_cents = dy.Int64(min=0)  # of what the frozen carried, rerouted; at most
    at_most_cents = dy.Int64(min=0)  # no choice of ``budget`` stops more: proven
    # Outside the case: transactions of frozen accounts, or of the case's accounts in
    # frozen corridors, their known value, and how many others stand behind them.
    collateral_transactions = dy.Int64(min=0)
    collateral_cents = dy.Int64(min=0)
    collateral_principals = dy.Int64(min=0)


class FreezeReplay(dy.Schema):
    """
    The case's transactions replayed with up to k accounts frozen from a day on.

    Frozen are those that stop most of what was still to come, one after another, so
    with hindsight. An alert could have fired once its last evidence was booked, the
    next morning; its thresholds had looked at the whole history, so this is earliest.
    """

    case_id = dy.String()
    moment = dy.Enum(MOMENTS)  # case: when alerts first met the line of a case
    freeze_on = dy.Date()  # frozen from 00:00 UTC
    alert_id = dy.String(nullable=True)  # its evidence was last; null: share of time
    budget = dy.Int64(min=1)
    frozen = dy.List(dy.String())  # fewer where more stop nothing more
    seen_before = dy.Int64(min=0)  # of them, touched by evidence before that day
    flow_cents = dy.Int64(min=0)  # end-to-end flow without a freeze
    passed_before_cents = dy.Int64(min=0)  # of it, at its end before that day
    stopped_cents = dy.Int64(min=0)  # of it, that no longer reached an end
    held_cents = dy.Int64(min=0)  # seen to lie on the frozen accounts that morning
    stopped_transactions = dy.Int64(min=0)  # the case's, of the frozen, from then on
    last_outflow_at = instant(nullable=True)  # last payment of a core account
    lead_days = dy.Int64(nullable=True)  # whole days until then; below 0: too late


class Capacity(dy.Schema):
    """
    Flow that reached its ends, by week, as paid and with the freeze.

    The freeze is that of ``freeze_replay`` at "first_alert" with the same ``budget``:
    the fewest that stop half of the whole flow in ``disruption``, or else the most.
    Weeks in which nothing reached an end have no row.
    """

    case_id = dy.String()
    week_start = dy.Date()  # a Monday
    budget = dy.Int64(min=1)
    before_cents = dy.Int64(min=0)
    after_cents = dy.Int64(min=0)


class Counterfactuals(dy.Schema):
    """
    The smallest set of alerts without which the case falls below the line.

    One row a red flag of the case. Alerts are what is taken away, whole; the accounts
    stay joined as they are.
    """

    case_id = dy.String()
    red_flag = dy.String()
    alerts = dy.Int64(min=1)  # it raised in this case
    removed = dy.List(dy.String())  # of them, alerts in the smallest set
    stands_without = dy.Bool()  # still a case without all alerts of this red flag
    proven = dy.Bool()  # no smaller set will do; else the search was ended early


class Hypotheses(dy.Schema):
    """Lawful explanations that compete, and what the case's own data say to each."""

    case_id = dy.String()
    hypothesis = dy.Enum(HYPOTHESES)
    test = dy.String()  # what was measured
    verdict = dy.Enum(VERDICTS)  # untold: the data cannot tell
    value = dy.Float64(nullable=True)
    fact = dy.String()  # a sentence with the measured values
