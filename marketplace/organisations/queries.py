"""What the pages of this room print, loaded for each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from marketplace.kernel.geo import Point
from marketplace.organisations.access import may
from marketplace.organisations.models import (
    Circle,
    CircleMembership,
    Invitation,
    Membership,
    Organisation,
    Role,
    Site,
    User,
)
from marketplace.web.waiting import Waiting

URGENCY = ("now", "soon", "later")


@dataclass(frozen=True)
class Person:
    """A member with all their roles, as the people list prints them."""

    user: User
    roles: list[str]
    role_names: list[str]


def people_of(organisation: Organisation) -> list[Person]:
    """Everybody who has a role there, by name."""
    people: dict[int, Person] = {}
    for row in Membership.objects.in_organisation(organisation).for_people_page():
        person = people.setdefault(row.user_id, Person(row.user, [], []))
        person.roles.append(row.role)
        person.role_names.append(row.get_role_display())
    return list(people.values())


def sites_of(organisation: Organisation) -> list[Site]:
    """Its sites: those in use by name, then the closed ones."""
    sites = Site.objects.owned_by(organisation).for_choice()
    return sorted(sites, key=lambda site: site.closed_at is not None)


def public_areas_of(organisation: Organisation) -> list[tuple[str, Point]]:
    """Where it is, as far as anybody may know: towns with districts, each once, with a public point there."""
    sites = Site.objects.owned_by(organisation).in_use().for_choice()
    return sorted({site.public_area: site.public_point for site in sites}.items())


def invitations_of(organisation: Organisation, *, now: datetime) -> list[Invitation]:
    """The invitations that have not been answered, newest first."""
    return list(Invitation.objects.open_at(now).for_people_page(organisation))


def has_confirmed_address(user: User) -> bool:
    """Whether the person has shown that they read mail at their address."""
    return bool(EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists())


def invitations_for(user: User, *, now: datetime) -> list[Invitation]:
    """What the person is invited to: only what their confirmed address shows to be theirs."""
    if not has_confirmed_address(user):
        return []
    return list(Invitation.objects.open_at(now).for_address(user.email))


@dataclass(frozen=True, slots=True)
class CirclePage:
    """What the page of a circle prints for one organisation."""

    places: list[CircleMembership]
    invited: list[CircleMembership]
    #: the organisation's own: its place, or its invitation
    own: CircleMembership | None
    is_own: bool
    is_member: bool
    has_begun: bool
    review_is_due: bool


def circles_of(organisation: Organisation, *, today: date) -> list[CirclePage]:
    """The circles that the organisation belongs to or is invited to, by name."""
    circles = list(Circle.objects.open_to(organisation, today).for_list())
    places: dict[int, list[CircleMembership]] = {circle.pk: [] for circle in circles}
    for place in CircleMembership.objects.open().filter(circle__in=circles).for_page():
        places[place.circle_id].append(place)
    return [_circle_page(circle, places[circle.pk], organisation, today) for circle in circles]


def circle_page(circle: Circle, organisation: Organisation, *, today: date) -> CirclePage:
    """The page of one circle."""
    places = list(CircleMembership.objects.open().filter(circle=circle).for_page())
    return _circle_page(circle, places, organisation, today)


def _circle_page(circle: Circle, places: list[CircleMembership], organisation: Organisation, today: date) -> CirclePage:
    lasting = [place for place in places if place.lasts_at(today)]
    waiting = [place for place in places if place.waits_at(today)]
    own = next((place for place in [*lasting, *waiting] if place.organisation_id == organisation.pk), None)
    return CirclePage(
        places=lasting,
        invited=waiting,
        own=own,
        is_own=circle.founded_by_id == organisation.pk,
        is_member=own is not None and own.accepted_at is not None,
        has_begun=circle.active_from <= today,
        review_is_due=circle.review_on <= today,
    )


def circles_waiting(organisation: Organisation, *, today: date) -> list[Waiting]:
    """For administrators: invitations to circles, and circles whose rules are to be looked at again."""
    invited = CircleMembership.objects.waiting(today).of(organisation).for_page()
    waiting = [
        Waiting(
            title=_("%(founder)s invites you to the circle %(circle)s")
            % {"founder": place.circle.founded_by, "circle": place.circle},
            detail=_("Read its rules first."),
            verb=_("Look at it"),
            url=reverse("organisations:circle", args=[place.circle_id]),
        )
        for place in invited
    ]
    due = Circle.objects.filter(founded_by=organisation, review_on__lte=today).of_member(organisation, today)
    waiting += [
        Waiting(
            title=_("Look at the rules of %(circle)s again") % {"circle": circle},
            detail=_("Their review was due on %(day)s.") % {"day": date_format(circle.review_on, "j F Y")},
            verb=_("Review"),
            url=reverse("organisations:circle-edit", args=[circle.pk]),
            urgency="later",
        )
        for circle in due.for_list()
    ]
    return waiting


def waiting_for(*, organisation: Organisation, roles: frozenset[str], user: User, now: datetime) -> list[Waiting]:
    """What this room has for somebody's yard."""
    waiting = [
        Waiting(
            title=_("%(inviter)s invites you to %(organisation)s")
            % {"inviter": invitation.invited_by, "organisation": invitation.organisation},
            detail=_("As %(role)s") % {"role": invitation.get_role_display()},
            verb=_("Look at it"),
            url=reverse("organisations:organisation-new"),
        )
        for invitation in invitations_for(user, now=now)
    ]
    if may(roles):
        waiting += circles_waiting(organisation, today=localtime(now).date())
    looks_after_sites = may(roles, Role.LISTER, Role.REQUESTER)
    if looks_after_sites and not Site.objects.owned_by(organisation).in_use().exists():
        waiting.append(
            Waiting(
                title=_("Say where your things are"),
                detail=_("A site has an address, dock hours and notes for the driver. Listings and wants need one."),
                verb=_("Add a site"),
                url=reverse("organisations:site-new"),
                urgency="now",
            )
        )
    if not has_confirmed_address(user):
        waiting.append(
            Waiting(
                title=_("Confirm your e-mail address"),
                detail=_("So that mail about claims and collections reaches you."),
                verb=_("Confirm"),
                url=reverse("account_email"),
                urgency="later",
            )
        )
    return waiting


def yard_of(*, organisation: Organisation, roles: frozenset[str], user: User, now: datetime) -> list[Waiting]:
    """Everything that waits for the person, of all rooms, most urgent first."""
    waiting = waiting_for(organisation=organisation, roles=roles, user=user, now=now)
    for name in settings.YARD:
        ask: Callable[..., list[Waiting]] = import_string(name)
        waiting += ask(organisation=organisation, roles=roles, user=user, now=now)
    return sorted(waiting, key=lambda one: URGENCY.index(one.urgency))


@dataclass(frozen=True)
class Door:
    """A large button of the yard: the beginning of some work."""

    label: str
    detail: str
    icon: str
    url: str


def doors_for(roles: frozenset[str]) -> list[Door]:
    """Where somebody with these roles begins, in the order of the main job."""
    doors = (
        (Role.LISTER, _("List something"), _("Offer what you have left"), "plus", "listings:listing-new"),
        (Role.LISTER, _("Upload a list"), _("From CSV or XLSX, as you have it"), "upload", "listings:import-new"),
        (Role.REQUESTER, _("Find something"), _("What is near you now"), "search", "listings:search"),
        (Role.REQUESTER, _("Find a space"), _("Pick a day, see what is free"), "calendar", "listings:spaces"),
        (Role.REQUESTER, _("Post a want"), _("Hear when something fits"), "plus", "listings:want-new"),
        (Role.COORDINATOR, _("Plan collections"), _("Today’s vans and what is to move"), "van", "logistics:plan"),
        (Role.DRIVER, _("Today’s run"), _("Your stops, in order"), "route", "logistics:runs"),
        (Role.REPORTER, _("Report"), _("What was kept in use, to the receipt"), "report", "impact:report"),
    )
    return [Door(label, detail, icon, reverse(name)) for role, label, detail, icon, name in doors if may(roles, role)]
