"""After an upgrade: what is made of other rows is made as today's code makes it."""

from datetime import datetime

from listings.actions.counting import count_terms
from listings.actions.syncing import sync_categories
from listings.models import Listing
from listings.models.anchors import anchor_drift, rebuild_anchors
from listings.models.indexing import retell


def catch_up(*, now: datetime) -> tuple[int, bool]:
    """Bring in step with the code: the categories and their synonyms, the text that every listing is found by, the
    keys of wants, and the words that are suggested. Reads everything, and writes only what differs.

    Returns how many listings were found by an old text, and whether keys were made anew.
    """
    sync_categories(now=now)
    changed = retell(Listing.objects.order_by("pk"))
    keys = any(anchor_drift())
    if keys:
        rebuild_anchors()
    count_terms(now=now)
    return changed, keys
