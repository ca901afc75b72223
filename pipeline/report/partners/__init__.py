"""What each jurisdiction of a case is asked: drafts, and a brief in plain language."""
