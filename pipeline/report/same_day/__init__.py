"""A freeze of several accounts in several jurisdictions on one day."""
