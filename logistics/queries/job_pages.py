"""The page of one job of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from logistics.models import Collection, PartyAsk, Pin, Plan, PlanIssue
from logistics.queries.steps import Step, Steps
from logistics.queries.vans import shifts_on


@dataclass(frozen=True, slots=True)
class JobPage:
    """A job: its parties, the pin on it, and where it stays behind, why and what could be done."""

    collection: Collection
    pin: Pin | None
    sentence: str
    steps: Sequence[Step]


def job_page(plan: Plan, collection: Collection) -> JobPage:
    """What the page says beside the vans."""
    issue = PlanIssue.objects.filter(plan=plan, collection=collection).select_related("collection__claim").first()
    pin = Pin.objects.of([collection]).get(collection.pk)
    if issue is None:
        return JobPage(collection, pin, "", ())
    asks = list(PartyAsk.objects.on_day([collection], plan.day))
    shifts = shifts_on(plan.organisation, plan.day)
    return JobPage(collection, pin, issue.sentence, Steps(plan.day, shifts, asks, {}).of(issue))
