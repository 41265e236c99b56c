"""The local day of a plan: its seconds as moments, and when a dock is open on it."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from logistics.hours import windows_of
from logistics.planning.problem import Visit, Window
from marketplace.kernel.hours import WEEKDAYS
from marketplace.organisations.models import Site


def moment_of(day: date, second: int) -> datetime:
    """A second of the local day as a moment."""
    return timezone.make_aware(datetime.combine(day, time.min) + timedelta(seconds=second))


def second_of(day: date, moment: datetime) -> int:
    """A moment as a second of the local day; of the next day above 86 400, of the one before below 0."""
    naive = timezone.make_naive(moment)
    return int((naive - datetime.combine(day, time.min)).total_seconds())


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The moment the day begins and the one it ends."""
    return moment_of(day, 0), moment_of(day + timedelta(days=1), 0)


def windows_on(site: Site, day: date) -> tuple[Window, ...]:
    """When the site's dock is open on that day; none: closed."""
    return windows_of(site.dock_hours.get(WEEKDAYS[day.weekday()]) or [])


def visit_to(site: Site, hours: tuple[Window, ...], service_s: int) -> Visit:
    """Work of so many seconds at a site within these hours, for a van that gets in there."""
    return Visit.within_hours(site.point, hours, service_s, height_limit_cm=site.height_limit_cm)
