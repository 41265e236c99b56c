"""What the day's page says about planning in the background."""

from datetime import date

from logistics.models import Plan, PlanningRun, PlanningState
from marketplace.organisations.models import Organisation


def run_to_show(organisation: Organisation, day: date, draft: Plan | None) -> PlanningRun | None:
    """The newest request of a day, while it is worked on; or that it failed, until a draft was made after it."""
    run = PlanningRun.objects.of_day(organisation, day).first()
    if run is None or run.is_working:
        return run
    is_news = run.state == PlanningState.FAILED and (draft is None or draft.made_at < run.asked_at)
    return run if is_news else None
