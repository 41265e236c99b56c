"""Background tasks of this room."""

import time
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django_tasks import task

from listings.actions import agreeing, checking, running
from listings.actions.alerting import ring_due
from listings.actions.counting import count_terms
from listings.actions.crediting import credit_kept
from listings.actions.deciding import decide_due
from listings.actions.fitting import fit_again
from listings.actions.holding import lapse_due
from listings.actions.importing import note_progress
from listings.actions.lending import remind_due
from listings.actions.missing import forget_misses
from listings.actions.publishing import expire_due
from listings.actions.recurring import post_due
from listings.actions.saving import run_searches
from listings.actions.sending import send_due
from listings.actions.staging import open_due
from listings.actions.wanting import expire_wants
from listings.models import ImportJob, Listing, rollups
from listings.models.indexing import counts_differ, ensure, rebuild, settle
from marketplace.organisations.models import User

#: Seconds between two words of a worker about how far it is.
_EVERY: Final = 0.5
#: What an import published has been fitted to the wants by then, unless its worker died.
_FITTED_WITHIN: Final = timedelta(minutes=30)


@task()
def expire_listings() -> None:
    """Close the listings and wants that have passed their last day, open the stages whose day has come, and finish what
    dead workers left of imports."""
    expire_due(now=timezone.now())
    open_due(now=timezone.now())
    expire_wants(now=timezone.now())
    for job in ImportJob.objects.unfitted_since(timezone.now() - _FITTED_WITHIN)[:5]:
        running.fit(job=job, by=job.uploaded_by, now=timezone.now())


@task()
def lapse_claims() -> None:
    """Let claims lapse whose deadline has passed; what they held goes to who is next in line."""
    lapse_due(now=timezone.now())


@task()
def decide_claims() -> None:
    """Decide what is decided by itself and whose claims have closed."""
    decide_due(now=timezone.now())


@task()
def post_recurring() -> None:
    """Post the occurrences of recurring material whose time has come."""
    post_due(now=timezone.now())


@task()
def find_missed() -> None:
    """Fit again what was posted and published in the same instant."""
    fit_again(now=timezone.now())


@task()
def count_words() -> None:
    """Count the words of public listings anew: what misspelt words are held against."""
    count_terms(now=timezone.now())


@task()
def look_after_words() -> None:
    """Make sure that what is searched in is in step, and bring together what heavy writing has left in many pieces."""
    rollups.ensure()
    rollups.fold()
    if not ensure() and counts_differ():
        rebuild(Listing.objects.order_by("pk"))
    settle()


@task()
def let_bookings_lapse() -> None:
    """Let go of bookings that began without an answer."""
    agreeing.lapse_due(now=timezone.now())


@task()
def credit_bookings() -> None:
    """Note as kept what took place, once nobody can say any more that somebody did not come."""
    credit_kept(now=timezone.now())


@task()
def forget_old_misses() -> None:
    """Delete what was looked for in vain long ago."""
    forget_misses(now=timezone.now())


@task()
def tell() -> None:
    """Tell the rings whose moment has come, and write the mails that are due."""
    ring_due(now=timezone.now())
    send_due(now=timezone.now())


@task()
def mind_loans() -> None:
    """Remind of what is due, and tell of what is late."""
    remind_due(now=timezone.now())


@task()
def ask_again() -> None:
    """Ask the saved searches whose time has come."""
    run_searches(now=timezone.now())


@task()
def check_import(job_id: int, attempt: int) -> None:
    """The dry run of an import."""
    job = ImportJob.objects.select_related("organisation", "uploaded_by").filter(pk=job_id).first()
    if job is None:
        return
    by, spoke = job.uploaded_by, time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal spoke
        if time.monotonic() - spoke >= _EVERY:
            spoke = time.monotonic()
            note_progress(job=job, attempt=attempt, done=done, total=total, by=by, now=timezone.now())

    checking.check(job=job, attempt=attempt, told=told, by=by, now=timezone.now())


@task()
def run_import(job_id: int, attempt: int, user_id: int) -> None:
    """The import itself; then what it published or changed is shown to those who look for such things."""
    job = ImportJob.objects.select_related("organisation").filter(pk=job_id).first()
    if job is None:
        return
    by = User.objects.get(pk=user_id)
    if running.run(job=job, attempt=attempt, by=by, now=timezone.now()):
        running.fit(job=job, by=by, now=timezone.now())
