"""A draft as the planner knows it, and what could be done with one of its jobs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from logistics.models import Collection, Plan, Shift
from logistics.planning.problem import Problem
from logistics.planning.record import result_from_json
from logistics.planning.result import Result
from logistics.queries.answers import question_of
from logistics.queries.days import moment_of
from logistics.queries.problems import labels_of
from logistics.queries.trials import Trial, Trials


@dataclass(frozen=True, slots=True)
class Place:
    """A van on which a job could ride, or why it could not."""

    shift: Shift
    is_here: bool
    why: Sequence[str]
    pickup_at: datetime | None = None
    delivery_at: datetime | None = None
    extra_min: int = 0
    extra_km: float = 0.0

    @property
    def fits(self) -> bool:
        return not self.why

    @property
    def words(self) -> str:
        """What it would mean, in a sentence."""
        if self.why:
            return " ".join(self.why)
        words = {
            "pickup": f"{localtime(self.pickup_at):%H:%M}" if self.pickup_at else "",
            "delivery": f"{localtime(self.delivery_at):%H:%M}" if self.delivery_at else "",
            "minutes": self.extra_min,
            "km": self.extra_km,
        }
        return (
            _("Collected at %(pickup)s, delivered at %(delivery)s: %(minutes)s min and %(km)s km of extra driving.")
            % words
        )


def asked_in(plan: Plan) -> Problem:
    """What the planner was asked."""
    return question_of(plan)


def answered_in(plan: Plan) -> Result:
    """What it answered, as it stands after changes by hand."""
    return result_from_json(json.dumps(plan.result))


def trials_of(plan: Plan, collection: Collection) -> Trials | None:
    """A draft's job to be tried elsewhere; None: the planner was not asked about it."""
    problem = asked_in(plan)
    job = next((one for one in problem.jobs if one.id == str(collection.pk)), None)
    if job is None:
        return None
    others = Collection.objects.filter(pk__in=[one.id for one in problem.jobs]).select_related("claim__listing")
    return Trials(problem, answered_in(plan), job, labels_of(list(others)))


def is_aboard(plan: Plan, collection: Collection) -> bool:
    """Whether its goods were on a van already when the draft was made."""
    locks = plan.problem["problem"]["locks"]
    return any(lock["aboard"] and lock["job_id"] == str(collection.pk) for lock in locks)


def places_for(plan: Plan, collection: Collection, shifts: Sequence[Shift]) -> list[Place]:
    """Each van of the draft's day with what it would mean for the job to ride there."""
    trials = trials_of(plan, collection)
    if trials is None:
        return []
    here = {route.shift_id for route in answered_in(plan).routes if str(collection.pk) in route.job_ids}
    asked = trials.net.crew_index
    return [_place(plan, shift, str(shift.pk) in here, trials) for shift in shifts if str(shift.pk) in asked] + [
        Place(shift, is_here=False, why=(_("It has left, or was added after this draft was made."),))
        for shift in shifts
        if str(shift.pk) not in asked
    ]


def _place(plan: Plan, shift: Shift, is_here: bool, trials: Trials) -> Place:
    trial: Trial = trials.on(str(shift.pk))
    if not trial.fits:
        return Place(shift, is_here, trial.why)
    return Place(
        shift=shift,
        is_here=is_here,
        why=(),
        pickup_at=moment_of(plan.day, trial.pickup_s),
        delivery_at=moment_of(plan.day, trial.delivery_s),
        extra_min=round(trial.extra_drive_s / 60),
        extra_km=round(trial.extra_metres / 1000, 1),
    )
