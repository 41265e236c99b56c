"""Background tasks of this room."""

import time
from typing import Final

from django.utils import timezone
from django_tasks import task

from logistics.actions.custody.anchoring import anchor_heads
from logistics.actions.custody.following import ask_due
from logistics.actions.days import replanning
from logistics.actions.days.queueing import note_progress, work_on
from logistics.actions.paperwork import asking, papering
from logistics.actions.people import forgetting, offering
from logistics.actions.people.licensing import remind_of_papers
from logistics.actions.runs.positioning import forget_positions as forget_old_positions
from logistics.models import PlanningRun, PlanningStage
from logistics.planning import search_engine

#: Seconds between two words of a worker about how far it is, which is also when it hears that nobody wants it any more.
_EVERY: Final = 0.5

#: From how many per cent to how many each stage goes.
_SPANS: Final = {
    "preparing": (0, 5),
    "searching": (5, 85),
    "joining": (85, 90),
    "explaining": (90, 97),
    "checking": (97, 100),
}


class _Watch:
    """Says how far a planning run is, not too often, and hears whether it is still wanted."""

    def __init__(self, run: PlanningRun) -> None:
        self.run = run
        self.stage: str = PlanningStage.PREPARING
        self.percent = 0
        self.spoke = 0.0
        self.wanted = True

    def told(self, stage: str, done: int, of: int) -> None:
        start, end = _SPANS.get(stage, (self.percent, self.percent))
        changed = stage != self.stage
        self.stage, self.percent = stage, max(self.percent, start + (end - start) * min(done, of) // max(1, of))
        self._say(at_once=changed)

    def cancelled(self) -> bool:
        self._say(at_once=False)
        return not self.wanted

    def _say(self, *, at_once: bool) -> None:
        if self.wanted and (at_once or time.monotonic() - self.spoke >= _EVERY):
            self.spoke = time.monotonic()
            self.wanted = note_progress(
                run=self.run, stage=self.stage, percent=self.percent, by=self.run.asked_by, now=timezone.now()
            )


@task()
def make_plan(run_id: int) -> None:
    """Plan the day that somebody asked for."""
    run = PlanningRun.objects.select_related("organisation", "asked_by").filter(pk=run_id).first()
    if run is not None:
        watch = _Watch(run)
        work_on(run=run, cancelled=watch.cancelled, told=watch.told, by=run.asked_by, now=timezone.now())


@task()
def mind_days() -> None:
    """Look at the days that are planned again by themselves (settings.SCHEDULE)."""
    for run in replanning.mind_days(now=timezone.now()):
        make_plan.enqueue(run.pk)


@task()
def make_machine_code() -> None:
    """Have the planner's machine code made, beside the worker, so that no plan waits for it (settings.SCHEDULE)."""
    search_engine.warm_aside()


@task()
def issue_papers() -> None:
    """Issue the notes of what has arrived (settings.SCHEDULE)."""
    papering.issue_all(now=timezone.now())


@task()
def remove_old_papers() -> None:
    """Remove the notes that need not be kept any longer (settings.SCHEDULE)."""
    papering.remove_old(now=timezone.now())


@task()
def remind_to_sign() -> None:
    """Write to whoever has yet to sign what is to be collected tomorrow (settings.SCHEDULE)."""
    asking.remind_to_sign(now=timezone.now())


@task()
def anchor_custody() -> None:
    """Anchor the books of lots that grew."""
    anchor_heads(now=timezone.now())


@task()
def ask_after_things() -> None:
    """Ask receivers what became of things after 3, 6 and 12 months."""
    ask_due(now=timezone.now())


@task()
def forget_positions() -> None:
    """Delete where vans were two days ago."""
    forget_old_positions(now=timezone.now())


@task()
def forget_old() -> None:
    """Delete old driving times, and who was told of offers that are over (settings.SCHEDULE)."""
    forgetting.forget_legs(now=timezone.now())
    forgetting.forget_told(now=timezone.now())


@task()
def mind_offers() -> None:
    """Open offers to wider rings, pass turns on, and end those that nobody took."""
    offering.mind_offers(now=timezone.now())


@task()
def mind_papers() -> None:
    """Write to coordinators before licences, insurances and tests run out."""
    remind_of_papers(now=timezone.now())
