"""Ours against its peers, each timed in a process of its own, in turn."""
