"""Who was told of what is new in the region, what some of them answered, and a search that somebody saved."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count

from listings.actions.alerting import ring_due
from listings.actions.answering import answer_interested, answer_not_for_us, see_alerts
from listings.actions.saving import run_search, save_search
from listings.models import Alert, Listing
from marketplace.demo.people import AIREDALE, HOLBECK
from marketplace.demo.region import Region


def tell(region: Region) -> Iterator[str]:
    """The first rings, yesterday; what came back of the insurer's best known listing; Holbeck's saved search."""
    told_at = region.now - timedelta(hours=20)
    ring_due(now=told_at)
    yield from _answers(region, told_at + timedelta(hours=2))
    holbeck = region.settled[HOLBECK.name]
    saved = save_search(
        organisation=holbeck.organisation,
        name="Chairs around Leeds",
        query="q=chairs&place=Leeds&radius_km=25",
        how_often="daily",
        by=holbeck.speaker,
        now=region.now - timedelta(days=10),
    )
    run_search(saved=saved, now=region.now)
    yield saved.name


def _answers(region: Region, now: datetime) -> Iterator[str]:
    """Of those who were told of it two are interested, one is not, two have looked, and the rest said nothing yet."""
    speakers = {one.organisation.pk: one.speaker for one in region.settled.values()}
    airedale = region.settled[AIREDALE.name].organisation
    known = Listing.objects.owned_by(airedale).filter(available__gt=0, alerts__told_at__isnull=False)
    listing = known.annotate(told=Count("alerts")).order_by("-told", "pk").first()
    if listing is None:
        return
    alerts = Alert.objects.told().filter(listing=listing).select_related("listing", "organisation").order_by("pk")
    for number, alert in enumerate(alerts[:5]):
        by = speakers[alert.organisation_id]
        if number < 2:
            answer_interested(alert=alert, by=by, now=now)
        elif number == 2:
            answer_not_for_us(alert=alert, reason="too_few", by=by, now=now)
        else:
            see_alerts(listing=listing, organisation=alert.organisation, by=by, now=now)
        yield str(alert)
