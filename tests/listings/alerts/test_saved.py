"""Saved searches: what can be kept, what is new, with whose eyes it is asked, and what happens when it cannot be."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from listings.actions.saving import (
    EVERY,
    MOST,
    NameMissing,
    NameUsed,
    SearchUnreadable,
    TooManySaved,
    pause_search,
    run_searches,
    save_search,
    take_up_search,
)
from listings.actions.sending import send_due
from listings.models import Alert, Listing, Notice, SavedSearch
from marketplace.organisations.actions.membering import leave
from marketplace.organisations.actions.placing import close_site
from marketplace.organisations.models import Organisation, Role, User
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db
LATER = make.NOW + EVERY


@pytest.fixture
def seeker() -> tuple[Organisation, User]:
    group = make.organisation("charity")
    return group, make.member(group, Role.REQUESTER)


def saved(seeker: tuple[Organisation, User], query: str = "q=desks&place=Leeds", **said: Any) -> SavedSearch:
    # Any: arguments of `save_search`
    group, person = seeker
    return save_search(
        organisation=group, **{"name": "Desks", "query": query, "how_often": "", **said}, by=person, now=make.NOW
    )


def publish_at(listing: Listing, minutes: int) -> Listing:
    Listing.objects.filter(pk=listing.pk).update(published_at=make.NOW + timedelta(minutes=minutes))
    return listing


def test_what_is_new_is_told_once(seeker: tuple[Organisation, User]) -> None:
    publish_at(make.listing(title="Old oak desks"), -1)
    search = saved(seeker)
    assert run_searches(now=LATER) == 0
    new = publish_at(make.listing(title="New oak desks"), 11)
    publish_at(make.listing(title="Timber", slug="timber", unit="m", unit_mass_kg=None, mass_basis=""), 11)
    assert [run_searches(now=LATER + number * EVERY) for number in range(1, 4)] == [1, 0, 0]
    alert = Alert.objects.get()
    assert (alert.listing_id, alert.saved_search_id) == (new.pk, search.pk)
    assert send_due(now=LATER + EVERY) == 1
    kept = Mail.objects.get()
    assert kept.subject == "New in “Desks”: New oak desks"
    assert kept.to == seeker[1].email


def test_own_listings_are_no_news(seeker: tuple[Organisation, User]) -> None:
    saved(seeker)
    publish_at(make.listing(seeker[0], site=make.site(seeker[0])), 5)
    assert run_searches(now=LATER) == 0


def test_what_is_hidden_from_the_organisation_is_not_found(seeker: tuple[Organisation, User]) -> None:
    saved(seeker)
    hidden = publish_at(make.listing(), 5)
    Listing.objects.filter(pk=hidden.pk).update(is_for_everyone=False)
    assert run_searches(now=LATER) == 0


def test_a_worker_that_died_half_way_loses_nothing(seeker: tuple[Organisation, User]) -> None:
    search = saved(seeker)
    publish_at(make.listing(), 5)
    SavedSearch.objects.filter(pk=search.pk).update(next_run_at=LATER + EVERY)  # taken, and nothing done
    assert run_searches(now=LATER) == 0
    assert run_searches(now=LATER + EVERY) == 1


def test_how_often_is_the_searchs_own(seeker: tuple[Organisation, User]) -> None:
    saved(seeker, how_often="weekly")
    publish_at(make.listing(), 5)
    run_searches(now=LATER)
    notice = Notice.objects.get()
    assert (notice.in_digest, notice.due_at.isoformat()) == (True, "2026-09-21T07:00:00+00:00")


def test_paused_search_is_silent_and_skips_what_came_meanwhile(seeker: tuple[Organisation, User]) -> None:
    search = saved(seeker)
    pause_search(saved=search, by=seeker[1], now=make.NOW)
    publish_at(make.listing(), 5)
    assert run_searches(now=LATER) == 0
    take_up_search(saved=search, by=seeker[1], now=LATER + timedelta(hours=1))
    publish_at(make.listing(), 90)
    assert run_searches(now=LATER + timedelta(hours=2)) == 1


def test_search_that_cannot_be_asked_any_more_says_why(seeker: tuple[Organisation, User]) -> None:
    place = make.site(seeker[0])
    search = saved(seeker, query=f"q=desks&site={place.pk}")
    make.site(seeker[0])
    close_site(site=place, by=make.administrator(seeker[0]), now=make.NOW)
    assert run_searches(now=LATER) == 0
    search.refresh_from_db()
    assert search.paused_at == LATER
    assert search.problem


def test_who_left_is_not_searched_for(seeker: tuple[Organisation, User]) -> None:
    search = saved(seeker)
    leave(organisation=seeker[0], user=seeker[1], by=seeker[1], now=make.NOW)
    publish_at(make.listing(), 5)
    assert run_searches(now=LATER) == 0
    search.refresh_from_db()
    assert search.paused_at == LATER


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"name": " "}, NameMissing),
        ({"name": "x" * 81}, NameMissing),
        ({"query": "place=Xyzzyville"}, SearchUnreadable),
        ({"query": "radius_km=1e9&place=Leeds"}, SearchUnreadable),
        ({"query": "category=no-such"}, SearchUnreadable),
    ],
)
def test_what_cannot_be_saved_is_refused(
    seeker: tuple[Organisation, User], said: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        saved(seeker, **said)
    assert SavedSearch.objects.count() == 0


def test_names_are_used_once_and_there_is_an_end_of_them(seeker: tuple[Organisation, User]) -> None:
    saved(seeker)
    with pytest.raises(NameUsed):
        saved(seeker)
    SavedSearch.objects.bulk_create(
        [
            SavedSearch(
                person=seeker[1],
                organisation=seeker[0],
                name=str(number),
                created_at=make.NOW,
                looked_until=make.NOW,
                next_run_at=LATER,
            )
            for number in range(MOST - 1)
        ]
    )
    with pytest.raises(TooManySaved):
        saved(seeker, name="One more")


def test_search_is_saved_from_its_page_and_looked_after(seeker: tuple[Organisation, User]) -> None:
    group, person = seeker
    browser = make.client(person, group)
    results = browser.get("/search/?q=oak+desks&place=Leeds&sort=newest").content.decode()
    assert "/searches/new/?q=oak+desks&amp;place=Leeds" in results
    form = browser.get("/searches/new/?q=oak+desks&place=Leeds&sort=newest").content.decode()
    assert 'value="oak desks, Leeds"' in form
    said = {"name": "Oak", "how_often": "daily", "query": "q=oak+desks&place=Leeds&sort=newest&after=1~2"}
    assert browser.post("/searches/new/", said)["Location"] == "/yard/alerts/"
    search = SavedSearch.objects.get()
    assert search.query == "q=oak+desks&place=Leeds"
    page = browser.get("/yard/alerts/").content.decode()
    assert "/search/?q=oak+desks&amp;place=Leeds" in page
    again = browser.post("/searches/new/", said)
    assert again.status_code == 422
    assert "You already have a saved search called “Oak”." in again.content.decode()
    browser.post(f"/searches/{search.pk}/pause/")
    assert "Take up again" in browser.get("/yard/alerts/").content.decode()
    other = make.client(make.administrator(group), group)
    assert other.post(f"/searches/{search.pk}/delete/").status_code == 403
    browser.post(f"/searches/{search.pk}/delete/")
    assert SavedSearch.objects.count() == 0


def test_page_costs_the_same_queries_for_one_and_three(seeker: tuple[Organisation, User]) -> None:
    browser = make.client(seeker[1], seeker[0])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/yard/alerts/").status_code == 200
        return len(captured)

    saved(seeker)
    publish_at(make.listing(), 5)
    run_searches(now=LATER)
    one = cost()
    for name in ("More", "Most"):
        saved(seeker, name=name)
        publish_at(make.listing(), 5)
    run_searches(now=LATER + EVERY)
    assert Alert.objects.count() == 9
    assert cost() == one
