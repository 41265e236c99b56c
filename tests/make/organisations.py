"""People, organisations, sites; the moment and the places that tests happen at."""

from datetime import UTC, datetime
from itertools import count

from allauth.account.models import EmailAddress
from django.test import Client

from marketplace.kernel.geo import Point
from marketplace.kernel.hours import WeeklyHours
from marketplace.organisations.actions.founding import found_organisation
from marketplace.organisations.actions.membering import grant
from marketplace.organisations.actions.placing import add_site
from marketplace.organisations.models import Membership, Organisation, OrganisationKind, Role, Site, User

NOW = datetime(2026, 9, 15, 9, 5, tzinfo=UTC)
LEEDS = Point(53.7955, -1.5476)
BRADFORD = Point(53.7938, -1.7564)
YORK = Point(53.9590, -1.0815)
PASSWORD = "a yard with one open side"

serial = count(1)


def user(email: str = "", *, name: str = "", verified: bool = True) -> User:
    """A person who signs in with PASSWORD. By default the e-mail address is confirmed."""
    email = email or f"person{next(serial)}@example.org"
    person = User.objects.create_user(email, PASSWORD, name=name or email.partition("@")[0].title())
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=verified)
    return person


def organisation(
    kind: str = OrganisationKind.BUSINESS, *, name: str = "", by: User | None = None, carries_for_others: bool = False
) -> Organisation:
    """An organisation; `by` (or somebody new) administers it."""
    name = name or f"Organisation {next(serial)}"
    return found_organisation(name=name, kind=kind, carries_for_others=carries_for_others, by=by or user(), now=NOW)


def administrator(organisation: Organisation) -> User:
    """Who administers the organisation (the first, if several)."""
    membership = Membership.objects.in_organisation(organisation).with_role(Role.ADMINISTRATOR).order_by("pk").first()
    assert membership is not None
    return membership.user


def member(organisation: Organisation, *roles: str, email: str = "", name: str = "") -> User:
    """Somebody new with these roles there."""
    person = user(email, name=name)
    for role in roles:
        grant(organisation=organisation, user=person, role=role, by=administrator(organisation), now=NOW)
    return person


def site(
    organisation: Organisation,
    *,
    name: str = "",
    at: Point = LEEDS,
    street: str = "1 Wharf Street",
    town: str = "Leeds",
    postcode: str = "LS2 7EQ",
    dock_hours: WeeklyHours | None = None,
) -> Site:
    """A site with its pin set by hand; open from nine to five on working days."""
    return add_site(
        organisation=organisation,
        name=name or f"Site {next(serial)}",
        street=street,
        town=town,
        postcode=postcode,
        dock_hours=dock_hours,
        contact_name="Sam Dock",
        contact_phone="0113 496 0000",
        pin=at,
        by=administrator(organisation),
        now=NOW,
    )


def client(person: User, organisation: Organisation | None = None) -> Client:
    """A browser in which the person is signed in, acting for the organisation if one is given."""
    from marketplace.organisations.access import SESSION_KEY

    browser = Client()
    browser.force_login(person)
    if organisation is not None:
        session = browser.session
        session[SESSION_KEY] = organisation.pk
        session.save()
    return browser
