"""Pages of the day board: planning, a draft's jobs, publishing, and what is asked of parties for it."""

from typing import Final

from django.urls import URLPattern, path

from logistics.views import plan_jobs, plans

PATTERNS: Final[list[URLPattern]] = [
    path("plan/", plans.plan, name="plan"),
    path("plan/make/", plans.plan_make, name="plan-make"),
    path("plan/watch/", plans.plan_watch, name="plan-watch"),
    path("plan/runs/<int:pk>/", plans.planning_run, name="planning-run"),
    path("plan/runs/<int:pk>/stop/", plans.planning_stop, name="planning-stop"),
    path("plan/<int:pk>/publish/", plans.plan_publish, name="plan-publish"),
    path("plan/<int:pk>/move/", plans.move_stop, name="move-stop"),
    path("plan/<int:pk>/jobs/<int:job>/", plan_jobs.plan_job, name="plan-job"),
    path("plan/loads/<int:pk>/pin/", plan_jobs.plan_pin, name="plan-pin"),
    path("plan/loads/<int:pk>/ask/", plan_jobs.plan_ask, name="plan-ask"),
    path("plan/shifts/<int:pk>/lengthen/", plan_jobs.shift_lengthen, name="shift-lengthen"),
    path("asked/<int:pk>/", plan_jobs.party_ask, name="party-ask"),
]
