"""Licences, policies, tests and trainings: recording one, and putting one away."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.timezone import localtime

from logistics.clearance import CATEGORIES, DRIVING_LICENCE, KINDS, MAY_LAST, WASTE_CARRIER, Subject
from logistics.models import Credential, CredentialReminder, Driver, Vehicle
from logistics.queries.papers_held import running_out
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Organisation, Role, User

LONGEST_NUMBER: Final = 60
LONGEST_WHY: Final = 200
#: So many days before a paper runs out its organisation is written to: a month, a week, a day.
AHEAD: Final = (31, 7, 1)


class NotTheirPaper(DomainError):
    code = "not_their_paper"
    message = gettext_noop("A vehicle, a driver and an organisation have other papers each.")
    field = "kind"


class NotOfThisOrganisation(DomainError):
    code = "not_of_this_organisation"
    message = gettext_noop("That vehicle or driver is not in your fleet.")


class NumberMissing(DomainError):
    code = "credential_number_missing"
    message = gettext_noop("Write its number: it is printed on the papers of a journey.")
    field = "number"


class LastDayMissing(DomainError):
    code = "credential_last_day_missing"
    message = gettext_noop("Write the day until which it is good.")
    field = "valid_until"


class EndsBeforeItBegins(DomainError):
    code = "credential_ends_before_it_begins"
    message = gettext_noop("It runs out before it begins.")
    field = "valid_until"


class CategoriesMissing(DomainError):
    code = "licence_categories_missing"
    message = gettext_noop("Tick what the licence lets its holder drive.")
    field = "categories"


class WhyMissing(DomainError):
    code = "credential_why_missing"
    message = gettext_noop("Say why it is put away.")
    field = "why"


class PutAwayAlready(DomainError):
    code = "credential_put_away_already"
    message = gettext_noop("This was put away already.")


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A scan or photo of the paper, checked and cleaned by the form: `suffix` is webp or pdf."""

    content: bytes
    suffix: str


@dataclass(frozen=True, slots=True)
class CredentialValues:
    """What is on the paper. Both days are included; without a last one it lasts."""

    kind: str
    valid_from: date
    valid_until: date | None = None
    number: str = ""
    categories: Sequence[str] = ()


def record_credential(
    *,
    organisation: Organisation,
    values: CredentialValues,
    vehicle: Vehicle | None,
    driver: Driver | None,
    file: PaperFile | None,
    by: User,
    now: datetime,
) -> Credential:
    """Put a paper of the organisation, or of its vehicle or driver, on record. A renewal is another paper.

    One that has run out may be recorded too: it says that the thing is missed.

    :raises NotTheirPaper | NotOfThisOrganisation: it cannot be theirs
    :raises NumberMissing | LastDayMissing | EndsBeforeItBegins | CategoriesMissing: the values are not sound
    """
    number = values.number.strip()
    refuse_unsafe(number, field="number")
    _check_holder(organisation, values.kind, vehicle, driver)
    _check_values(values, number)
    categories = [one for one in CATEGORIES if one in values.categories] if values.kind == DRIVING_LICENCE else []
    with _kept(file) as name:
        return Credential.objects.create(
            organisation=organisation,
            vehicle=vehicle,
            driver=driver,
            kind=values.kind,
            number=number[:LONGEST_NUMBER],
            categories=categories,
            valid_from=values.valid_from,
            valid_until=values.valid_until,
            file=name,
            by=by,
            at=now,
        )


def put_away(*, credential: Credential, why: str, by: User, now: datetime) -> None:
    """Take a paper out of account, because it was recorded by mistake or is not needed any more. It stays on record.

    :raises WhyMissing: no reason is given
    :raises PutAwayAlready: somebody did it already
    """
    said = why.strip()[:LONGEST_WHY]
    refuse_unsafe(said, field="why")
    if not said:
        raise WhyMissing
    standing = Credential.objects.standing().filter(pk=credential.pk)
    if not standing.update(withdrawn_at=now, withdrawn_by=by, withdrawn_why=said):
        raise PutAwayAlready


def remind_of_papers(*, now: datetime) -> int:
    """Write to coordinators a month, a week and a day before a paper runs out, and when it has: once each. A paper that
    was renewed, or whose vehicle or driver has left, is not spoken of. How many mails were for.

    Of several that are due at once (nothing ran for a while) only the nearest is written.
    """
    today, told = localtime(now).date(), 0
    horizon = today + timedelta(days=AHEAD[0])
    soon = Credential.objects.standing().filter(valid_until__lte=horizon, valid_until__gte=today - timedelta(days=31))
    organisations = Organisation.objects.filter(pk__in=soon.values("organisation")).order_by("pk")
    for organisation in organisations:
        for paper in running_out(organisation, today):
            told += _remind(organisation, paper, today, now)
    return told


def _remind(organisation: Organisation, paper: Credential, today: date, now: datetime) -> bool:
    if paper.valid_until is None:
        return False
    days = (paper.valid_until - today).days
    due = 0 if days < 0 else next(ahead for ahead in reversed(AHEAD) if days <= ahead)
    with transaction.atomic():
        first = CredentialReminder.objects.get_or_create(credential=paper, days_ahead=due, defaults={"at": now})[1]
        if first:
            context = {"paper": paper, "days": days, "has_run_out": days < 0}
            notify(
                organisation=organisation,
                roles=(Role.COORDINATOR,),
                template="logistics/mail/paper_runs_out",
                context=context,
                now=now,
            )
    return first


def _check_holder(organisation: Organisation, kind: str, vehicle: Vehicle | None, driver: Driver | None) -> None:
    holders = [one for one in (vehicle, driver) if one is not None]
    if len(holders) > 1 or any(one.organisation_id != organisation.pk for one in holders):
        raise NotOfThisOrganisation
    subject = Subject.ORGANISATION
    if vehicle is not None:
        subject = Subject.VEHICLE
    elif driver is not None:
        subject = Subject.DRIVER
    if kind not in KINDS[subject]:
        raise NotTheirPaper


def _check_values(values: CredentialValues, number: str) -> None:
    if values.kind == WASTE_CARRIER and not number:
        raise NumberMissing
    if values.valid_until is None and values.kind not in MAY_LAST:
        raise LastDayMissing
    if values.valid_until is not None and values.valid_until < values.valid_from:
        raise EndsBeforeItBegins
    if values.kind == DRIVING_LICENCE and not set(values.categories) & set(CATEGORIES):
        raise CategoriesMissing


@contextmanager
def _kept(file: PaperFile | None) -> Iterator[str]:
    """The file in the private storage under a random name (empty: there is none); refused: it goes again."""
    if file is None:
        yield ""
        return
    private = storages["private"]
    name = private.save(f"credentials/{secrets.token_hex(16)}.{file.suffix}", ContentFile(file.content))
    try:
        yield name
    except BaseException:
        private.delete(name)
        raise
