"""Booking spaces, as plain values: local times and moments, when a space is open, what is free, what it costs."""
