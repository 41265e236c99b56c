"""Circles: both sides consent, a grant ends, and who founded a circle looks after it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from marketplace.organisations.actions import circling
from marketplace.organisations.actions.founding import NotAnAdministrator
from marketplace.organisations.models import Circle, CircleMembership, Organisation, Role
from marketplace.web.models import Mail
from tests import make
from tests.make.circles import TODAY, circle, place

pytestmark = pytest.mark.django_db

A_YEAR = TODAY + timedelta(days=365)
PAST = TODAY - timedelta(days=9)


def found(organisation: Organisation, **said: object) -> Circle:
    values = {"name": "Wharf", "rules": "Be fair.", "active_from": TODAY, "review_on": A_YEAR, **said}
    return circling.found(
        organisation=organisation,
        by=make.administrator(organisation),
        now=make.NOW,
        **values,  # type: ignore[arg-type]  # whichever the test gives
    )


def members(one: Circle) -> set[str]:
    return set(CircleMembership.objects.lasting(TODAY).filter(circle=one).values_list("organisation__name", flat=True))


def test_who_founds_a_circle_is_its_first_member_without_an_end() -> None:
    ours = make.organisation(name="Ours")
    made = found(ours)
    assert members(made) == {"Ours"}
    assert made.memberships.get().ends_on is None


def test_a_circle_that_cannot_be_is_refused() -> None:
    ours = make.organisation()
    found(ours)
    refused: list[tuple[type[Exception], dict[str, object]]] = [
        (circling.CircleNameTaken, {}),
        (circling.RulesMissing, {"name": "B", "rules": "  "}),
        (circling.ReviewBeforeBeginning, {"name": "B", "review_on": TODAY}),
        (
            circling.ReviewInThePast,
            {"name": "B", "active_from": PAST, "review_on": PAST + timedelta(days=1)},
        ),
    ]
    for refusal, said in refused:
        with pytest.raises(refusal):
            found(ours, **said)
    assert Circle.objects.count() == 1


def test_an_invitation_shows_nothing_until_it_is_accepted_and_both_sides_are_told() -> None:
    ours, theirs = make.organisation(name="Ours"), make.organisation(name="Theirs")
    made = circle(ours)
    invited = place(made, theirs, accepted=False)
    assert members(made) == {"Ours"}
    circling.accept(place=invited, by=make.administrator(theirs), now=make.NOW)
    assert members(made) == {"Ours", "Theirs"}
    to = [(mail.to, mail.subject) for mail in Mail.objects.order_by("pk")]
    assert to == [
        (make.administrator(theirs).email, f"Ours invites you to the circle {made.name}"),
        (make.administrator(ours).email, f"Theirs has joined {made.name}"),
    ]
    with pytest.raises(circling.NothingToAnswer):
        circling.accept(place=invited, by=make.administrator(theirs), now=make.NOW)


def test_who_declines_can_be_invited_again() -> None:
    ours, theirs = make.organisation(name="Ours"), make.organisation()
    made = circle(ours)
    circling.decline(place=place(made, theirs, accepted=False), by=make.administrator(theirs), now=make.NOW)
    assert members(made) == {"Ours"}
    place(made, theirs)
    assert len(members(made)) == 2


def test_invitations_that_cannot_be_are_refused() -> None:
    ours, theirs, third = make.organisation(), make.organisation(), make.organisation()
    made = circle(ours, theirs)
    cases = [
        (circling.InvitesItself, ours, A_YEAR),
        (circling.InCircleAlready, theirs, A_YEAR),
        (circling.EndsInThePast, third, TODAY - timedelta(days=1)),
        (circling.EndsTooLate, third, TODAY + timedelta(days=4 * 366)),
    ]
    for refusal, organisation, ends_on in cases:
        with pytest.raises(refusal):
            circling.invite(
                circle=made, organisation=organisation, ends_on=ends_on, by=make.administrator(ours), now=make.NOW
            )
    with pytest.raises(circling.NotYourCircle):
        circling.invite(circle=made, organisation=third, ends_on=A_YEAR, by=make.administrator(theirs), now=make.NOW)
    assert made.memberships.count() == 2


def test_a_place_ends_with_its_day_and_can_be_granted_again() -> None:
    ours, theirs = make.organisation(), make.organisation()
    made = circle(ours, theirs, ends_on=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    assert not CircleMembership.objects.lasting(tomorrow).of(theirs).exists()
    later = make.NOW + timedelta(days=1)
    by = make.administrator(ours)
    again = circling.invite(circle=made, organisation=theirs, ends_on=A_YEAR, by=by, now=later)
    circling.accept(place=again, by=make.administrator(theirs), now=later)
    assert CircleMembership.objects.lasting(tomorrow).of(theirs).count() == 1


def test_members_leave_and_are_removed_and_the_founder_stays_until_the_last() -> None:
    ours, theirs, third = make.organisation(name="Ours"), make.organisation(), make.organisation()
    made = circle(ours, theirs, third)
    by = make.administrator(ours)
    with pytest.raises(circling.FounderStays):
        circling.leave(circle=made, organisation=ours, by=by, now=make.NOW)
    with pytest.raises(circling.NotYourCircle):
        circling.remove(circle=made, organisation=third, by=make.administrator(theirs), now=make.NOW)
    circling.leave(circle=made, organisation=theirs, by=make.administrator(theirs), now=make.NOW)
    circling.remove(circle=made, organisation=third, by=by, now=make.NOW)
    assert members(made) == {"Ours"}
    with pytest.raises(circling.NotInCircle):
        circling.remove(circle=made, organisation=third, by=by, now=make.NOW)
    circling.leave(circle=made, organisation=ours, by=by, now=make.NOW)
    assert members(made) == set()


def test_only_administrators_found_accept_and_leave() -> None:
    ours, theirs = make.organisation(), make.organisation()
    made = circle(ours)
    invited = place(made, theirs, accepted=False)
    lister = make.member(theirs, Role.LISTER)
    acts: list[Callable[[], object]] = [
        lambda: circling.accept(place=invited, by=lister, now=make.NOW),
        lambda: circling.decline(place=invited, by=lister, now=make.NOW),
        lambda: circling.leave(circle=made, organisation=theirs, by=lister, now=make.NOW),
    ]
    for act in acts:
        with pytest.raises(NotAnAdministrator):
            act()
    assert members(made) == {ours.name}


def test_changed_rules_are_told_to_the_others() -> None:
    ours, theirs = make.organisation(), make.organisation()
    made = circle(ours, theirs)
    Mail.objects.all().delete()
    circling.revise(
        circle=made, name="New", rules="Other.", active_from=TODAY, review_on=A_YEAR,
        by=make.administrator(ours), now=make.NOW,
    )  # fmt: skip
    assert (made.name, made.rules) == ("New", "Other.")
    assert [mail.to for mail in Mail.objects.all()] == [make.administrator(theirs).email]
