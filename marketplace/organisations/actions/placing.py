"""Where an organisation's things are. A site's place never changes: what was listed, claimed and collected there
counted on it. An organisation that moves closes the site and adds another.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.geo import Point
from marketplace.kernel.hours import BadHours, WeeklyHours, tidied_hours
from marketplace.organisations.access import may, roles_of
from marketplace.organisations.gateways.geocoding import Located, locate, tidy_postcode
from marketplace.organisations.models import Organisation, Role, Site, User
from marketplace.organisations.models.sites import PlaceSource, default_dock_hours
from marketplace.organisations.places.density import shown_point


class SitesNotYours(DomainError):
    """The person only drives, plans or reports here."""

    code = "sites_not_yours"
    message = gettext_noop("Sites are looked after by administrators, listers and requesters.")


class UnknownPlace(DomainError):
    """Neither the gazetteer nor the geocoder knows the address."""

    code = "unknown_place"
    message = gettext_noop("We do not know this place. Check the postcode and town, or set the point by hand below.")
    field = "postcode"


class SiteNameTaken(DomainError):
    """Two sites of an organisation would bear one name."""

    code = "site_name_taken"
    message = gettext_noop("You already have a site with this name.")
    field = "name"


class BadDockHours(DomainError):
    """The dock hours are not times of a day in order."""

    code = "bad_dock_hours"
    message = gettext_noop("Dock hours are pairs of times like 09:00 and 17:00, each opening before it closes.")
    field = "dock_hours"


class SiteClosed(DomainError):
    """The site is closed and stays as it was."""

    code = "site_closed"
    message = gettext_noop("This site is closed.")


def add_site(
    *,
    organisation: Organisation,
    name: str,
    street: str,
    town: str,
    postcode: str,
    dock_hours: WeeklyHours | None = None,
    access_notes: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    has_loading_dock: bool = False,
    has_step_free_access: bool = True,
    height_limit_cm: int | None = None,
    pin: Point | None = None,
    by: User,
    now: datetime,
) -> Site:
    """Add a site; its point is the pin if one is given, else what the address resolves to (see the gateway).

    Without dock hours it is open from nine to five on working days. May wait for a geocoder on the network: not to be
    called inside a transaction where one is configured.

    :raises SitesNotYours: neither an administrator nor a lister nor a requester
    :raises BadDockHours: times that are none, or end before they begin
    :raises UnknownPlace: the address resolves to nothing
    :raises SiteNameTaken: the organisation has a site of that name
    """
    _refuse_stranger(organisation, by)
    hours = _checked_hours(dock_hours) if dock_hours is not None else default_dock_hours()
    postcode = tidy_postcode(postcode)
    if Site.objects.owned_by(organisation).filter(name=name).exists():
        raise SiteNameTaken
    located = Located(pin, PlaceSource.PIN) if pin else locate(street=street, town=town, postcode=postcode, now=now)
    if located is None:
        raise UnknownPlace
    shown = shown_point(located.point)
    try:
        with transaction.atomic():
            return Site.objects.create(
                organisation=organisation,
                name=name,
                street=street,
                town=town,
                postcode=postcode,
                latitude=located.point.latitude,
                longitude=located.point.longitude,
                public_latitude=shown.latitude,
                public_longitude=shown.longitude,
                place_source=located.source,
                dock_hours=hours,
                access_notes=access_notes,
                contact_name=contact_name,
                contact_phone=contact_phone,
                has_loading_dock=has_loading_dock,
                has_step_free_access=has_step_free_access,
                height_limit_cm=height_limit_cm,
            )
    except IntegrityError as error:
        raise SiteNameTaken from error


def change_site(
    *,
    site: Site,
    name: str,
    dock_hours: WeeklyHours,
    access_notes: str,
    contact_name: str,
    contact_phone: str,
    has_loading_dock: bool,
    has_step_free_access: bool,
    height_limit_cm: int | None = None,
    by: User,
    now: datetime,
) -> Site:
    """Change all of a site but its place.

    :raises SitesNotYours: neither an administrator nor a lister nor a requester
    :raises SiteClosed: it is closed
    :raises BadDockHours: times that are none, or end before they begin
    :raises SiteNameTaken: the organisation has another site of that name
    """
    _refuse_stranger(site.organisation, by)
    changed = {
        "name": name,
        "dock_hours": _checked_hours(dock_hours),
        "access_notes": access_notes,
        "contact_name": contact_name,
        "contact_phone": contact_phone,
        "has_loading_dock": has_loading_dock,
        "has_step_free_access": has_step_free_access,
        "height_limit_cm": height_limit_cm,
    }
    try:
        with transaction.atomic():
            written = Site.objects.in_use().filter(pk=site.pk).update(**changed)
    except IntegrityError as error:
        raise SiteNameTaken from error
    if not written:
        raise SiteClosed
    site.refresh_from_db()
    return site


def close_site(*, site: Site, by: User, now: datetime) -> None:
    """Close a site: nothing new can be listed, wanted or brought there. What is under way there goes on.

    :raises SitesNotYours: neither an administrator nor a lister nor a requester
    :raises SiteClosed: it was closed before
    """
    _refuse_stranger(site.organisation, by)
    if not Site.objects.in_use().filter(pk=site.pk).update(closed_at=now):
        raise SiteClosed


def _checked_hours(hours: WeeklyHours) -> dict[str, list[list[str]]]:
    """The hours as they are kept.

    :raises BadDockHours: they make no sense
    """
    try:
        return tidied_hours(hours)
    except BadHours as error:
        raise BadDockHours from error


def _refuse_stranger(organisation: Organisation, by: User) -> None:
    if not may(roles_of(user=by, organisation=organisation), Role.LISTER, Role.REQUESTER):
        raise SitesNotYours
