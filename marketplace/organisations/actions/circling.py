"""Circles: founding one, inviting, answering, leaving, removing. Both sides consent, and every grant has an end.

The administrators of the organisation that founded a circle look after it; those of any member may leave it.
"""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.access import may, roles_of
from marketplace.organisations.actions.founding import NotAnAdministrator
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Circle, CircleMembership, Organisation, Role, User

#: The longest that one invitation can grant.
MOST_YEARS: Final = 3
MOST_OPEN: Final = 100
LONGEST_RULES: Final = 4000
_A_YEAR: Final = timedelta(days=366)


class CircleNameTaken(DomainError):
    code = "circle_name_taken"
    message = gettext_noop("You already look after a circle with this name.")
    field = "name"


class RulesMissing(DomainError):
    code = "rules_missing"
    message = gettext_noop("Write the rules that every member accepts, in a few sentences.")
    field = "rules"


class ReviewBeforeBeginning(DomainError):
    code = "review_before_beginning"
    message = gettext_noop("The rules are reviewed after they have begun: choose a later day.")
    field = "review_on"


class ReviewInThePast(DomainError):
    code = "review_in_the_past"
    message = gettext_noop("That day has passed: choose a later one.")
    field = "review_on"


class NotYourCircle(DomainError):
    code = "not_your_circle"
    message = gettext_noop("Only administrators of the organisation that founded the circle may do this.")


class InvitesItself(DomainError):
    code = "invites_itself"
    message = gettext_noop("You founded this circle: you belong to it already.")
    field = "organisation"


class InCircleAlready(DomainError):
    code = "in_circle_already"
    message = gettext_noop("{organisation} belongs to the circle, or is invited to it, already.")
    field = "organisation"


class EndsInThePast(DomainError):
    code = "ends_in_the_past"
    message = gettext_noop("That day has passed: choose a later one.")
    field = "ends_on"


class EndsTooLate(DomainError):
    code = "ends_too_late"
    message = gettext_noop("A place in a circle is for {most} years at most; then you both agree again.")
    field = "ends_on"


class TooManyInCircle(DomainError):
    code = "too_many_in_circle"
    message = gettext_noop("A circle has at most {most} members and invitations.")
    field = "organisation"


class NothingToAnswer(DomainError):
    code = "nothing_to_answer"
    message = gettext_noop("This invitation is no longer open. Ask for a new one.")


class NotInCircle(DomainError):
    code = "not_in_circle"
    message = gettext_noop("This organisation does not belong to the circle any more.")


class FounderStays(DomainError):
    code = "founder_stays"
    message = gettext_noop("You look after this circle: remove the others first, then leave it.")


def found(
    *,
    organisation: Organisation,
    name: str,
    rules: str,
    active_from: date,
    review_on: date,
    by: User,
    now: datetime,
) -> Circle:
    """Begin a circle of which the organisation is the first member; its place has no end.

    :raises NotAnAdministrator: somebody else of the organisation, or a stranger
    :raises CircleNameTaken | RulesMissing | ReviewBeforeBeginning | ReviewInThePast: it cannot be so
    """
    _refuse_others(organisation, by)
    name, rules = _checked(name, rules, active_from, review_on, now)
    try:
        with transaction.atomic():
            circle = Circle.objects.create(
                name=name,
                rules=rules,
                active_from=active_from,
                review_on=review_on,
                founded_by=organisation,
                created_by=by,
                created_at=now,
            )
            CircleMembership.objects.create(
                circle=circle,
                organisation=organisation,
                invited_by=by,
                invited_at=now,
                accepted_at=now,
                accepted_by=by,
            )
    except IntegrityError as error:
        raise CircleNameTaken from error
    return circle


def revise(
    *, circle: Circle, name: str, rules: str, active_from: date, review_on: date, by: User, now: datetime
) -> None:
    """Change what a circle is called and its rules; the other members are told, and may leave.

    :raises NotYourCircle: not an administrator of its founder
    :raises CircleNameTaken | RulesMissing | ReviewBeforeBeginning | ReviewInThePast: it cannot be so
    """
    _refuse_guests(circle, by)
    name, rules = _checked(name, rules, active_from, review_on, now)
    said = {"name": name, "rules": rules, "active_from": active_from, "review_on": review_on}
    try:
        with transaction.atomic():
            Circle.objects.filter(pk=circle.pk).update(**said)
            circle.refresh_from_db()
            for one in CircleMembership.objects.lasting(localtime(now).date()).filter(circle=circle).for_page():
                if one.organisation_id != circle.founded_by_id:
                    _tell(one, one.organisation, "organisations/mail/circle_revised", now)
    except IntegrityError as error:
        raise CircleNameTaken from error


def invite(*, circle: Circle, organisation: Organisation, ends_on: date, by: User, now: datetime) -> CircleMembership:
    """Ask an organisation to join, until a day. A place that has passed its last day makes room for the new one.

    :raises NotYourCircle: not an administrator of its founder
    :raises InvitesItself | InCircleAlready | EndsInThePast | EndsTooLate | TooManyInCircle: it cannot be so
    """
    _refuse_guests(circle, by)
    today = localtime(now).date()
    if organisation.pk == circle.founded_by_id:
        raise InvitesItself
    if ends_on < today:
        raise EndsInThePast
    if ends_on > today + MOST_YEARS * _A_YEAR:
        raise EndsTooLate(most=MOST_YEARS)
    places = CircleMembership.objects.open().filter(circle=circle)
    try:
        with transaction.atomic():
            places.filter(organisation=organisation, ends_on__lt=today).update(ended_at=now, ended_by=by)
            if places.count() >= MOST_OPEN:
                raise TooManyInCircle(most=MOST_OPEN)
            place = CircleMembership.objects.create(
                circle=circle, organisation=organisation, invited_by=by, invited_at=now, ends_on=ends_on
            )
            _tell(place, organisation, "organisations/mail/circle_invited", now)
    except IntegrityError as error:
        raise InCircleAlready(organisation=organisation.name) from error
    return place


@transaction.atomic
def accept(*, place: CircleMembership, by: User, now: datetime) -> None:
    """Join the circle by its rules.

    :raises NotAnAdministrator: not an administrator of the organisation that is invited
    :raises NothingToAnswer: answered, taken back or past its last day
    """
    _answer(place, by, now, accepted_at=now, accepted_by=by)
    _tell(place, place.circle.founded_by, "organisations/mail/circle_answered", now)


@transaction.atomic
def decline(*, place: CircleMembership, by: User, now: datetime) -> None:
    """Do not join; the founder is told.

    :raises NotAnAdministrator | NothingToAnswer: as for `accept`
    """
    _answer(place, by, now, declined_at=now)
    _tell(place, place.circle.founded_by, "organisations/mail/circle_answered", now)


@transaction.atomic
def leave(*, circle: Circle, organisation: Organisation, by: User, now: datetime) -> None:
    """End the organisation's own place: from this moment it sees nothing through the circle, and shows it nothing.

    :raises NotAnAdministrator: not an administrator of the organisation
    :raises FounderStays: it founded the circle, and others are in it
    :raises NotInCircle: it is not in it
    """
    _refuse_others(organisation, by)
    if organisation.pk == circle.founded_by_id:
        others = CircleMembership.objects.open().filter(circle=circle).exclude(organisation=organisation)
        if others.exists():
            raise FounderStays
    place = _end(circle, organisation, by, now)
    if organisation.pk != circle.founded_by_id:
        _tell(place, circle.founded_by, "organisations/mail/circle_left", now)


@transaction.atomic
def remove(*, circle: Circle, organisation: Organisation, by: User, now: datetime) -> None:
    """End another's place, or take its invitation back: from this moment it sees nothing through the circle.

    :raises NotYourCircle: not an administrator of the circle's founder
    :raises FounderStays: the founder itself
    :raises NotInCircle: it is not in it
    """
    _refuse_guests(circle, by)
    if organisation.pk == circle.founded_by_id:
        raise FounderStays
    place = _end(circle, organisation, by, now)
    _tell(place, organisation, "organisations/mail/circle_removed", now)


def _end(circle: Circle, organisation: Organisation, by: User, now: datetime) -> CircleMembership:
    places = CircleMembership.objects.open().filter(circle=circle, organisation=organisation).for_page()
    place = places.first()
    if place is None or not places.filter(pk=place.pk).update(ended_at=now, ended_by=by):
        raise NotInCircle
    place.refresh_from_db()
    return place


def _answer(place: CircleMembership, by: User, now: datetime, **said: object) -> None:
    _refuse_others(place.organisation, by)
    waiting = CircleMembership.objects.waiting(localtime(now).date()).filter(pk=place.pk)
    if not waiting.update(**said):
        raise NothingToAnswer
    place.refresh_from_db()


def _checked(name: str, rules: str, active_from: date, review_on: date, now: datetime) -> tuple[str, str]:
    """Name and rules as they are kept.

    :raises DomainError: as for `found`
    """
    refuse_unsafe(name, field="name")
    refuse_unsafe(rules, field="rules")
    if not rules.strip() or len(rules) > LONGEST_RULES:
        raise RulesMissing
    if review_on <= active_from:
        raise ReviewBeforeBeginning
    if review_on < localtime(now).date():
        raise ReviewInThePast
    return " ".join(name.split()), rules.strip()


def _refuse_others(organisation: Organisation, by: User) -> None:
    if not may(roles_of(user=by, organisation=organisation)):
        raise NotAnAdministrator


def _refuse_guests(circle: Circle, by: User) -> None:
    if not may(roles_of(user=by, organisation=circle.founded_by)):
        raise NotYourCircle


def _tell(place: CircleMembership, to: Organisation, template: str, now: datetime) -> None:
    """Write to the administrators of one side."""
    context = {"place": place, "circle": place.circle, "member": place.organisation}
    notify(organisation=to, roles=(Role.ADMINISTRATOR,), template=template, context=context, now=now)
