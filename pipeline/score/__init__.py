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
- Nothing counts twice: of alerts of one red flag the strongest, of red flags that fall
  on the same accounts the lighter less (``pipeline.score.count``).
- Priority is 100 × (1 − Π(1 − weight)) over what is left: a noisy-or. A red flag that
  speaks to several financing stages divides its evidence, −ln(1 − weight), equally
  among them; so the stages' own noisy-ors multiply up to the same figure.
- Each alert and stage owns the share of the priority that its evidence is of the whole,
  rounded down to a grain; the grains left over go to the largest. The points of a
  priority therefore add up to it exactly, in any order.
- Ranks are a total order: of equal priorities the first row comes first.
"""

from pipeline.score.settings import Settings
from pipeline.score.stage import score

__all__ = ["Settings", "score"]
