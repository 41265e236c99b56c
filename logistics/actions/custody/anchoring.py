"""Anchoring: the heads of the chains of custody that grew are chained themselves, by the clock."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from logistics.chain import hash_of
from logistics.models import Passport
from logistics.models.anchors import AnchoredHead, CustodyAnchor
from logistics.queries.verifying import facts_of_anchor, root_of

#: In one anchor; the rest waits for the next.
MOST: Final = 5_000


def anchor_heads(*, now: datetime) -> CustodyAnchor | None:
    """Anchor what grew since the last time; None where nothing did, or another worker has just done it."""
    try:
        with transaction.atomic():
            return _anchored(now)
    except IntegrityError:  # its number is taken: another worker anchored at the same moment
        return None


def _anchored(now: datetime) -> CustodyAnchor | None:
    grown = list(Passport.objects.filter(length__gt=F("anchored")).order_by("pk")[:MOST])
    if not grown:
        return None
    last = CustodyAnchor.objects.order_by("-number").first()
    heads = [AnchoredHead(passport=lot, length=lot.length, head=lot.head) for lot in grown]
    anchor = CustodyAnchor(
        number=last.number + 1 if last else 1,
        heads=len(heads),
        events=Passport.objects.aggregate(total=Sum("length"))["total"],
        root=root_of(heads),
        at=now,
        previous_hash=last.hash if last else "",
    )
    anchor.hash = hash_of(facts_of_anchor(anchor), anchor.previous_hash)
    anchor.save()
    for head in heads:
        head.anchor = anchor
    AnchoredHead.objects.bulk_create(heads, batch_size=500)
    for lot in grown:
        lot.anchored = lot.length
    Passport.objects.bulk_update(grown, ["anchored"], batch_size=500)
    return anchor
