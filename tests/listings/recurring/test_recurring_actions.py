"""Recurring material: posted once each, some days ahead; paused, skipped, resumed, ended; standing claims, breaks."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from listings.actions import repeating, standing
from listings.actions.allotting import AllocationValues, allot
from listings.actions.recurring import post_due
from listings.models import Audience, Claim, Listing, Occurrence, Recurrence, Stage
from listings.models.steps import ReasonMissing
from marketplace.kernel.recurrence import NeverHappens
from marketplace.organisations.actions.placing import close_site
from marketplace.web.models import Mail
from tests import make
from tests.make.circles import circle, staged
from tests.make.organisations import NOW
from tests.make.recurring import recurrence
from tests.make.recurring import standing as standing_claim

pytestmark = pytest.mark.django_db
TODAY = NOW.date()  # a Tuesday
WEEK = timedelta(weeks=1)


def _posted(of: Recurrence) -> list[date]:
    return list(of.occurrences.filter(listing__isnull=False).order_by("on").values_list("on", flat=True))


def _run(weeks: int) -> datetime:
    """Let the clock run once, so many weeks from now."""
    post_due(now=NOW + weeks * WEEK)
    return NOW + weeks * WEEK


def test_what_is_due_is_posted_at_once_as_the_pattern_says() -> None:
    pattern = make.draft(title="Pallets", description="Heat treated", reference="P-1", serial_number="S9")
    made = recurrence(pattern)
    assert _posted(made) == [TODAY, TODAY + WEEK]
    first = Listing.objects.get(occurrence__on=TODAY)
    assert (first.title, first.description, first.state, first.quantity, first.available) == (
        "Pallets", "Heat treated", "published", Decimal(4), Decimal(4),
    )  # fmt: skip
    assert (first.available_from, first.must_be_gone_by) == (TODAY, TODAY + timedelta(days=3))
    assert (first.reference, first.serial_number, first.organisation) == ("", "", pattern.organisation)
    pattern.refresh_from_db()
    assert pattern.state == "draft"


def test_the_clock_posts_each_day_once_and_none_of_the_past() -> None:
    made = recurrence(starts_on=TODAY + WEEK, ahead_days=2)
    assert _posted(made) == []
    assert [post_due(now=NOW + timedelta(days=days)) for days in (4, 5, 5, 6)] == [0, 1, 0, 0]
    _run(4)
    assert _posted(made) == [TODAY + WEEK, TODAY + 4 * WEEK]  # the two weeks that no clock ran are not made up for


def test_the_rule_ends_by_itself() -> None:
    made = recurrence(rule="FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    for week in range(1, 5):
        _run(week)
    assert _posted(made) == [TODAY, TODAY + WEEK, TODAY + 2 * WEEK]


def test_a_pause_posts_nothing_and_goes_on_from_its_day() -> None:
    made = recurrence(ahead_days=0)
    repeating.pause(recurrence=made, resumes_on=TODAY + 3 * WEEK, by=made.by, now=NOW)
    with pytest.raises(repeating.RecurrenceMovedOn):
        repeating.pause(recurrence=made, resumes_on=None, by=made.by, now=NOW)
    for week in (1, 2):
        _run(week)
    assert _posted(made) == [TODAY]
    _run(3)
    made.refresh_from_db()
    assert (_posted(made), made.state, made.resumes_on) == ([TODAY, TODAY + 3 * WEEK], "running", None)


def test_what_is_resumed_posts_what_is_due_from_then_on() -> None:
    made = recurrence()
    repeating.pause(recurrence=made, resumes_on=None, by=made.by, now=NOW)
    _run(2)
    repeating.resume(recurrence=made, by=made.by, now=NOW + 3 * WEEK)
    assert _posted(made) == [TODAY, TODAY + WEEK, TODAY + 3 * WEEK, TODAY + 4 * WEEK]
    with pytest.raises(repeating.RecurrenceMovedOn):
        repeating.resume(recurrence=made, by=made.by, now=NOW)


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_pause_ends_on_a_later_day_within_a_year(days: int) -> None:
    made = recurrence()
    with pytest.raises(repeating.GoesOnTooFar):
        repeating.pause(recurrence=made, resumes_on=TODAY + timedelta(days=days), by=made.by, now=NOW)
    made.refresh_from_db()
    assert made.state == "running"


def test_a_skipped_day_is_left_out_and_can_be_taken_up_again() -> None:
    made = recurrence()
    for week in (2, 3):
        repeating.skip(recurrence=made, on=TODAY + week * WEEK, by=made.by, now=NOW)
    repeating.take_up(recurrence=made, on=TODAY + 3 * WEEK, by=made.by, now=NOW)
    for week in (1, 2, 3):
        _run(week)
    assert _posted(made) == [TODAY, TODAY + WEEK, TODAY + 3 * WEEK, TODAY + 4 * WEEK]
    with pytest.raises(repeating.NotSkipped):
        repeating.take_up(recurrence=made, on=TODAY + 3 * WEEK, by=made.by, now=NOW)


@pytest.mark.parametrize(
    ("days", "refusal"),
    [(1, repeating.NotOneOfItsDays), (-7, repeating.NotOneOfItsDays), (700, repeating.NotOneOfItsDays),
     (0, repeating.PostedAlready)],
)  # fmt: skip
def test_only_a_day_to_come_can_be_skipped(days: int, refusal: type[Exception]) -> None:
    made = recurrence()
    before = list(Occurrence.objects.order_by("pk").values())
    with pytest.raises(refusal):
        repeating.skip(recurrence=made, on=TODAY + timedelta(days=days), by=made.by, now=NOW)
    assert list(Occurrence.objects.order_by("pk").values()) == before


def test_what_ended_posts_nothing_and_its_standing_claims_end_with_a_reason() -> None:
    made = recurrence()
    claim = standing_claim(made)
    with pytest.raises(ReasonMissing):
        repeating.end(recurrence=made, reason=" ", by=made.by, now=NOW)
    Mail.objects.all().delete()
    repeating.end(recurrence=made, reason="We moved.", by=made.by, now=NOW)
    _run(3)
    claim.refresh_from_db()
    assert (_posted(made), claim.state, claim.reason, made.promised) == (
        [TODAY, TODAY + WEEK],
        "ended",
        "We moved.",
        Decimal(0),
    )
    assert "We moved." in Mail.objects.get(to=make.administrator(claim.organisation).email).text
    for act in (
        lambda: standing_claim(made),
        lambda: repeating.skip(recurrence=made, on=TODAY + 3 * WEEK, by=made.by, now=NOW),
    ):
        with pytest.raises((standing.HasEnded, repeating.RecurrenceMovedOn)):
            act()


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"starts_on": TODAY - timedelta(days=1)}, repeating.StartsTooFar),
        ({"starts_on": TODAY + timedelta(days=400)}, repeating.StartsTooFar),
        ({"ahead_days": 61}, repeating.DaysOutOfBounds),
        ({"ahead_days": -1}, repeating.DaysOutOfBounds),
        ({"gone_within_days": 61}, repeating.DaysOutOfBounds),
        ({"rule": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260101"}, NeverHappens),
        ({"rule": "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31"}, NeverHappens),
    ],
)
def test_what_cannot_come_again_is_refused(said: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        recurrence(**said)  # type: ignore[arg-type]  # one argument each
    assert not Recurrence.objects.exists()
    assert Listing.objects.count() == 1


def test_spaces_and_loans_and_occurrences_do_not_come_again() -> None:
    for listing, refusal in (
        (make.draft(slug="hall", mode="hire"), repeating.CannotRepeat),
        (make.draft(mode="lend"), repeating.CannotRepeat),
    ):
        with pytest.raises(refusal):
            recurrence(listing)
    made = recurrence()
    for again in (made.listing, Listing.objects.get(occurrence__on=TODAY)):
        with pytest.raises(repeating.RepeatsAlready):
            recurrence(again)


def test_occurrences_are_shown_to_whom_the_pattern_is_shown_and_when() -> None:
    owner = make.organisation()
    friends = circle(owner, make.organisation())
    pattern = make.draft(owner)
    staged(pattern, own=TODAY, circles={friends: TODAY + timedelta(days=1)})
    made = recurrence(pattern, ahead_days=7, gone_within_days=None)
    _run(1)
    last = Listing.objects.get(occurrence__on=TODAY + 2 * WEEK)
    assert not last.is_for_everyone
    began = TODAY + WEEK
    assert list(Stage.objects.of([last]).values_list("audience", "begins_on")) == [
        (Audience.OWN_SITES, began), (Audience.CIRCLE, began + timedelta(days=1)),
    ]  # fmt: skip
    assert made.occurrences.count() == 3


def test_occurrences_are_given_as_the_pattern_is_with_a_seed_of_their_own() -> None:
    pattern = make.listing()
    values = AllocationValues(policy="ballot", closes_at=NOW + timedelta(days=2), decides_itself=True)
    allot(listing=pattern, values=values, by=pattern.created_by, now=NOW)
    recurrence(pattern)
    one, other = Listing.objects.filter(occurrence__isnull=False).order_by("pk").select_related("allocation")
    assert one.allocation.policy == other.allocation.policy == "ballot"
    assert one.allocation.closes_at == NOW + timedelta(days=2)
    assert len({pattern.allocation.ballot_seed, one.allocation.ballot_seed, other.allocation.ballot_seed}) == 3


def test_what_cannot_be_posted_pauses_with_the_reason_and_the_giver_is_told() -> None:
    made, fine = recurrence(), recurrence()
    site = made.listing.site
    close_site(site=site, by=made.by, now=NOW)
    Mail.objects.all().delete()
    _run(1)
    made.refresh_from_db()
    assert (made.state, made.trouble != "", _posted(made)) == ("paused", True, [TODAY, TODAY + WEEK])
    assert made.trouble in Mail.objects.get().text
    assert _posted(fine) == [TODAY, TODAY + WEEK, TODAY + 2 * WEEK]  # the others go on
    _run(2)
    assert Mail.objects.count() == 1


def test_a_standing_claim_has_each_occurrence_promised_except_in_its_breaks() -> None:
    made = recurrence(quantity=4)
    claim = standing_claim(made, quantity=3)
    standing.add_break(claim=claim, from_on=TODAY + 3 * WEEK, to_on=TODAY + 3 * WEEK, by=claim.by, now=NOW)
    for week in (1, 2, 3):
        _run(week)
    rows = Claim.objects.order_by("listing__occurrence__on")
    assert [(row.listing.occurrence.on, row.state, row.accepted_quantity, row.organisation) for row in rows] == [
        (TODAY + week * WEEK, "accepted", Decimal(3), claim.organisation) for week in (2, 4)
    ]
    left = Listing.objects.filter(occurrence__isnull=False).order_by("occurrence__on")
    assert list(left.values_list("available", flat=True)) == [4, 4, 1, 4, 1]
    kept = [(row.hold_until - NOW).days for row in rows if row.hold_until]
    assert kept == [27, 41]


def test_a_standing_claim_is_first_whatever_the_rule() -> None:
    pattern = make.draft()
    allot(listing=pattern, values=AllocationValues(policy="donor_chooses"), by=pattern.created_by, now=NOW)
    standing_claim(recurrence(pattern))
    _run(1)
    assert Claim.objects.get().state == "accepted"


def test_no_more_is_promised_than_comes() -> None:
    made = recurrence(quantity=4)
    first, second = standing_claim(made, quantity=3), standing_claim(made, quantity=2, agreed=False)
    with pytest.raises(standing.MoreThanUnpromised):
        standing.agree(claim=second, by=made.by, now=NOW)
    second.refresh_from_db()
    assert second.state == "asked"
    standing.end(claim=first, reason="No more stoves.", by=first.by, now=NOW)
    standing.agree(claim=second, by=made.by, now=NOW)
    made.refresh_from_db()
    assert made.promised == 2
    with pytest.raises(standing.StandingMovedOn):
        standing.agree(claim=second, by=made.by, now=NOW)
    made.refresh_from_db()
    assert made.promised == 2


def test_a_standing_claim_that_fails_says_why_and_the_others_go_on() -> None:
    made = recurrence(quantity=4)
    failing, fine = standing_claim(made), standing_claim(made)
    close_site(site=failing.site, by=failing.by, now=NOW)
    Mail.objects.all().delete()
    _run(1)
    failing.refresh_from_db()
    assert failing.trouble
    assert [row.organisation for row in Claim.objects.all()] == [fine.organisation]
    told = Mail.objects.filter(text__contains=failing.trouble)
    assert set(told.values_list("to", flat=True)) == {failing.by.email, made.by.email}


@pytest.mark.parametrize(
    ("quantity", "mine", "refusal"),
    [(5, False, standing.MoreThanComes), (1, True, standing.OwnRecurrence)],
)
def test_a_standing_claim_that_cannot_be_is_refused(quantity: int, mine: bool, refusal: type[Exception]) -> None:
    made = recurrence(quantity=4)
    with pytest.raises(refusal):
        standing_claim(made, organisation=made.listing.organisation if mine else None, quantity=quantity)
    assert not made.standing_claims.exists()


def test_an_organisation_has_one_standing_claim_on_a_thing() -> None:
    made = recurrence(quantity=4)
    claim = standing_claim(made)
    with pytest.raises(standing.StandsAlready):
        standing_claim(made, organisation=claim.organisation)
    standing.end(claim=claim, reason="Enough.", by=claim.by, now=NOW)
    standing_claim(made, organisation=claim.organisation)
    made.refresh_from_db()
    assert made.promised == Decimal(1)


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [(5, 4, standing.BreakBackwards), (-9, -1, standing.BreakIsPast), (1, 800, standing.BreakTooLong)],
)
def test_a_break_is_still_to_come(first: int, last: int, refusal: type[Exception]) -> None:
    claim = standing_claim(recurrence())
    days = {"from_on": TODAY + timedelta(days=first), "to_on": TODAY + timedelta(days=last)}
    with pytest.raises(refusal):
        standing.add_break(claim=claim, **days, by=claim.by, now=NOW)
    assert not claim.breaks.exists()
