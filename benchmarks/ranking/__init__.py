"""Rankings measured beside published ones: same ledgers, same split, same measures."""
