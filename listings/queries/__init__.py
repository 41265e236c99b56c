"""What the pages of this room read."""

from listings.queries.yard import waiting_for

__all__ = ["waiting_for"]
