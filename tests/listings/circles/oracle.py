"""Random organisations, circles, memberships and stages, and brute force beside the one rule of who sees what."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listings.actions.photographing import keep_photos
from listings.actions.publishing import publish, withdraw
from listings.actions.staging import StageValues, open_due, stage
from listings.models import Audience, Listing, ListingState, Photo, Stage, Want
from listings.photo_processing import process
from marketplace.kernel.geo import Point
from marketplace.organisations.actions import circling
from marketplace.organisations.models import Circle, CircleMembership, Organisation, Site
from tests import make
from tests.make.circles import circle as make_circle

ORGANISATIONS, CIRCLES, LISTINGS = 5, 3, 14
#: the world begins so many days before it is looked at; its days are spread over twice as many
BEFORE = 20
#: a word that only one listing has, for each of them
BIRDS = (
    *("kestrel", "plover", "curlew", "lapwing", "dunnock", "goldfinch", "nuthatch", "wagtail"),
    *("whimbrel", "pochard", "gannet", "fulmar", "turnstone", "siskin", "redstart"),
)


@dataclass
class Graph:
    """What there is, and the day on which it is looked at."""

    organisations: list[Organisation]
    listings: list[Listing]
    wants: dict[int, Want]
    photos: dict[int, Photo]
    today: date

    def in_force(self, organisation: int, circle: Circle) -> bool:
        if circle.active_from > self.today:
            return False
        return any(
            place.accepted_at is not None
            and place.ended_at is None
            and (place.ends_on is None or place.ends_on >= self.today)
            for place in CircleMembership.objects.filter(circle=circle, organisation=organisation)
        )

    def shows(self, listing: Listing, viewer: Organisation | None) -> bool:
        """Whether a published listing is shown to somebody who acts for the viewer."""
        stages = list(Stage.objects.filter(listing=listing).select_related("circle"))
        if not stages:
            return True
        for row in stages:
            if row.begins_on > self.today:
                continue
            if row.audience == Audience.EVERYONE:
                return True
            if viewer is None:
                continue
            if row.audience == Audience.OWN_SITES and viewer.pk == listing.organisation_id:
                return True
            circle = row.circle
            if circle and self.in_force(viewer.pk, circle) and self.in_force(listing.organisation_id, circle):
                return True
        return False

    def found(self, viewer: Organisation | None) -> set[int]:
        """What search has for the viewer, by brute force."""
        return {
            row.pk
            for row in self.listings
            if row.state == ListingState.PUBLISHED and row.available > 0 and self.shows(row, viewer)
        }

    def opened(self, viewer: Organisation | None) -> set[int]:
        """What the viewer may open, by brute force; nobody in this world has a claim."""
        own = {row.pk for row in self.listings if viewer is not None and row.organisation_id == viewer.pk}
        return own | {
            row.pk for row in self.listings if row.state == ListingState.PUBLISHED and self.shows(row, viewer)
        }


def build(seed: int, now: datetime) -> Graph:
    """A world made through the actions `BEFORE` days ago, of which the clock was told every day since."""
    chance = random.Random(seed)
    began, today = now - timedelta(days=BEFORE), now.date()
    organisations = [make.organisation(name=f"Party {number}") for number in range(ORGANISATIONS)]
    sites = {
        one.pk: make.site(one, at=Point(53.7 + number / 20, -1.5 + chance.random()))
        for number, one in enumerate(organisations)
    }
    circles = [_circle(chance, organisations, began) for _number in range(CIRCLES)]
    wants = {one.pk: make.want(one, site=sites[one.pk], title="Oak desks", radius_km=400) for one in organisations}
    listings = [_listing(chance, sites, circles, began, word) for word in BIRDS[:LISTINGS]]
    listings.append(_left_behind(organisations, sites, began))
    picture = process(make.photo_file().read(), "a.jpg")
    photos = {
        row.pk: keep_photos(listing=row, photos=[picture], caption="", by=row.created_by, now=began)[0]
        for row in listings[:4]
    }
    for day in range(BEFORE + 1):
        open_due(now=began + timedelta(days=day))
    for row in listings:
        row.refresh_from_db()
    return Graph(organisations, listings, wants, photos, today)


def _left_behind(parties: list[Organisation], sites: dict[int, Site], began: datetime) -> Listing:
    """A listing shown to a circle that its owner has left since: nobody sees it through the circle any more."""
    founder, owner = parties[:2]
    made, by = make_circle(founder, owner, parties[2], active_from=began.date()), make.administrator(owner)
    row = make.draft(owner, site=sites[owner.pk], title=f"Oak desks {BIRDS[-1]}")
    stage(listing=row, stages=[StageValues(Audience.CIRCLE, began.date(), made)], by=by, now=began)
    publish(listing=row, by=by, now=began)
    circling.leave(circle=made, organisation=owner, by=by, now=began + timedelta(days=2))
    return row


def _day(chance: random.Random, began: datetime) -> date:
    return (began + timedelta(days=chance.randint(0, 2 * BEFORE))).date()


def _circle(chance: random.Random, organisations: list[Organisation], began: datetime) -> Circle:
    founder, *others = chance.sample(organisations, 4)
    by = make.administrator(founder)
    active_from = (began + timedelta(days=chance.choice([0, 0, 10, 30]))).date()
    made = circling.found(
        organisation=founder,
        name=f"Circle {chance.random()}",
        rules="Be fair.",
        active_from=active_from,
        review_on=active_from + timedelta(days=90),
        by=by,
        now=began,
    )
    for one in others:
        ends_on = _day(chance, began)
        place = circling.invite(circle=made, organisation=one, ends_on=ends_on, by=by, now=began)
        fate = chance.choice(["stays", "stays", "stays", "waits", "declines", "leaves"])
        them = make.administrator(one)
        if fate == "declines":
            circling.decline(place=place, by=them, now=began)
        elif fate != "waits":
            circling.accept(place=place, by=them, now=began)
        if fate == "leaves":
            circling.leave(circle=made, organisation=one, by=them, now=began + timedelta(days=1))
    return made


def _listing(
    chance: random.Random,
    sites: dict[int, Site],
    circles: list[Circle],
    began: datetime,
    word: str,
) -> Listing:
    site = chance.choice(list(sites.values()))
    owner = site.organisation
    row = make.draft(owner, site=site, title=f"Oak desks {word}")
    mine = [
        circle
        for circle in circles
        if CircleMembership.objects.lasting(began.date()).filter(circle=circle, organisation=owner).exists()
    ]
    days = sorted(_day(chance, began) for _stage in range(3))
    stages = [StageValues(Audience.OWN_SITES, days[0])] if chance.random() < 0.5 else []
    stages += [StageValues(Audience.CIRCLE, days[1], circle) for circle in mine if chance.random() < 0.6]
    if not stages or chance.random() < 0.6:
        stages.append(StageValues(Audience.EVERYONE, days[2]))
    if chance.random() < 0.8:
        stage(listing=row, stages=stages, by=row.created_by, now=began)
    fate = chance.choice(["open", "open", "open", "open", "draft", "withdrawn", "gone"])
    if fate != "draft":
        publish(listing=row, by=row.created_by, now=began)
    if fate == "withdrawn":
        withdraw(listing=row, by=row.created_by, now=began)
    if fate == "gone":
        Listing.objects.filter(pk=row.pk).update(available=0)
    return row
