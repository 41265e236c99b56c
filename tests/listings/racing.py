"""What a process of a race test does: wait for the others, then act at the same moment as they do.

Nothing of Django is imported before `django.setup()`: each process is new and finds the database by DATABASE_URL.
"""

import os
import time
from collections.abc import Callable
from decimal import Decimal
from multiprocessing import get_context
from typing import Any, Final

PROCESSES: Final = 16
_PATIENCE_S: Final = 120


def race(deed: str, jobs: list[dict[str, Any]], database_url: str) -> list[str]:  # Any: what a deed is about
    """Start one process for each job, let them all begin at once, and answer what each of their deeds came to."""
    context = get_context("spawn")
    barrier, answers = context.Barrier(len(jobs)), context.Queue()
    runners = [
        context.Process(target=_run, args=(deed, job, database_url, barrier, answers), daemon=True) for job in jobs
    ]
    for runner in runners:
        runner.start()
    told: list[str] = []
    for _runner in runners:
        told += answers.get(timeout=_PATIENCE_S)
    for runner in runners:
        runner.join(_PATIENCE_S)
        assert runner.exitcode == 0
    return told


def _run(deed: str, job: dict[str, Any], database_url: str, barrier: Any, answers: Any) -> None:
    # Any: multiprocessing's own objects, of the context they were made in
    os.environ["DATABASE_URL"] = database_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings"
    import django

    django.setup()
    from django.db import connection

    connection.ensure_connection()
    deeds: dict[str, Callable[[dict[str, Any]], list[str]]] = {
        "claim": _claim,
        "grab": _grab_without_guard,
        "answer": _answer,
        "publish": _publish,
    }
    barrier.wait(_PATIENCE_S)
    answers.put(deeds[deed](job))


def _outcome(act: Callable[[], object]) -> str:
    """What came of an act: "done", the code of a refusal, or the name of an error that should not have been."""
    from django.db import Error

    from marketplace.kernel.errors import DomainError

    try:
        act()
    except DomainError as refusal:
        return refusal.code
    except Error as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def _claim(job: dict[str, Any]) -> list[str]:
    """Claim one of the listing for each of the organisations."""
    from listings.actions.claiming import claim
    from listings.models import Listing
    from marketplace.organisations.models import Organisation, User
    from tests.make import NOW

    by = User.objects.get(pk=job["by"])
    listing = Listing.objects.select_related("organisation").get(pk=job["listing"])
    askers = [Organisation.objects.get(pk=pk) for pk in job["askers"]]
    sites = [asker.sites.get() for asker in askers]
    return [
        _outcome(
            lambda asker=asker, site=site: claim(  # type: ignore[misc]  # bound in the loop on purpose
                listing=listing, organisation=asker, site=site, quantity=Decimal(1), purpose="Race", by=by, now=NOW
            )
        )
        for asker, site in zip(askers, sites, strict=True)
    ]


def _grab_without_guard(job: dict[str, Any]) -> list[str]:
    """The control: read, check, save in a transaction, as one would without the guard."""
    from django.db import transaction

    from listings.models import Listing

    def grab() -> bool:
        with transaction.atomic():
            listing = Listing.objects.get(pk=job["listing"])
            if listing.available < 1:
                return False
            time.sleep(0.005)  # what else the transaction does
            listing.available -= 1
            listing.save(update_fields=["available"])
        return True

    return ["done" if grab() else "not_enough_left" for _ in range(job["times"])]


def _answer(job: dict[str, Any]) -> list[str]:
    """Answer or end one claim, in the way the job says."""
    from listings.actions import claiming
    from listings.models import Claim
    from marketplace.organisations.models import User
    from tests.make import NOW

    by = User.objects.get(pk=job["by"])
    claim = Claim.objects.select_related("listing__organisation", "organisation").get(pk=job["claim"])
    acts: dict[str, Callable[[], None]] = {
        "accept": lambda: claiming.accept(claim=claim, quantity=Decimal(1), by=by, now=NOW),
        "accept_all": lambda: claiming.accept(claim=claim, quantity=claim.quantity, by=by, now=NOW),
        "decline": lambda: claiming.decline(claim=claim, reason="No.", by=by, now=NOW),
        "cancel": lambda: claiming.cancel(claim=claim, reason="No.", by=by, now=NOW),
    }
    return [_outcome(acts[job["act"]])]


def _publish(job: dict[str, Any]) -> list[str]:
    from listings.actions.publishing import publish
    from listings.models import Listing
    from marketplace.organisations.models import User
    from tests.make import NOW

    by = User.objects.get(pk=job["by"])
    listing = Listing.objects.get(pk=job["listing"])
    return [_outcome(lambda: publish(listing=listing, by=by, now=NOW))]
