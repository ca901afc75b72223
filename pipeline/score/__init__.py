"""
Alerts weighed into a priority for every account and transaction, with its reasons.

The rule, in full:
- An alert weighs its red flag's weight in the catalogue, in tenths, times the square
  root of its strength, times its rarity among the peers of its account
  (``pipeline.score.rarity``).
- It credits its own account with all of that and its other members with
  ``member_credit`` of it. Flow carries it a little way, in time
  (``pipeline.score.carry``). Accounts that serve everybody, and who deals regularly
  with many, carry nothing (``pipeline.score.apart``).
- It credits its evidence transactions, and less the payments of accounts it credits
  (``pipeline.score.payments``).
- Nothing counts twice: further alerts of one red flag count less and less, and of red
  flags that fall on the same accounts the lighter does (``pipeline.score.count``).
- Priority is 100 × (1 − Π(1 − weight)) over what is left: a noisy-or. A red flag that
  speaks to several financing stages divides its evidence, −ln(1 − weight), equally
  among them; so the stages' own noisy-ors multiply up to the same figure.
- Each alert and stage owns the share of the priority that its evidence is of the whole,
  rounded down to a grain; the grains left over go to the largest. The points of a
  priority therefore add up to it exactly, in any order.
- Ranks are a total order: of equal priorities the first row comes first.

Chosen by measurement on made-up worlds; mean average precision of accounts at base
rates of 1e-2 | 1e-3: noisy-or 0.272 | 0.135, the plain sum and Fisher's sum times the
catalogue's weight alike, Fisher's alone 0.263 | 0.116, Cauchy's 0.254 | 0.087, the
largest alone 0.250 | 0.103. Rarity within a kind of account alone lowered it, 0.261 |
0.113: true alerts make each other look usual. Discounting each pair of alerts that
share evidence did too, 0.262 | 0.113: two red flags on one payment back each other.
"""

from pipeline.score.settings import Settings
from pipeline.score.stage import score

__all__ = ["Settings", "score"]
