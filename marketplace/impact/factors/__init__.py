"""Emission factors: published numbers with their provenance, keyed by the publisher's own factor id."""
