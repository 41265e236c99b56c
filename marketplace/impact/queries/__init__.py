"""What the pages of this room print, loaded for each of them."""

from marketplace.impact.queries.ledger import kept_in_use_kg
from marketplace.impact.queries.yard import waiting_for

__all__ = ["kept_in_use_kg", "waiting_for"]
