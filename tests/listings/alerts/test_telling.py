"""Who is told of a new listing and when: rings, answers, mails, quiet hours, budgets, links that need no sign-in."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from listings.actions.alerting import ring_due
from listings.actions.answering import GoneMeanwhile, ReasonMissing, answer_interested, answer_not_for_us
from listings.actions.preferring import prefer, tell_as_often
from listings.actions.publishing import publish, withdraw
from listings.actions.sending import send_due
from listings.models import Alert, AlertBudget, Listing, Match, Notice, Ringing, Want
from listings.models.tokens import answer_token
from listings.queries.alerts import funnel_of
from listings.ringing import AT_ONCE_BUDGET, DIGEST_BUDGET, WAIT
from listings.telling import HowOften
from marketplace.organisations.actions.membering import leave
from marketplace.organisations.models import Role
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def wants(count: int, **said: Any) -> list[Want]:  # Any: values of a want
    """Wants of as many organisations."""
    return [make.want(**{"quantity": Decimal(4), **said}) for _ in range(count)]


def told(listing: Listing) -> int:
    return Alert.objects.filter(listing=listing).told().count()


def by_of(alert: Alert) -> Any:  # Any: a person
    return make.administrator(alert.organisation)


def test_first_ring_is_the_eight_best_and_the_next_comes_after_its_wait() -> None:
    near = wants(8)
    far = wants(12, quantity=Decimal(30))
    listing = make.listing(quantity=Decimal(24))
    assert Match.objects.filter(listing=listing).count() == 20
    assert told(listing) == 0
    assert ring_due(now=make.NOW) == 8
    assert ring_due(now=make.NOW) == 0
    assert set(Alert.objects.told().values_list("want", flat=True)) == {want.pk for want in near}
    assert ring_due(now=make.NOW + WAIT - timedelta(seconds=1)) == 0
    assert ring_due(now=make.NOW + WAIT) == 12
    assert told(listing) == 20
    assert ring_due(now=make.NOW + 2 * WAIT) == 0
    assert Ringing.objects.get(listing=listing).next_at is None
    assert {match.told_at for match in Match.objects.filter(want__in=far)} == {make.NOW + WAIT}


def test_rings_stop_when_enough_are_interested_and_go_on_when_they_are_not_any_more() -> None:
    wants(10)
    listing = make.listing(quantity=Decimal(8))
    ring_due(now=make.NOW)
    first = list(Alert.objects.told().order_by("pk"))
    for alert in first[:4]:
        answer_interested(alert=alert, by=by_of(alert), now=make.NOW + HOUR)
    assert ring_due(now=make.NOW + WAIT) == 0
    assert told(listing) == 8
    answer_not_for_us(alert=first[0], reason="timing", by=by_of(first[0]), now=make.NOW + 2 * WAIT)
    assert ring_due(now=make.NOW + 2 * WAIT) == 2
    assert told(listing) == 10


def test_nobody_is_told_of_what_is_gone_until_it_is_back() -> None:
    wants(1)
    listing = make.listing(quantity=Decimal(8))
    withdraw(listing=listing, by=listing.created_by, now=make.NOW)
    assert ring_due(now=make.NOW) == 0
    publish(listing=listing, by=listing.created_by, now=make.NOW + HOUR)
    assert ring_due(now=make.NOW + WAIT) == 1


def test_pair_is_told_once_however_often_it_is_published() -> None:
    wants(1)
    listing = make.listing()
    for day in range(4):
        ring_due(now=make.NOW + timedelta(days=day))
        send_due(now=make.NOW + timedelta(days=day))
        withdraw(listing=listing, by=listing.created_by, now=make.NOW + timedelta(days=day))
        publish(listing=listing, by=listing.created_by, now=make.NOW + timedelta(days=day))
    assert Alert.objects.count() == Notice.objects.count() == Mail.objects.count() == 1


def test_mail_says_why_and_offers_answers_and_a_way_out(django_capture_on_commit_callbacks: Any) -> None:
    group = make.organisation("charity", name="Homework\r\nClub")
    make.want(group)
    listing = make.listing(title="Oak desks")
    ring_due(now=make.NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert send_due(now=make.NOW) == 1
        assert send_due(now=make.NOW) == 0
    [letter] = mail.outbox
    assert letter.subject == "Oak desks fits “Desks for our homework club”"
    assert "24 of your 30 items" in str(letter.body)
    notice = Notice.objects.get()
    assert f"/alerts/{answer_token(notice.pk)[:20]}" in str(letter.body)
    assert f"/listings/{listing.pk}/" in str(letter.body)
    assert "Wharf Street" not in str(letter.message())
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].startswith("<http")
    assert "/alerts/stop/" in letter.extra_headers["List-Unsubscribe"]
    assert Mail.objects.get().unsubscribe_url == ""


def test_requesters_are_told_and_administrators_only_where_there_is_no_requester() -> None:
    group = make.organisation("charity")
    requester = make.member(group, Role.REQUESTER)
    make.member(group, Role.DRIVER)
    make.want(group)
    make.listing()
    ring_due(now=make.NOW)
    assert [notice.person for notice in Notice.objects.all()] == [requester]


def test_quiet_hours_wait_until_the_morning() -> None:
    wants(1)
    make.listing()
    night = make.NOW.replace(hour=22)
    ring_due(now=night)
    assert send_due(now=night) == 0
    assert send_due(now=night + timedelta(hours=7)) == 0  # 06:00 in London
    assert send_due(now=night + timedelta(hours=8)) == 1


def test_quiet_hours_that_were_set_meanwhile_hold_when_it_is_sent() -> None:
    [want] = wants(1)
    make.listing()
    ring_due(now=make.NOW)
    person = make.administrator(want.organisation)
    hours = (make.NOW - HOUR).time(), (make.NOW + 3 * HOUR).time()
    prefer(
        person=person,
        organisation=want.organisation,
        how_often=HowOften.AT_ONCE,
        quiet_from=hours[0],
        quiet_until=hours[1],
        time_zone="UTC",
        by=person,
        now=make.NOW,
    )
    assert send_due(now=make.NOW) == 0
    assert send_due(now=make.NOW + 3 * HOUR) == 1


@pytest.mark.parametrize(("often", "days"), [(HowOften.DAILY, 1), (HowOften.WEEKLY, 6)])
def test_digest_gathers_in_one_mail(often: HowOften, days: int) -> None:
    [want] = wants(1)
    person = make.administrator(want.organisation)
    tell_as_often(person=person, organisation=want.organisation, how_often=often, by=person, now=make.NOW)
    owner = make.organisation()
    for number in range(3):
        make.listing(owner, title=f"Desks number {number}")
    ring_due(now=make.NOW)
    morning = make.NOW.replace(hour=7, minute=0) + timedelta(days=days)  # 08:00 in London
    assert send_due(now=morning - timedelta(seconds=1)) == 0
    assert send_due(now=morning) == 1
    kept = Mail.objects.get()
    assert kept.subject == f"3 listings for {want.organisation.name}"
    assert all(f"Desks number {number}" in kept.text for number in range(3))


def test_who_wants_no_mail_gets_none_and_finds_it_on_the_page() -> None:
    [want] = wants(1)
    person = make.administrator(want.organisation)
    tell_as_often(person=person, organisation=want.organisation, how_often=HowOften.OFF, by=person, now=make.NOW)
    make.listing(title="Oak desks")
    ring_due(now=make.NOW)
    assert Notice.objects.count() == 0
    assert Alert.objects.told().count() == 1
    assert "Oak desks" in make.client(person, want.organisation).get("/yard/alerts/").content.decode()


def test_off_stops_what_was_due_already() -> None:
    [want] = wants(1)
    make.listing()
    ring_due(now=make.NOW)
    person = make.administrator(want.organisation)
    tell_as_often(person=person, organisation=want.organisation, how_often=HowOften.OFF, by=person, now=make.NOW)
    assert send_due(now=make.NOW) == 0
    assert Notice.objects.filter(dropped_at=make.NOW).count() == 1


def test_budget_sends_the_rest_to_the_digest_and_loses_nothing() -> None:
    [want] = wants(1)
    owner = make.organisation()
    site = make.site(owner)
    most = AT_ONCE_BUDGET[0]
    for number in range(most + 3):
        make.listing(owner, site=site, title=f"Desks {number}")
        ring_due(now=make.NOW)
        send_due(now=make.NOW + timedelta(minutes=number))
    assert Mail.objects.count() == most
    morning = make.NOW.replace(hour=7, minute=0) + timedelta(days=1)
    assert send_due(now=morning) == 1
    assert Notice.objects.filter(sent_at=None).count() == 0
    assert Mail.objects.order_by("pk").last().subject == f"3 listings for {want.organisation.name}"  # type: ignore[union-attr]  # it is there


def test_budget_of_a_week_holds_until_monday() -> None:
    [want] = wants(1)
    monday = make.NOW.date() - timedelta(days=make.NOW.weekday())
    AlertBudget.objects.create(
        organisation=want.organisation, day=monday, day_mails=1, monday=monday, week_mails=DIGEST_BUDGET[1]
    )
    make.listing()
    ring_due(now=make.NOW)
    mails = [send_due(now=make.NOW + timedelta(days=day)) for day in range(8)]
    assert mails == [0, 0, 0, 0, 0, 0, 1, 0]


def test_who_may_not_see_it_any_more_is_not_told() -> None:
    first, second = wants(2)
    listing = make.listing()
    ring_due(now=make.NOW)
    Listing.objects.filter(pk=listing.pk).update(is_for_everyone=False)
    assert send_due(now=make.NOW) == 0
    assert Notice.objects.filter(dropped_at=make.NOW).count() == 2
    assert {first.organisation_id, second.organisation_id} == set(Alert.objects.values_list("organisation", flat=True))


def test_ring_leaves_out_who_may_not_see_it_yet() -> None:
    wants(1)
    listing = make.listing()
    Listing.objects.filter(pk=listing.pk).update(is_for_everyone=False)
    assert ring_due(now=make.NOW) == 0
    assert told(listing) == 0
    Listing.objects.filter(pk=listing.pk).update(is_for_everyone=True)
    assert ring_due(now=make.NOW + WAIT) == 1


def test_who_left_is_not_told() -> None:
    group = make.organisation("charity")
    leaver = make.member(group, Role.REQUESTER)
    make.want(group)
    make.listing()
    ring_due(now=make.NOW)
    leave(organisation=group, user=leaver, by=leaver, now=make.NOW)
    assert send_due(now=make.NOW) == 0


def test_colleagues_answer_counts_for_all_and_saves_the_others_the_mail() -> None:
    group = make.organisation("charity")
    first, _second = make.member(group, Role.REQUESTER), make.member(group, Role.REQUESTER)
    make.want(group)
    make.listing()
    ring_due(now=make.NOW)
    answer_not_for_us(alert=Alert.objects.get(), reason="timing", by=first, now=make.NOW)
    assert Notice.objects.count() == 2
    assert send_due(now=make.NOW) == 0


def test_answers_need_a_thing_and_a_reason() -> None:
    wants(1)
    listing = make.listing()
    ring_due(now=make.NOW)
    alert = Alert.objects.get()
    with pytest.raises(ReasonMissing):
        answer_not_for_us(alert=alert, reason="", by=by_of(alert), now=make.NOW)
    withdraw(listing=listing, by=listing.created_by, now=make.NOW)
    with pytest.raises(GoneMeanwhile):
        answer_interested(alert=Alert.objects.get(), by=by_of(alert), now=make.NOW)
    alert.refresh_from_db()
    assert (alert.answer, alert.answered_at, alert.seen_at) == ("", None, None)


def test_too_far_is_not_told_again_from_as_far_but_from_nearer() -> None:
    [want] = wants(1)
    make.listing()
    ring_due(now=make.NOW)
    alert = Alert.objects.get()
    answer_not_for_us(alert=alert, reason="too_far", by=by_of(alert), now=make.NOW)
    make.listing()
    assert ring_due(now=make.NOW + WAIT) == 0
    at_home = make.organisation()
    make.listing(at_home, site=make.site(at_home, at=make.BRADFORD))
    assert ring_due(now=make.NOW + WAIT) == 1
    assert Alert.objects.filter(want=want).told().count() == 2


def test_page_of_the_want_says_what_was_said_before() -> None:
    [want] = wants(1)
    first = make.listing(title="Oak desks")
    ring_due(now=make.NOW)
    alert = Alert.objects.get()
    browser = make.client(by_of(alert), want.organisation)
    make.listing(first.organisation, site=first.site, title="Pine desks")
    plain = browser.get(f"/wants/{want.pk}/").content.decode()
    assert "You turned down something like it before." not in plain
    answer_not_for_us(alert=alert, reason="wrong_thing", by=by_of(alert), now=timezone.now())
    page = browser.get(f"/wants/{want.pk}/").content.decode()
    assert page.count("You turned down something like it before.") == 2
    best = [int(score) for score in re.findall(r'fit-score num">(\d+)', page)]
    assert best == [int(score) - 15 for score in re.findall(r'fit-score num">(\d+)', plain)]


def test_funnel_counts_organisations_and_names_none() -> None:
    for want in wants(4):
        make.want(want.organisation, site=want.site, quantity=Decimal(4), title="More desks")
    listing = make.listing(quantity=Decimal(24))
    assert funnel_of(listing) is not None
    ring_due(now=make.NOW)
    of_four = list(Alert.objects.order_by("organisation", "pk").distinct())
    each = {alert.organisation_id: alert for alert in of_four}
    yes, no, looked, _quiet = each.values()
    answer_interested(alert=yes, by=by_of(yes), now=make.NOW)
    answer_not_for_us(alert=no, reason="too_few", by=by_of(no), now=make.NOW)
    make.client(by_of(looked), looked.organisation).get(f"/listings/{listing.pk}/")
    funnel = funnel_of(listing)
    assert funnel is not None
    assert (funnel.told, funnel.looked, funnel.interested, funnel.not_for_us) == (4, 3, 1, 1)
    assert funnel.reasons == [("Too few", 1)]
    owner = listing.organisation
    page = make.client(make.administrator(owner), owner).get(f"/listings/{listing.pk}/").content.decode()
    assert "4 told, 3 looked, 1 interested" in page
    stranger = make.organisation("school")
    other = make.client(make.administrator(stranger), stranger).get(f"/listings/{listing.pk}/").content.decode()
    assert "4 told" not in other


def test_what_a_wants_page_showed_when_it_was_posted_is_no_news() -> None:
    make.listing()
    wants(1)
    assert Match.objects.count() == 1
    assert Alert.objects.count() == 0
