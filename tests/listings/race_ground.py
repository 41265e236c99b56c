"""What the processes of a race do. Importing this sets Django up: it is for those processes, not for tests."""

import os
import random
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
django.setup()

from django.db import Error, connections, transaction  # noqa: E402 - models exist only after the set-up

from listings.actions import claiming, fitting, publishing, running, stocking  # noqa: E402 - as above
from listings.models import Claim, ImportJob, Listing, rollups  # noqa: E402 - as above
from marketplace.impact.actions.counting import count_receipts  # noqa: E402 - as above
from marketplace.kernel.errors import DomainError  # noqa: E402 - as above
from marketplace.organisations.models import Organisation, User  # noqa: E402 - as above
from tests.listings.alerts.deeds import DEEDS as OF_ALERTS  # noqa: E402 - as above
from tests.listings.booking.deeds import DEEDS as OF_SPACES  # noqa: E402 - as above
from tests.listings.deciding.deeds import DEEDS as OF_DECIDING  # noqa: E402 - as above
from tests.listings.lending.deeds import DEEDS as OF_LOANS  # noqa: E402 - as above
from tests.listings.promise_deeds import DEEDS as OF_PROMISES  # noqa: E402 - as above
from tests.listings.recurring.deeds import DEEDS as OF_RECURRING  # noqa: E402 - as above
from tests.logistics.racing.deeds import DEEDS as OF_LOADS  # noqa: E402 - as above
from tests.make import NOW  # noqa: E402 - as above

Job = dict[str, Any]  # Any: what a deed is about


def open_database(values: dict[str, Any]) -> None:  # Any: Django's own shape for a database
    """Connect to the database of the test."""
    connections.settings["default"].update(values)
    connections["default"].ensure_connection()


def _outcome(act: Callable[[], object]) -> str:
    """What came of an act: "done", the code of a refusal, or an error that should not have been."""
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    except Error as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def _claim(job: Job) -> list[str]:
    """Claim one of the listing for each of the organisations."""
    by = User.objects.get(pk=job["by"])
    listing = Listing.objects.select_related("organisation").get(pk=job["listing"])
    told = []
    for asker in Organisation.objects.filter(pk__in=job["askers"]).order_by("pk"):
        site, one = asker.sites.get(), Decimal(1)
        ask = partial(claiming.claim, listing=listing, organisation=asker, site=site, quantity=one, by=by, now=NOW)
        told.append(_outcome(partial(ask, purpose="A race")))
    return told


def _grab_without_guard(job: Job) -> list[str]:
    """The control: read, check, save in a transaction, as one would without the guard."""
    return [_outcome(partial(_grab, job["listing"])) for _ in range(job["times"])]


def _grab(pk: int) -> None:
    with transaction.atomic():
        listing = Listing.objects.get(pk=pk)
        if listing.available < 1:
            raise stocking.NothingLeft
        time.sleep(0.005)  # what else the transaction does
        listing.available -= 1
        listing.save(update_fields=["available"])


def _answer(job: Job) -> list[str]:
    """Answer or end one claim, in the way the job says."""
    by = User.objects.get(pk=job["by"])
    claim = Claim.objects.select_related("listing__organisation", "organisation").get(pk=job["claim"])
    acts: dict[str, Callable[[], None]] = {
        "accept": partial(claiming.accept, claim=claim, quantity=Decimal(1), by=by, now=NOW),
        "accept_all": partial(claiming.accept, claim=claim, quantity=claim.quantity, by=by, now=NOW),
        "decline": partial(claiming.decline, claim=claim, reason="No.", by=by, now=NOW),
        "cancel": partial(claiming.cancel, claim=claim, reason="No.", by=by, now=NOW),
    }
    return [_outcome(acts[job["act"]])]


def _publish(job: Job) -> list[str]:
    """Publish a draft."""
    by = User.objects.get(pk=job["by"])
    return [_outcome(partial(publishing.publish, listing=Listing.objects.get(pk=job["listing"]), by=by, now=NOW))]


def _fit(job: Job) -> list[str]:
    """Fit a published listing to the wants, as when it changes or a stage begins. How many pairs are new."""
    by = User.objects.get(pk=job["by"])
    return [str(fitting.fit_listing(listing=Listing.objects.get(pk=job["listing"]), by=by, now=NOW))]


def _import(job: Job) -> list[str]:
    """Take up an import that was put off, again and again until somebody has done it."""
    by = User.objects.get(pk=job["by"])
    this = ImportJob.objects.select_related("organisation").get(pk=job["import"])
    told = []
    for _try in range(job["times"]):
        if job["again"]:  # as a second worker after the first was presumed dead, while it is still alive
            ImportJob.objects.filter(pk=this.pk, state="running").update(started_at=None)
        told.append(str(running.run(job=this, attempt=job["attempt"], by=by, now=NOW)))
    return told


def _count(_job: Job) -> list[str]:
    """Count receipts into the ledger. How many were counted."""
    return [str(count_receipts(now=NOW))]


def _churn(job: Job) -> list[str]:
    """Whatever changes what is public, on listings that the others change too; and now and then a fold."""
    chosen = random.Random(job["seed"])
    for _step in range(job["times"]):
        one = Listing.objects.filter(pk=chosen.choice(job["listings"]))
        values: dict[str, Any] = chosen.choice(  # Any: values of several columns
            [
                {"state": "withdrawn", "closed_at": NOW},
                {"state": "published", "closed_at": None},
                {"available": Decimal(chosen.choice([0, 1]))},
                {"is_for_everyone": chosen.random() < 0.5},
                {"category": chosen.choice(job["categories"])},
                {"public_latitude": 53.0 + chosen.random(), "public_longitude": -1.0 - chosen.random()},
            ]
        )
        one.update(**values)
        if chosen.random() < 0.1:
            rollups.fold()
    return ["done"]


DEEDS: Final[dict[str, Callable[[Job], list[str]]]] = {
    "churn": _churn,
    "count": _count,
    "claim": _claim,
    "grab": _grab_without_guard,
    "answer": _answer,
    "fit": _fit,
    "publish": _publish,
    "import": _import,
    **OF_ALERTS,
    **OF_LOADS,
    **OF_LOANS,
    **OF_DECIDING,
    **OF_PROMISES,
    **OF_RECURRING,
    **OF_SPACES,
}
