"""Loads: what an accepted claim becomes, how it goes, how it is cut, comes back, and is counted in."""
