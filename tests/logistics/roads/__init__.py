"""Tests of driving times, laws of areas and what legs emit."""
