"""The operator's workbench: its lists are short, true and suppress small counts; an introduction happens once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from listings.actions.introducing import AlreadyIntroduced, NothingToIntroduce, introduce
from listings.actions.missing import forget_misses, note_miss
from listings.models import Claim, Introduction, Listing, Match, SearchMiss, Want
from listings.models.misses import week_of
from listings.queries import workbench
from listings.search.words import read_words
from marketplace.dialogue.models import Message, Participant
from marketplace.kernel.geo import Point
from marketplace.organisations.models import User
from tests import make

pytestmark = pytest.mark.django_db
LEEDS = Point(53.7997, -1.5492)


@pytest.fixture
def operator() -> User:
    person = make.user()
    person.is_staff = True
    person.save()
    return person


@pytest.fixture
def bench(operator: User) -> Client:
    browser = Client()
    browser.force_login(operator)
    return browser


def _pair(score: int = 90) -> tuple[Listing, Want]:
    """A listing and a want that fit, as matching noted them."""
    listing, want = make.listing(), make.want()
    Match.objects.update_or_create(listing=listing, want=want, defaults={"score": score, "found_at": make.NOW})
    return Listing.objects.for_page().get(pk=listing.pk), Want.objects.for_cards().get(pk=want.pk)


def _miss(text: str, *, by: int, point: Point | None = LEEDS) -> None:
    words = read_words(text)
    assert words is not None
    for visitor in range(by):
        note_miss(words=words, point=point, kind="", visitor=f"person {visitor}", now=make.NOW)


def test_gap_is_shown_from_three_people_on_and_names_the_town() -> None:
    _miss("stairlift", by=3)
    _miss("hoist", by=2)
    _miss("trampoline", by=4, point=None)
    assert [(gap.word, gap.area, gap.visitors) for gap in workbench.gaps(make.NOW)] == [
        ("trampoline", "", 4),
        ("stairlift", "Leeds", 3),
    ]


def test_miss_counts_a_visitor_once_a_week_and_keeps_nothing_of_them() -> None:
    _miss("stairlift", by=1)
    _miss("stairlift", by=1)
    miss = SearchMiss.objects.get()
    assert "person" not in repr(list(SearchMiss.objects.values()))
    words = read_words("stairlift")
    assert words is not None
    later = make.NOW + timedelta(weeks=1)
    note_miss(words=words, point=LEEDS, kind="", visitor="person 0", now=later)
    assert SearchMiss.objects.exclude(visitor=miss.visitor).count() == 1
    assert forget_misses(now=make.NOW + timedelta(weeks=27)) == 1
    assert SearchMiss.objects.get().week == week_of(later)


def test_search_without_a_result_is_noted_by_area_and_word_alone() -> None:
    make.listing(title="Oak desks")
    browser, address = Client(), reverse("listings:search")
    for query in ({"q": "desks", "place": "Leeds"}, {"place": "York", "radius_km": "1"}, {"q": "hoists", "place": "x"}):
        browser.get(address, query)
    assert not SearchMiss.objects.exists()
    browser.get(address, {"q": "stair hoist", "place": "Leeds", "kind": "equipment"})
    browser.get(address, {"q": "hoist", "place": "Leeds", "kind": "equipment"})
    noted = SearchMiss.objects.order_by("word").values_list("word", "kind", "week")
    week = week_of(timezone.now())
    assert list(noted) == [("hoist", "equipment", week), ("stair", "equipment", week)]


def test_nearly_met_leaves_out_what_was_asked_for_or_introduced(operator: User) -> None:
    listing, want = _pair()
    assert [(pair.want, pair.listing, pair.score) for pair in workbench.nearly_met()] == [(want.pk, listing.pk, 90)]
    introduce(listing=listing, want=want, note="", by=operator, now=make.NOW)
    assert workbench.nearly_met() == []


def test_want_whose_organisation_asked_already_is_not_nearly_met() -> None:
    listing, want = _pair()
    make.claim(listing, organisation=want.organisation, site=want.site)
    assert workbench.nearly_met() == []


def test_never_answer_counts_what_waited_for_five_days() -> None:
    claim = make.claim()
    late = claim.asked_at + workbench.PATIENCE + timedelta(hours=1)
    found = workbench.never_answer(late)
    assert [(one.organisation, one.unanswered, one.asked) for one in found] == [(claim.listing.organisation.name, 1, 1)]
    assert workbench.never_answer(claim.asked_at + timedelta(days=4)) == []


def test_about_to_expire_lists_the_week_ahead() -> None:
    today = timezone.localdate(make.NOW)
    soon = make.listing(must_be_gone_by=today + timedelta(days=3), quantity=Decimal(5))
    make.listing(must_be_gone_by=today + timedelta(days=9))
    make.listing()
    assert [(one.title, one.left, one.last_day) for one in workbench.about_to_expire(today)] == [
        (soon.title, "5 items", today + timedelta(days=3))
    ]


def test_introduce_opens_a_thread_and_tells_both(
    bench: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    listing, want = _pair()
    typed = {"listing": listing.pk, "want": want.pk, "note": "Sam <b>knows</b> the dock."}
    with django_capture_on_commit_callbacks(execute=True):
        answer = bench.post(reverse("listings:introduce"), typed)
    assert answer.headers["Location"] == reverse("listings:workbench")
    made = Introduction.objects.get()
    parties = set(Participant.objects.filter(thread=made.thread).values_list("organisation", flat=True))
    assert parties == {listing.organisation_id, want.organisation_id}
    assert Message.objects.get(thread=made.thread).body.endswith("Sam <b>knows</b> the dock.")
    assert sorted(to for letter in mail.outbox[-2:] for to in letter.to) == sorted(
        make.administrator(party).email for party in (listing.organisation, want.organisation)
    )
    assert "Sam &lt;b&gt;knows&lt;/b&gt; the dock." in str(mail.outbox[-1].message())
    assert Claim.objects.count() == 0


def test_introduce_refuses_what_does_not_fit_any_more(operator: User) -> None:
    listing, want = _pair()
    introduce(listing=listing, want=want, note="", by=operator, now=make.NOW)
    with pytest.raises(AlreadyIntroduced):
        introduce(listing=listing, want=want, note="", by=operator, now=make.NOW)
    own = Want.objects.for_cards().get(pk=make.want(listing.organisation, site=listing.site).pk)
    with pytest.raises(NothingToIntroduce):
        introduce(listing=listing, want=own, note="", by=operator, now=make.NOW)
    chairs = Want.objects.for_cards().get(pk=make.want(slug="timber", kind="material", title="Timber").pk)
    with pytest.raises(NothingToIntroduce):
        introduce(listing=listing, want=chairs, note="", by=operator, now=make.NOW)
    assert Introduction.objects.count() == 1


def test_workbench_is_not_there_for_others() -> None:
    browser = Client()
    browser.force_login(make.administrator(make.organisation()))
    assert browser.get(reverse("listings:workbench")).status_code == 404
    assert browser.post(reverse("listings:introduce"), {"listing": 1, "want": 1}).status_code == 404


def test_workbench_keeps_what_it_refuses(bench: Client) -> None:
    answer = bench.post(reverse("listings:introduce"), {"listing": "x", "want": "1"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["listing"])


def test_workbench_costs_the_same_for_one_and_three(
    bench: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _pair()
    bench.get(reverse("listings:workbench"))
    with django_assert_num_queries(9):
        bench.get(reverse("listings:workbench"))
    _pair()
    _pair()
    with django_assert_num_queries(9):
        bench.get(reverse("listings:workbench"))
