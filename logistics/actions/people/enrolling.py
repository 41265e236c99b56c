"""What drivers say of themselves: when they are free, and where they set out from."""

from datetime import datetime

from logistics.models import Driver
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.hours import BadHours, WeeklyHours, tidied_hours
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.gateways.geocoding import locate, tidy_postcode
from marketplace.organisations.models import User


class HomeNotKnown(DomainError):
    code = "home_not_known"
    message = gettext_noop("We do not know this postcode. Check it, or leave it empty.")
    field = "postcode"


class NoSuchHours(DomainError):
    code = "no_such_hours"
    message = gettext_noop("Hours are pairs of times like 09:00 and 17:00, each beginning before it ends.")


def say_when_free(*, driver: Driver, hours: WeeklyHours, by: User, now: datetime) -> None:
    """Keep when somebody can drive, by weekday; empty: they say nothing of it.

    :raises NoSuchHours: times that are none, or end before they begin
    """
    try:
        kept = tidied_hours(hours)
    except BadHours as error:
        raise NoSuchHours from error
    Driver.objects.filter(pk=driver.pk).update(available=kept)


def set_home(*, driver: Driver, postcode: str, street: str, by: User, now: datetime) -> None:
    """Keep the point that somebody sets out from: the planner alone uses it, no page shows it. The address itself is
    not kept. May wait for a geocoder on the network: not to be called inside a transaction where one is configured.

    :raises HomeNotKnown: it resolves to nothing
    """
    refuse_unsafe(postcode, field="postcode")
    refuse_unsafe(street, field="street")
    located = locate(street=street.strip(), town="", postcode=tidy_postcode(postcode), now=now)
    if located is None:
        raise HomeNotKnown
    point = located.point
    Driver.objects.filter(pk=driver.pk).update(home_latitude=point.latitude, home_longitude=point.longitude)


def forget_home(*, driver: Driver, by: User, now: datetime) -> None:
    """Delete the point; shifts that were to begin there begin at their site."""
    Driver.objects.filter(pk=driver.pk).update(home_latitude=None, home_longitude=None)
