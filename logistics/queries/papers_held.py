"""The papers that an organisation keeps for its fleet: the page, what runs out soon, and what a holder lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from logistics.clearance import Subject, is_motor_vehicle
from logistics.models import Credential, CredentialKind, Driver, Vehicle
from marketplace.organisations.models import Organisation

#: So many days before it runs out a paper is spoken of.
SOON: Final = 31


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper as the page shows it. `state` is good, soon, over or later; `days` counts to its last day."""

    credential: Credential
    state: str
    days: int | None
    renew_url: str


@dataclass(frozen=True, slots=True)
class Holder:
    """An organisation, vehicle or driver with its papers; `lacks` are kinds that it cannot do without."""

    subject: str
    name: str
    detail: str
    add_url: str
    lines: Sequence[PaperLine] = ()
    lacks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PapersPage:
    """What the page of papers shows: those that want something first, then all by holder."""

    organisation: Holder
    vehicles: Sequence[Holder]
    drivers: Sequence[Holder]
    put_away: Sequence[Credential] = field(default_factory=list)

    @property
    def holders(self) -> list[Holder]:
        return [*self.drivers, *self.vehicles, self.organisation]

    @property
    def pressing(self) -> list[PaperLine]:
        """What has run out or soon will, the first to do so first."""
        lines = [line for holder in self.holders for line in holder.lines if line.state in {"soon", "over"}]
        return sorted(lines, key=lambda line: (line.days or 0, line.credential.pk))


def papers_page(organisation: Organisation, today: date) -> PapersPage:
    """Everything on record, in four queries."""
    rows = list(Credential.objects.owned_by(organisation).for_page())
    standing = [row for row in rows if row.withdrawn_at is None]
    vehicles = Vehicle.objects.owned_by(organisation).for_choice()
    drivers = Driver.objects.owned_by(organisation).for_choice()
    lines = [_line(row, standing, today) for row in standing]
    motors = any(is_motor_vehicle(vehicle.type) for vehicle in vehicles)
    return PapersPage(
        organisation=Holder(
            Subject.ORGANISATION,
            organisation.name,
            "",
            _add_url(),
            [line for line in lines if line.credential.vehicle_id is None and line.credential.driver_id is None],
        ),
        vehicles=[_vehicle(one, lines) for one in vehicles],
        drivers=[_driver(one, lines, motors=motors) for one in drivers],
        put_away=[row for row in rows if row.withdrawn_at is not None][:50],
    )


def papers_of_driver(driver: Driver, today: date) -> Holder:
    """What is on record of one driver."""
    rows = list(Credential.objects.standing().filter(driver=driver).for_page())
    return _driver(driver, [_line(row, rows, today) for row in rows], motors=True)


def running_out(organisation: Organisation, today: date) -> list[Credential]:
    """The papers that have run out or do within a month, without those that a newer one has taken the place of."""
    horizon = today + timedelta(days=SOON)
    rows = list(Credential.objects.owned_by(organisation).standing().for_page())
    return [
        row
        for row in rows
        if row.valid_until is not None and row.valid_until <= horizon and not is_renewed(row, rows)
        if (row.vehicle is None or row.vehicle.retired_at is None)
        and (row.driver is None or row.driver.left_at is None)
    ]


def is_renewed(row: Credential, others: Iterable[Credential]) -> bool:
    """Whether another of the same kind and holder goes on after this one."""
    return row.valid_until is not None and any(
        (one.kind, one.vehicle_id, one.driver_id) == (row.kind, row.vehicle_id, row.driver_id)
        and (one.valid_until is None or one.valid_until > row.valid_until)
        for one in others
        if one.pk != row.pk
    )


def _line(row: Credential, others: Sequence[Credential], today: date) -> PaperLine:
    days = None if row.valid_until is None else (row.valid_until - today).days
    state = "good"
    if row.valid_from > today:
        state = "later"
    elif days is not None and days < 0:
        state = "replaced" if is_renewed(row, others) else "over"
    elif days is not None and days <= SOON and not is_renewed(row, others):
        state = "soon"
    return PaperLine(row, state, days, _add_url(kind=row.kind, vehicle=row.vehicle_id, driver=row.driver_id))


def _vehicle(vehicle: Vehicle, lines: Sequence[PaperLine]) -> Holder:
    own = [line for line in lines if line.credential.vehicle_id == vehicle.pk]
    return Holder(Subject.VEHICLE, vehicle.name, vehicle.get_type_display(), _add_url(vehicle=vehicle.pk), own)


def _driver(driver: Driver, lines: Sequence[PaperLine], *, motors: bool) -> Holder:
    own = [line for line in lines if line.credential.driver_id == driver.pk]
    has = any(line.credential.kind == CredentialKind.DRIVING_LICENCE for line in own)
    lacks = [str(CredentialKind.DRIVING_LICENCE.label)] if motors and not has else []
    url = _add_url(driver=driver.pk) if has else _add_url(kind=CredentialKind.DRIVING_LICENCE, driver=driver.pk)
    return Holder(Subject.DRIVER, str(driver.user), "", url, own, lacks)


def _add_url(**said: object) -> str:
    query = urlencode({key: value for key, value in said.items() if value is not None})
    url = reverse("logistics:credential-new")
    return f"{url}?{query}" if query else url
