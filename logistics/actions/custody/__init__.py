"""Custody: the append-only book of each lot, its passport, and what its owners do with it later."""
