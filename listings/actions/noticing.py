"""Copies of alerts for people: who of an organisation gets one, and when it is due."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from listings.models import Alert, AlertPreference, Notice
from listings.telling import Habits, HowOften
from marketplace.organisations.models import Membership, Role


def copy_to_people(*, alerts: Sequence[Alert], now: datetime) -> int:
    """A copy of each alert to those of its organisation who look for things (administrators where nobody does), due
    when they want it. Who wants none gets none: it stands on the page of alerts all the same."""
    organisations = {one.organisation_id for one in alerts}
    people = _people_of(organisations)
    habits = _habits_in(organisations)
    return _copy(
        [
            (one, person, habits.get((person, one.organisation_id), Habits()))
            for one in alerts
            for person in people[one.organisation_id]
        ],
        now,
    )


def copy_to_owner(*, alerts: Sequence[Alert], person: int, how_often: str, now: datetime) -> int:
    """A copy of each alert of a saved search to the one who saved it, as often as they said there."""
    if not alerts:
        return 0
    organisation = alerts[0].organisation_id
    habits = _habits_in({organisation}).get((person, organisation), Habits())
    if how_often and habits.how_often is not HowOften.OFF:
        habits = Habits(
            how_often=HowOften(how_often),
            quiet_from=habits.quiet_from,
            quiet_until=habits.quiet_until,
            zone=habits.zone,
        )
    return _copy([(one, person, habits) for one in alerts], now)


def _copy(wanted: Sequence[tuple[Alert, int, Habits]], now: datetime) -> int:
    copies = [
        Notice(alert=one, person_id=person, due_at=due, in_digest=habits.how_often is not HowOften.AT_ONCE)
        for one, person, habits in wanted
        if (due := habits.due_at(now)) is not None
    ]
    Notice.objects.bulk_create(copies, ignore_conflicts=True)
    return len(copies)


def _people_of(organisations: Collection[int]) -> dict[int, list[int]]:
    held: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = Membership.objects.filter(organisation__in=organisations, user__is_active=True)
    rows = rows.with_role(Role.REQUESTER, Role.ADMINISTRATOR).order_by("user", "pk")
    for organisation, role, person in rows.values_list("organisation", "role", "user"):
        held[organisation][role].append(person)
    return {pk: held[pk][Role.REQUESTER] or held[pk][Role.ADMINISTRATOR] for pk in organisations}


def _habits_in(organisations: Collection[int]) -> dict[tuple[int, int], Habits]:
    rows = AlertPreference.objects.filter(organisation__in=organisations).order_by("pk")
    return {(row.person_id, row.organisation_id): row.habits for row in rows}
