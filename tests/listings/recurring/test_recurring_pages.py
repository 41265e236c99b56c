"""The pages of recurring material: asked for, refused as typed, and shown to whom it concerns."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings.actions.repeating import repeat
from listings.actions.standing import add_break
from listings.models import Listing, Recurrence, StandingClaim
from marketplace.kernel.recurrence import parse_rule
from tests import make
from tests.make.recurring import standing

pytestmark = pytest.mark.django_db

SAID = {
    "quantity": "4", "repeats": "week", "repeats_on": ["1"], "repeats_step": "1", "ahead_days": "7",
    "gone_within_days": "3",
}  # fmt: skip


def _now_recurring(listing: Listing | None = None) -> Recurrence:
    """Every day, from today on by the real clock, as the pages see it."""
    pattern = listing or make.draft()
    today = timezone.localdate()
    return repeat(
        listing=pattern, rule=parse_rule("FREQ=DAILY"), starts_on=today, quantity=pattern.quantity, ahead_days=1,
        gone_within_days=None, by=pattern.created_by, now=timezone.now(),
    )  # fmt: skip


def _giver(made: Recurrence) -> Client:
    return make.client(make.administrator(made.listing.organisation), made.listing.organisation)


def _taker(claim: StandingClaim) -> Client:
    return make.client(claim.by, claim.organisation)


def test_a_listing_is_let_come_again_by_a_form_without_rules_to_learn() -> None:
    listing = make.listing()
    client = make.client(listing.created_by, listing.organisation)
    url = reverse("listings:listing-repeat", args=[listing.pk])
    assert url in client.get(reverse("listings:listing", args=[listing.pk])).content.decode()
    page = client.post(url, {**SAID, "starts_on": timezone.localdate().isoformat()}, follow=True)
    made = Recurrence.objects.get()
    assert page.redirect_chain == [(reverse("listings:recurrence", args=[made.pk]), 302)]
    assert (made.rule, made.quantity, made.ahead_days, made.gone_within_days) == (
        "FREQ=WEEKLY;BYDAY=TU",
        Decimal(4),
        7,
        3,
    )
    assert "Every Tuesday" in page.content.decode()
    assert "Every Tuesday" in client.get(reverse("listings:listing", args=[listing.pk])).content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"repeats_on": []}, "Choose at least one weekday."),
        ({"repeats_step": "0"}, "Type a whole number from 1 to 53."),
        ({"starts_on": "2001-01-01"}, "The first day is from today on"),
        ({"ahead_days": "99"}, "from 0 to 60"),
        ({"quantity": "a few"}, "a few"),
        ({"repeats": "day", "repeats_day": "31", "repeats_until": "2001-01-01"}, "never happen"),
    ],
)
def test_what_cannot_be_is_refused_with_the_form_as_typed(said: dict[str, Any], words: str) -> None:
    # Any: what is posted
    listing = make.listing()
    client = make.client(listing.created_by, listing.organisation)
    typed = {**SAID, "starts_on": timezone.localdate().isoformat(), **said}
    page = client.post(reverse("listings:listing-repeat", args=[listing.pk]), typed)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Recurrence.objects.exists()


def test_a_standing_claim_is_asked_for_and_agreed() -> None:
    made = _now_recurring()
    asker = make.organisation("charity")
    make.site(asker)
    client = make.client(make.administrator(asker), asker)
    occurrence = made.occurrences.filter(listing__isnull=False).order_by("on").first()
    assert occurrence is not None
    url = reverse("listings:recurrence", args=[made.pk])
    assert url in client.get(reverse("listings:listing", args=[occurrence.listing_id])).content.decode()
    ask = reverse("listings:standing-new", args=[made.pk])
    assert ask in client.get(url).content.decode()
    site = asker.sites.get().pk
    refused = client.post(ask, {"quantity": "999", "purpose": "Stoves", "site": site})
    assert (refused.status_code, "ask for that or less" in refused.content.decode()) == (422, True)
    assert client.post(ask, {"quantity": "2", "purpose": "Stoves", "site": site}).status_code == 302
    claim = StandingClaim.objects.get()
    giver = _giver(made)
    assert "Stoves" in giver.get(url).content.decode()
    assert giver.post(reverse("listings:standing-agree", args=[claim.pk])).status_code == 302
    again = giver.post(reverse("listings:standing-agree", args=[claim.pk]))
    assert (again.status_code, "is agreed by now" in again.content.decode()) == (422, True)
    claim.refresh_from_db()
    made.refresh_from_db()
    assert (claim.state, made.promised) == ("agreed", Decimal(2))


def test_pausing_skipping_and_ending_from_the_page() -> None:
    made = _now_recurring()
    claim, client = standing(made), _giver(made)

    def send(name: str, **said: str) -> int:
        return client.post(reverse(f"listings:{name}", args=[made.pk]), said).status_code

    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert [send("recurrence-skip", on=day), send("recurrence-skip", on=day), send("recurrence-skip", on="soon")] == [
        302, 422, 422,
    ]  # fmt: skip
    assert [send("recurrence-take-up", on=day), send("recurrence-take-up", on=day)] == [302, 422]
    assert [send("recurrence-pause", resumes_on="2001-01-01"), send("recurrence-pause")] == [422, 302]
    assert [send("recurrence-resume"), send("recurrence-resume")] == [302, 422]
    assert [send("recurrence-end"), send("recurrence-end", reason="We moved.")] == [422, 302]
    made.refresh_from_db()
    claim.refresh_from_db()
    assert (made.state, claim.state, claim.reason) == ("ended", "ended", "We moved.")


def test_a_taker_says_when_it_takes_a_break_and_ends_it() -> None:
    made = _now_recurring()
    claim = standing(made)
    client, today = _taker(claim), timezone.localdate()
    take = reverse("listings:standing-break", args=[claim.pk])
    first, last = today + timedelta(days=5), today + timedelta(days=9)
    wrong = client.post(take, {"from_on": last.isoformat(), "to_on": first.isoformat()})
    assert (wrong.status_code, f'value="{last.isoformat()}"' in wrong.content.decode()) == (422, True)
    assert client.post(take, {"from_on": first.isoformat(), "to_on": last.isoformat()}).status_code == 302
    pause = claim.breaks.get()
    assert client.post(reverse("listings:standing-break-remove", args=[pause.pk])).status_code == 302
    assert not claim.breaks.exists()
    end = reverse("listings:standing-end", args=[claim.pk])
    assert [client.post(end).status_code, client.post(end, {"reason": "No stoves."}).status_code] == [422, 302]
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == ("ended", "No stoves.")


def test_the_forecast_names_takers_to_the_giver_alone() -> None:
    made = _now_recurring()
    mine, other = standing(made, quantity=2), standing(made, quantity=3)
    url = reverse("listings:recurrence-forecast", args=[made.pk])
    of_giver, of_taker = _giver(made).get(url).content.decode(), _taker(mine).get(url).content.decode()
    assert [name in of_giver for name in (mine.organisation.name, other.organisation.name)] == [True, True]
    assert [name in of_taker for name in (mine.organisation.name, other.organisation.name, "Others")] == [
        True, False, True,
    ]  # fmt: skip
    page = _taker(mine).get(reverse("listings:recurrence", args=[made.pk])).content.decode()
    assert other.organisation.name not in page


def test_what_is_shown_to_nobody_else_is_not_there_for_others() -> None:
    made = _now_recurring()
    Listing.objects.filter(occurrence__isnull=False).update(state="withdrawn")
    stranger = make.organisation()
    client = make.client(make.administrator(stranger), stranger)
    for name in ("recurrence", "recurrence-forecast", "standing-new"):
        assert client.get(reverse(f"listings:{name}", args=[made.pk])).status_code == 404


@pytest.mark.parametrize("name", ["recurrence", "recurrence-forecast", "recurring"])
def test_pages_ask_as_often_for_one_as_for_three(name: str) -> None:
    made = _now_recurring()
    client = _giver(made)
    url = reverse("listings:recurring") if name == "recurring" else reverse(f"listings:{name}", args=[made.pk])
    counts = []
    for more in (1, 2):
        for _number in range(more):
            claim = standing(made)
            days = timezone.localdate() + timedelta(days=1)
            add_break(claim=claim, from_on=days, to_on=days, by=claim.by, now=timezone.now())
            _now_recurring(make.draft(made.listing.organisation, site=made.listing.site))
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
        assert not any(query["sql"].startswith("BEGIN") for query in queries)
    assert counts[0] == counts[1]
