"""Dated reference data; each row carries its source and a confidence."""
