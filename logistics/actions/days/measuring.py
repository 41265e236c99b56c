"""Setting an organisation's law of travel: by hand, or by what its vans really took. Nothing changes by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from logistics.models import LawBasis, TravelArea
from logistics.queries.roads import law_for
from logistics.queries.travel_laws import driven_legs, fitted
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.travel import TravelLaw
from marketplace.organisations.models import Organisation, User

#: An organisation has one law of its own, for wherever its sites are.
OWN: Final = "own"


class FitMovedOn(DomainError):
    code = "fit_moved_on"
    message = gettext_noop("Other runs were finished meanwhile, so the figures are different now. Look at them again.")


class NoFit(DomainError):
    code = "no_fit"
    message = gettext_noop("There is nothing to use: {why}")


class LawMovedOn(DomainError):
    code = "law_moved_on"
    message = gettext_noop("Somebody else set the driving times just now. Look at them again.")


class NoOwnLaw(DomainError):
    code = "no_own_law"
    message = gettext_noop("You have no driving times of your own.")


@dataclass(frozen=True, slots=True)
class ShownFit:
    """The two numbers that whoever pressed the button had before them."""

    base_s: float
    per_km_s: float


def use_fit(*, organisation: Organisation, shown: ShownFit, by: User, now: datetime) -> TravelArea:
    """Plan by what the vans really took from now on.

    :raises NoFit: there are too few legs
    :raises FitMovedOn: the figures are no longer those that were shown
    :raises LawMovedOn: somebody else set it at the same moment
    """
    found, why = fitted(driven_legs(organisation, now=now), law_for(organisation, now))
    if found is None:
        raise NoFit(why=why)
    if (found.law.base_s, found.law.per_km_s) != (shown.base_s, shown.per_km_s):
        raise FitMovedOn
    told = {
        "legs": len(found.used),
        "before": [found.before.median, found.before.p90],
        "after": [found.after.median, found.after.p90],
    }
    return _set(organisation, found.law, by, now, told)


def set_law(*, organisation: Organisation, law: TravelLaw, by: User, now: datetime) -> TravelArea:
    """Plan by these numbers from now on.

    :raises LawMovedOn: somebody else set it at the same moment
    """
    return _set(organisation, law, by, now, {})


def drop_law(*, organisation: Organisation, by: User, now: datetime) -> None:
    """Plan by the area's law again. The one that was set stays on record.

    :raises NoOwnLaw: there was none
    """
    if not TravelArea.objects.standing().of(organisation).update(ended_at=now):
        raise NoOwnLaw


def _set(organisation: Organisation, law: TravelLaw, by: User, now: datetime, told: dict[str, object]) -> TravelArea:
    try:
        with transaction.atomic():
            TravelArea.objects.standing().of(organisation).filter(name=OWN).update(ended_at=now)
            return TravelArea.objects.create(
                organisation=organisation,
                name=OWN,
                factor=law.factor,
                base_s=law.base_s,
                per_km_s=law.per_km_s,
                circuity=law.circuity,
                margin=law.margin,
                basis=LawBasis.FITTED if told else LawBasis.HAND,
                fit=told,
                set_by=by,
                set_at=now,
            )
    except IntegrityError as clash:
        raise LawMovedOn from clash
