"""The operations, by noun: each fetches through access, fills in the pages' form, and makes one action call."""
