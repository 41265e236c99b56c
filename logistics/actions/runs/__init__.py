"""Runs: what the driver does on the way, with or without a network, and who is told."""
