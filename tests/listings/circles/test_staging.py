"""Stages: what is kept, what is refused, and what the clock opens."""

from datetime import date, timedelta

import pytest

from listings.actions.publishing import expire_due, publish, withdraw
from listings.actions.staging import (
    AlreadyForEveryone,
    NotYourCircle,
    StageAfterLastDay,
    StagesOutOfOrder,
    StageValues,
    StageWithoutCircle,
    TwoStagesForOne,
    open_due,
    stage,
)
from listings.models import Audience, Listing, Match, Showing, Stage
from tests import make
from tests.make.circles import circle, staged

pytestmark = pytest.mark.django_db

TODAY = make.NOW.date()
TOMORROW = TODAY + timedelta(days=1)
LATER = TODAY + timedelta(days=10)


def lines(listing: Listing) -> list[tuple[str, str]]:
    return [(row.change, row.audience) for row in Showing.objects.for_listing(listing)]


def test_without_stages_a_listing_is_public_at_once() -> None:
    listing = make.listing()
    listing.refresh_from_db()
    assert (listing.is_for_everyone, listing.live_spot is None) == (True, False)
    assert lines(listing) == [("shown", "everyone")]


def test_a_listing_opens_stage_by_stage_each_once_and_is_public_from_the_last() -> None:
    owner, partner = make.organisation(), make.organisation()
    trusted = circle(owner, partner)
    listing = staged(make.draft(owner), own=TODAY, circles={trusted: TOMORROW}, everyone=LATER)
    publish(listing=listing, by=listing.created_by, now=make.NOW)
    assert (listing.is_for_everyone, listing.live_spot) == (False, None)
    assert lines(listing) == [("shown", "own_sites")]
    assert open_due(now=make.NOW) == 0
    assert open_due(now=make.NOW + timedelta(days=1)) == 1
    assert open_due(now=make.NOW + timedelta(days=1)) == 0
    assert lines(listing) == [("shown", "own_sites"), ("shown", "circle")]
    assert not Listing.objects.public().exists()
    assert open_due(now=make.NOW + timedelta(days=10)) == 1
    assert list(Listing.objects.public()) == [listing]
    assert lines(listing)[-1] == ("shown", "everyone")


def test_a_listing_without_a_stage_for_everyone_never_becomes_public() -> None:
    owner = make.organisation()
    listing = staged(make.draft(owner), own=TODAY)
    publish(listing=listing, by=listing.created_by, now=make.NOW)
    open_due(now=make.NOW + timedelta(days=3650))
    assert not Listing.objects.public().exists()
    assert list(Listing.objects.shown_to(owner, TODAY)) == [listing]


def test_what_is_taken_back_is_hidden_in_the_record_and_opened_again_with_it() -> None:
    listing = staged(make.draft(), own=TODAY, everyone=TOMORROW)
    publish(listing=listing, by=listing.created_by, now=make.NOW)
    withdraw(listing=listing, by=listing.created_by, now=make.NOW)
    publish(listing=listing, by=listing.created_by, now=make.NOW + timedelta(days=2))
    assert listing.is_for_everyone
    assert lines(listing) == [
        ("shown", "own_sites"), ("hidden", "own_sites"), ("shown", "own_sites"), ("shown", "everyone"),
    ]  # fmt: skip


def test_a_listing_that_expires_is_hidden_in_the_record() -> None:
    listing = make.listing(advertise_until=TODAY)
    expire_due(now=make.NOW + timedelta(days=1))
    assert lines(listing) == [("shown", "everyone"), ("hidden", "everyone")]


def test_a_passed_day_means_at_once_and_everyone_at_once_is_no_stage() -> None:
    listing = make.draft()
    stage(
        listing=listing,
        stages=[StageValues(Audience.EVERYONE, date(2020, 1, 1))],
        by=listing.created_by,
        now=make.NOW,
    )
    assert (listing.is_for_everyone, Stage.objects.count()) == (True, 0)


def test_stages_that_cannot_be_are_refused_and_nothing_is_kept() -> None:
    owner, stranger = make.organisation(), make.organisation()
    mine, theirs = circle(owner), circle(stranger)
    listing = make.draft(owner, advertise_until=LATER)
    own, everyone = Audience.OWN_SITES, Audience.EVERYONE
    refused = [
        (StagesOutOfOrder, [StageValues(own, LATER), StageValues(everyone, TOMORROW)]),
        (StagesOutOfOrder, [StageValues(Audience.CIRCLE, LATER, mine), StageValues(everyone, TOMORROW)]),
        (StageAfterLastDay, [StageValues(own, TODAY), StageValues(everyone, LATER + timedelta(days=1))]),
        (StageWithoutCircle, [StageValues(Audience.CIRCLE, TODAY)]),
        (NotYourCircle, [StageValues(Audience.CIRCLE, TODAY, theirs)]),
        (TwoStagesForOne, [StageValues(Audience.CIRCLE, TODAY, mine), StageValues(Audience.CIRCLE, TOMORROW, mine)]),
    ]
    for refusal, stages in refused:
        with pytest.raises(refusal):
            stage(listing=listing, stages=stages, by=listing.created_by, now=make.NOW)
    listing.refresh_from_db()
    assert (listing.is_for_everyone, Stage.objects.count()) == (True, 0)


def test_what_everyone_sees_cannot_be_shown_to_fewer() -> None:
    listing = make.listing()
    with pytest.raises(AlreadyForEveryone):
        staged(listing, own=TODAY, everyone=LATER)
    assert (Stage.objects.count(), Listing.objects.public().count()) == (0, 1)


def test_the_stages_of_a_published_listing_can_be_brought_forward_and_dropped() -> None:
    owner = make.organisation()
    mine = circle(owner)
    listing = staged(make.draft(owner), own=TODAY, circles={mine: TODAY}, everyone=LATER)
    publish(listing=listing, by=listing.created_by, now=make.NOW)
    staged(listing, own=TODAY, everyone=TODAY)
    assert lines(listing) == [
        ("shown", "own_sites"), ("shown", "circle"), ("hidden", "circle"), ("shown", "everyone"),
    ]  # fmt: skip
    assert list(Listing.objects.public()) == [listing]


def test_a_want_hears_of_a_listing_when_its_stage_begins_and_not_before() -> None:
    owner, partner, stranger = make.organisation(), make.organisation(), make.organisation()
    trusted = circle(owner, partner)
    theirs, others = make.want(partner), make.want(stranger)
    listing = staged(make.draft(owner), own=TODAY, circles={trusted: TOMORROW}, everyone=LATER)
    publish(listing=listing, by=listing.created_by, now=make.NOW)
    assert list(Match.objects.values_list("want", flat=True)) == []
    open_due(now=make.NOW + timedelta(days=1))
    assert list(Match.objects.values_list("want", flat=True)) == [theirs.pk]
    open_due(now=make.NOW + timedelta(days=10))
    assert sorted(Match.objects.values_list("want", flat=True)) == [theirs.pk, others.pk]


def test_a_want_posted_later_finds_what_its_circle_is_shown() -> None:
    owner, partner, stranger = make.organisation(), make.organisation(), make.organisation()
    trusted = circle(owner, partner)
    listing = staged(make.draft(owner), circles={trusted: TODAY})
    publish(listing=listing, by=listing.created_by, now=make.NOW)
    theirs = make.want(partner)
    make.want(stranger)
    assert list(Match.objects.values_list("want", "listing")) == [(theirs.pk, listing.pk)]
