"""The sections of a case report as plain facts, the same for every output format."""
