"""Rankers: trained on labels, they reorder priorities and hide nothing."""

from pipeline.ranker.account_measures import known_alerts
from pipeline.ranker.boosters import TrainSettings
from pipeline.ranker.card import as_markdown
from pipeline.ranker.join import Labelled, join_labels
from pipeline.ranker.labels import read_labels
from pipeline.ranker.ranker import Ranker, load_ranker, save_ranker
from pipeline.ranker.train import train

__all__ = [
    "Labelled",
    "Ranker",
    "TrainSettings",
    "as_markdown",
    "join_labels",
    "known_alerts",
    "load_ranker",
    "read_labels",
    "save_ranker",
    "train",
]
