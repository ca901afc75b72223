"""A world in the layouts of other simulators and of banks' messages."""
