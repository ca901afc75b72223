"""What reviewers decided: taken in from pages, kept in a chained log, shown again."""
