"""Whether shifts may be driven, by the papers of their drivers, vehicles and organisation; and why not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from logistics.blocks import Block
from logistics.clearance import (
    VEHICLE_INSURANCE,
    WASTE_CARRIER,
    Driving,
    Gap,
    Paper,
    Shortfall,
    Subject,
    shortfalls,
)
from logistics.models import Credential, CredentialKind, Driver, Shift, Vehicle
from marketplace.organisations.models import Organisation


def blocks_on(shifts: Sequence[Shift], day: date) -> dict[int, list[Block]]:
    """For each shift (by its key) what keeps it from being driven on the day; an empty list: it may be driven.

    The shifts are read with vehicle and driver (as `for_planning` has them). Two queries, however many shifts.
    """
    organisations = {shift.vehicle.organisation_id for shift in shifts}
    papers = _papers(Credential.objects.standing().filter(organisation__in=organisations))
    return {
        shift.pk: [
            _block(short, shift.vehicle, shift.driver) for short in _short(shift.vehicle, shift.driver, day, papers)
        ]
        for shift in shifts
    }


def blocks_each(shifts: Sequence[Shift]) -> dict[int, list[Block]]:
    """The same for shifts of several days, each on its own; only those that are blocked."""
    papers = _papers(
        Credential.objects.standing().filter(organisation__in={one.vehicle.organisation_id for one in shifts})
    )
    found = {}
    for shift in shifts:
        short = _short(shift.vehicle, shift.driver, localtime(shift.starts_at).date(), papers)
        if short:
            found[shift.pk] = [_block(one, shift.vehicle, shift.driver) for one in short]
    return found


def blocks_of(*, vehicle: Vehicle, driver: Driver, day: date) -> list[Block]:
    """The same for a shift that is not made yet."""
    papers = _papers(Credential.objects.standing().filter(organisation=vehicle.organisation_id))
    return [_block(short, vehicle, driver) for short in _short(vehicle, driver, day, papers)]


def carrier_registration(organisation: Organisation, day: date) -> str | None:
    """The number of the organisation's waste carrier registration that is good on the day."""
    good = Credential.objects.owned_by(organisation).good_on(day).filter(kind=WASTE_CARRIER).exclude(number="")
    newest = good.order_by("-valid_from", "-pk").first()
    return None if newest is None else newest.number


class _Papers:
    """The papers that stand, by whose they are."""

    def __init__(self) -> None:
        self.of_vehicle: dict[int, list[Paper]] = defaultdict(list)
        self.of_driver: dict[int, list[Paper]] = defaultdict(list)
        self.of_organisation: dict[int, list[Paper]] = defaultdict(list)
        self.keep_policies: set[int] = set()


def _papers(rows: Iterable[Credential]) -> _Papers:
    found = _Papers()
    for row in rows:
        if row.vehicle_id is not None:
            found.of_vehicle[row.vehicle_id].append(paper_of(row))
        elif row.driver_id is not None:
            found.of_driver[row.driver_id].append(paper_of(row))
        else:
            found.of_organisation[row.organisation_id].append(paper_of(row))
        if row.kind == VEHICLE_INSURANCE:
            found.keep_policies.add(row.organisation_id)
    return found


def paper_of(row: Credential) -> Paper:
    """A row as the rules read it."""
    subject = Subject.ORGANISATION
    if row.vehicle_id is not None:
        subject = Subject.VEHICLE
    elif row.driver_id is not None:
        subject = Subject.DRIVER
    return Paper(row.kind, subject, row.valid_from, row.valid_until, frozenset(row.categories))


def _short(vehicle: Vehicle, driver: Driver, day: date, papers: _Papers) -> list[Shortfall]:
    return shortfalls(
        Driving(
            day=day,
            vehicle_type=vehicle.type,
            first_registered_on=vehicle.first_registered_on,
            papers=[
                *papers.of_driver[driver.pk],
                *papers.of_vehicle[vehicle.pk],
                *papers.of_organisation[vehicle.organisation_id],
            ],
            keeps_policies=vehicle.organisation_id in papers.keep_policies,
        )
    )


def _block(short: Shortfall, vehicle: Vehicle, driver: Driver) -> Block:
    owners = {
        Subject.DRIVER: str(driver.user),
        Subject.VEHICLE: vehicle.name,
        Subject.ORGANISATION: str(vehicle.organisation),
    }
    words = {
        "owner": owners[short.subject],
        "paper": CredentialKind(short.kind).label,
        "Paper": capfirst(CredentialKind(short.kind).label),
        "day": date_format(short.day) if short.day else "",
        "category": short.category,
        "vehicle": vehicle.name,
    }
    sentence, next_step = _words(short.gap)
    return Block(
        code=f"{short.kind}_{short.gap}",
        sentence=sentence % words,
        next_step=next_step % words,
        href=_href(short, vehicle, driver),
    )


def _words(gap: Gap) -> tuple[str, str]:
    if gap == Gap.MISSING:
        return (
            _("%(owner)s: no %(paper)s is on record."),
            _("Look at it, then record it with the day until which it is good."),
        )
    if gap == Gap.RUN_OUT:
        return (
            _("%(owner)s: the %(paper)s ran out on %(day)s."),
            _("Record the new one. If it is not needed any more, put the old one away."),
        )
    if gap == Gap.NOT_YET:
        return (
            _("%(owner)s: the %(paper)s is good from %(day)s on only."),
            _("Record the one that is good until then, or choose a later day."),
        )
    return (
        _("%(owner)s: the %(paper)s does not cover %(vehicle)s, which needs category %(category)s."),
        _("Choose another driver or vehicle, or record the licence again with that category."),
    )


def _href(short: Shortfall, vehicle: Vehicle, driver: Driver) -> str:
    """Where it is recorded."""
    whose = {
        Subject.DRIVER: f"&driver={driver.pk}",
        Subject.VEHICLE: f"&vehicle={vehicle.pk}",
        Subject.ORGANISATION: "",
    }
    return f"{reverse('logistics:credential-new')}?kind={short.kind}{whose[short.subject]}"
