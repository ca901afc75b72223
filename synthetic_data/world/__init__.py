"""Persons, firms, charities and banks, and their ordinary life."""
