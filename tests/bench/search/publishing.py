"""Publish listings one by one through the product's action: the index, the tallies and the matching go with it."""

from __future__ import annotations

import random
from decimal import Decimal
from functools import partial
from typing import Final

from django.db import connection
from django.utils import timezone

from listings.actions.listing import ListingValues, draft
from listings.actions.publishing import publish, withdraw
from listings.models import Category, Match
from marketplace.organisations.models import Site, User
from tests.bench.search.country import COMMON, zipf
from tests.bench.search.telling import p50, p95, say, timed

WARM: Final = 10


def publish_some(count: int, seed: int) -> None:
    """Draft, publish (timed) and withdraw so many listings at sites of the benchmark; print the times."""
    chosen = random.Random(f"publish {seed}")
    leaves = list(Category.objects.leaves().order_by("path", "pk"))
    weights = zipf(chosen, len(leaves))
    by = User.objects.get(email="bench@example.org")
    last = Site.objects.order_by("-pk").values_list("pk", flat=True)[0]
    drafted, published = [], []
    found = 0
    for number in range(count + WARM):
        site = Site.objects.select_related("organisation").get(pk=chosen.randrange(1, last))
        leaf = chosen.choices(leaves, cum_weights=weights)[0]
        values = ListingValues(
            title=f"{chosen.choice(list(COMMON))} {leaf.name}"[:120].capitalize(),
            quantity=Decimal(chosen.choice((1, 4, 10))),
            unit=leaf.default_unit,
        )
        now = timezone.now()
        make = partial(draft, organisation=site.organisation, site=site, category=leaf, values=values, by=by, now=now)
        took, listing = timed(make)
        also, _none = timed(partial(publish, listing=listing, by=by, now=now))
        if number >= WARM:
            drafted.append(took)
            published.append(also)
            found += Match.objects.filter(listing=listing).count()
        withdraw(listing=listing, by=by, now=now)
    say(
        f"{connection.vendor}: draft p50 {p50(drafted):.1f} ms (p95 {p95(drafted):.1f}); publish with index upkeep and "
        f"matching p50 {p50(published):.1f} ms (p95 {p95(published):.1f}); {found / count:.1f} wants met by each"
    )
