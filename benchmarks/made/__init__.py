"""Made-up ledgers that several benchmarks measure on."""
