"""Stages that begin so many days before the listing must be gone: typed, kept, and moved with that day."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.utils import timezone

from listings.actions.listing import ListingValues, change
from listings.actions.publishing import publish
from listings.actions.staging import NoLastDay, StageValues, stage
from listings.models import Audience, Listing, Stage
from marketplace.organisations.models import Organisation
from tests import make
from tests.listings.circles.test_stage_pages import as_member_of, typed
from tests.make.circles import circle

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Organisation:
    return make.organisation(name="The owner")


def test_days_before_are_typed_shown_again_and_move_with_the_last_day(owner: Organisation) -> None:
    today = timezone.localdate()
    ends_on = today + timedelta(days=300)
    trusted = circle(make.organisation(), owner, ends_on=ends_on)
    us = as_member_of("The owner")
    said = typed(
        owner,
        seen_by="stages",
        own_from=today,
        must_be_gone_by=today + timedelta(days=30),
        everyone_days=10,
        **{f"circle_{trusted.pk}_days": 20},
    )
    assert us.post("/listings/new/", said).status_code == 302
    listing = Listing.objects.get()

    def days() -> list[tuple[int, int | None]]:
        return [((row.begins_on - today).days, row.days_before) for row in Stage.objects.of([listing])]

    assert days() == [(0, None), (10, 20), (20, 10)]
    shown = us.get(f"/listings/{listing.pk}/edit/").content.decode()
    assert 'name="everyone_days" value="10"' in shown
    assert f"lasts until {ends_on:%-d %B %Y}" in shown
    later = said | {"must_be_gone_by": today + timedelta(days=40), "then": "keep"}
    assert us.post(f"/listings/{listing.pk}/edit/", later).status_code == 302
    assert days() == [(0, None), (20, 20), (30, 10)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"everyone_days": 5}, "Say above by which day it must be gone"),
        ({"everyone_days": 5, "everyone_from": "2030-01-01", "must_be_gone_by": "2030-02-01"}, "not both"),
        ({"everyone_days": -1, "must_be_gone_by": "2030-02-01"}, "greater than or equal to 0"),
        ({"everyone_days": 9, "own_days": 3, "must_be_gone_by": "2030-02-01"}, "Whoever sees it later cannot see more"),
    ],
)
def test_days_that_cannot_be_are_said(owner: Organisation, said: dict[str, object], sentence: str) -> None:
    answer = as_member_of("The owner").post("/listings/new/", typed(owner, seen_by="stages", **said))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert Listing.objects.count() == 0


def test_another_way_to_change_the_last_day_moves_them_too_until_they_are_open(owner: Organisation) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    listing = make.draft(owner, must_be_gone_by=today + timedelta(days=9))
    stages = [
        StageValues(Audience.OWN_SITES, today, days_before=9),
        StageValues(Audience.EVERYONE, today, days_before=2),
    ]
    stage(listing=listing, stages=stages, by=listing.created_by, now=now)
    publish(listing=listing, by=listing.created_by, now=now)

    def say(last: int | None) -> list[int]:
        day = None if last is None else today + timedelta(days=last)
        kept = {field.name: getattr(listing, field.name) for field in fields(ListingValues)}
        values = ListingValues(**{**kept, "must_be_gone_by": day})
        change(
            listing=listing, site=listing.site, category=listing.category, values=values, by=listing.created_by, now=now
        )
        return [(row.begins_on - today).days for row in Stage.objects.of([listing])]

    assert say(30) == [0, 28]
    assert say(1) == [0, 0]
    assert say(20) == [0, 18]
    assert say(None) == [0, 18]
    assert say(50) == [0, 18]


def test_days_before_nothing_are_refused(owner: Organisation) -> None:
    listing = make.draft(owner)
    said = [StageValues(Audience.EVERYONE, timezone.localdate(), days_before=2)]
    with pytest.raises(NoLastDay):
        stage(listing=listing, stages=said, by=listing.created_by, now=timezone.now())
