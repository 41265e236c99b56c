"""How somebody wants to be told: how often, and when never."""

from datetime import datetime, time
from typing import Final
from zoneinfo import available_timezones

from listings.models import AlertPreference
from listings.telling import Habits, HowOften
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User

#: Of a day's minutes, at least so many must not be quiet: else nothing could ever be told.
LEAST_AWAKE_MIN: Final = 60


class NeverAwake(DomainError):
    code = "never_awake"
    message = gettext_noop("Leave at least an hour of the day in which we may write to you.")
    field = "quiet_until"


class UnknownTimeZone(DomainError):
    code = "unknown_time_zone"
    message = gettext_noop("We do not know that time zone. Write it like Europe/London.")
    field = "time_zone"


def prefer(
    *,
    person: User,
    organisation: Organisation,
    how_often: HowOften,
    quiet_from: time,
    quiet_until: time,
    time_zone: str,
    by: User,
    now: datetime,
) -> None:
    """Keep how the person wants to be told of what fits the organisation.

    :raises NeverAwake | UnknownTimeZone: nothing could be told in that way
    """
    if time_zone not in available_timezones():
        raise UnknownTimeZone
    quiet_min = (_minutes(quiet_until) - _minutes(quiet_from)) % (24 * 60)
    if 24 * 60 - quiet_min < LEAST_AWAKE_MIN:
        raise NeverAwake
    _keep(
        person,
        organisation,
        Habits(how_often=how_often, quiet_from=quiet_from, quiet_until=quiet_until, zone=time_zone),
        now,
    )


def tell_as_often(*, person: User, organisation: Organisation, how_often: HowOften, by: User, now: datetime) -> None:
    """Change only how often: from the link in a mail, which knows whose it is."""
    row = AlertPreference.objects.filter(person=person, organisation=organisation).first()
    was = row.habits if row else Habits()
    _keep(
        person,
        organisation,
        Habits(how_often=how_often, quiet_from=was.quiet_from, quiet_until=was.quiet_until, zone=was.zone),
        now,
    )


def _keep(person: User, organisation: Organisation, habits: Habits, now: datetime) -> None:
    AlertPreference.objects.bulk_create(
        [
            AlertPreference(
                person=person,
                organisation=organisation,
                how_often=habits.how_often,
                quiet_from=habits.quiet_from,
                quiet_until=habits.quiet_until,
                time_zone=habits.zone,
                changed_at=now,
            )
        ],
        update_conflicts=True,
        unique_fields=["person", "organisation"],
        update_fields=["how_often", "quiet_from", "quiet_until", "time_zone", "changed_at"],
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
