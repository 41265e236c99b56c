"""What the pages of this room read."""

from logistics.queries.waiting import waiting_for

__all__ = ["waiting_for"]
