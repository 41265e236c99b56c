"""Wants: posting, changing and closing what an organisation looks for."""

import secrets
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from listings.actions.fitting import fit_want
from listings.models import Category, Kind, KitList, Want, WantState
from listings.models.anchors import drop_anchors, keep_anchors
from listings.substitutes import MOST_SUBSTITUTES, Substitute, told
from marketplace.kernel.cells import LOW_BITS, spot
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.geo import earth_xyz
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.text import refuse_unsafe
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, Site, User

LEAST_RADIUS_KM: Final = 1
MOST_RADIUS_KM: Final = 500
#: as long as the columns take
_MOST: Final = {"title": 120, "description": 2000}
_TRIES: Final = 5


class TitleMissing(DomainError):
    code = "title_missing"
    message = gettext_noop("Say what you are looking for in a few words.")
    field = "title"


class TooLong(DomainError):
    code = "too_long"
    message = gettext_noop("Write at most {most} characters here; this has {length}.")


class RadiusOutOfRange(DomainError):
    code = "radius_out_of_range"
    message = gettext_noop("Choose a distance from 1 to 500 km.")
    field = "radius_km"


class NeededInThePast(DomainError):
    code = "needed_in_the_past"
    message = gettext_noop("That day has passed: choose a later one, or none.")
    field = "needed_by"


class AnotherKind(DomainError):
    code = "another_kind"
    message = gettext_noop("“{category}” is {kind}. Choose that kind, or another category.")
    field = "category"


class NotYourSite(DomainError):
    code = "not_your_site"
    message = gettext_noop("Choose one of your own sites that is in use.")
    field = "site"


class NotUnderstood(DomainError):
    code = "substitute_not_understood"
    message = gettext_noop("We cannot tell what “{words}” is among things of that kind: choose where it is listed.")


class TooManySubstitutes(DomainError):
    code = "too_many_substitutes"
    message = gettext_noop("Name at most {most} other things that would do.")


class WantIsClosed(DomainError):
    code = "want_is_closed"
    message = gettext_noop("This want is closed by now. Post a new one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WantValues:
    """What can be said of a want besides whose it is and where. Without a category, its words decide what fits."""

    title: str
    kind: str
    category: Category | None = None
    description: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = Unit.ITEM
    radius_km: int = 25
    needed_by: date | None = None
    can_collect: bool = True
    substitutes: tuple[Substitute, ...] = ()


def post_want(
    *, organisation: Organisation, site: Site, values: WantValues, kit: KitList | None = None, by: User, now: datetime
) -> Want:
    """Say publicly what the organisation looks for, maybe as a line of a kit list; what fits already is noted.

    :raises DomainError: a value cannot be; its `field` names the one
    """
    want = Want(organisation=organisation, kit=kit, created_by=by, created_at=now)
    _fill(want, organisation, site, values, now)
    with transaction.atomic():
        _insert(want)
        keep_anchors(want)
        fit_want(want=want, by=by, now=now)
    return want


def change_want(*, want: Want, site: Site, values: WantValues, by: User, now: datetime) -> None:
    """Say something else of an open want.

    :raises WantIsClosed: it was closed meanwhile
    :raises DomainError: a value cannot be; its `field` names the one
    """
    changed = Want.objects.select_related("organisation").get(pk=want.pk)
    _fill(changed, changed.organisation, site, values, now)
    told_values = {field.name: getattr(changed, field.name) for field in fields(WantValues)}
    place = {name: getattr(changed, name) for name in _PLACE}
    with transaction.atomic():
        open_one = Want.objects.filter(pk=want.pk, state=WantState.OPEN)
        if not open_one.update(site=site, **told_values, **place):
            raise WantIsClosed
        keep_anchors(changed)
        fit_want(want=changed, by=by, now=now)
    want.refresh_from_db()


def close_want(*, want: Want, outcome: Literal["met", "closed"], by: User, now: datetime) -> None:
    """End a want, because it is met or no longer needed.

    :raises WantIsClosed: it was closed already
    """
    state = WantState.MET if outcome == "met" else WantState.CLOSED
    with transaction.atomic():
        if not Want.objects.filter(pk=want.pk, state=WantState.OPEN).update(state=state, closed_at=now):
            raise WantIsClosed
        drop_anchors([want.pk])
    want.refresh_from_db()


def expire_wants(*, now: datetime) -> int:
    """Close every open want whose day has passed. Returns how many."""
    past = Want.objects.filter(state=WantState.OPEN, needed_by__lt=localtime(now).date())
    with transaction.atomic():
        keys = list(past.order_by("pk").values_list("pk", flat=True))
        closed = past.filter(pk__in=keys).update(state=WantState.EXPIRED, closed_at=now)
        drop_anchors(keys)
    return closed


_PLACE: Final = ("public_latitude", "public_longitude", "x", "y", "z", "spot")


def _fill(want: Want, organisation: Organisation, site: Site, values: WantValues, now: datetime) -> None:
    """Put checked values on a want.

    :raises DomainError: the first that cannot be
    """
    if site.organisation_id != organisation.pk or site.closed_at is not None:
        raise NotYourSite
    want.title = " ".join(values.title.split())
    if not want.title:
        raise TitleMissing
    want.description = values.description.strip()
    for name in ("title", "description"):
        _check_text(name, getattr(want, name))
    if not LEAST_RADIUS_KM <= values.radius_km <= MOST_RADIUS_KM:
        raise RadiusOutOfRange
    if values.needed_by is not None and values.needed_by < localtime(now).date():
        raise NeededInThePast
    if values.category is not None and values.category.depth == 3 and values.category.kind != values.kind:
        raise AnotherKind(category=values.category.name, kind=str(Kind(values.category.kind).label).lower())
    want.kind, want.category = Kind(values.kind), values.category
    want.unit = Unit(values.unit)
    want.quantity = checked_amount(values.quantity, Unit(values.unit))
    want.radius_km, want.needed_by, want.can_collect = values.radius_km, values.needed_by, values.can_collect
    want.substitutes = _checked_substitutes(values)
    _place(want, site)


def _checked_substitutes(values: WantValues) -> list[dict[str, str]]:
    """What else would do, as it is kept.

    :raises NotUnderstood: nobody can tell what one of them is
    :raises TooManySubstitutes: more than are looked for
    """
    if len(values.substitutes) > MOST_SUBSTITUTES:
        raise TooManySubstitutes(most=MOST_SUBSTITUTES)
    for substitute in values.substitutes:
        _check_text("title", substitute.words)
        if not substitute.paths(values.kind):
            raise NotUnderstood(words=told(substitute))
    return [substitute.kept() for substitute in values.substitutes]


def _check_text(name: str, text: str) -> None:
    refuse_unsafe(text, field=name)
    most = _MOST[name]
    if len(text) > most:
        raise TooLong(field=name, most=most, length=len(text))


def _place(want: Want, site: Site) -> None:
    """Where it is found: the site's public point; its spot stays as long as the point does."""
    point = site.public_point
    moved = want._state.adding or want.public_point != point
    want.site = site
    want.public_latitude, want.public_longitude = point.latitude, point.longitude
    want.x, want.y, want.z = earth_xyz(point)
    if moved:
        want.spot = spot(point, secrets.randbits(LOW_BITS))


def _insert(want: Want) -> None:
    """Save a new row; where its random spot is taken, try another."""
    for tries_left in reversed(range(_TRIES)):
        try:
            with transaction.atomic():
                want.save(force_insert=True)
        except IntegrityError:
            if not tries_left:
                raise
            want.spot = spot(want.public_point, secrets.randbits(LOW_BITS))
        else:
            return
