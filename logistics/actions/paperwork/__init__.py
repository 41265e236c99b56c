"""Paperwork: what both sides sign, and the notes that are issued."""
