"""Find terrorist-financing networks in payment data, as leads for human review."""
