"""What the processes of a race do to loans; for `tests.listings.race_ground`, which has set Django up."""

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import Error, transaction

from listings.actions import lending, returning, stocking
from listings.models import Loan
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import User
from tests.make import NOW

Job = dict[str, Any]  # Any: what a deed is about


def _told(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    except Error as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def _bring_back(job: Job) -> list[str]:
    """Note that a loan is back."""
    loan, by = Loan.objects.get(pk=job["loan"]), User.objects.get(pk=job["by"])
    back = {"quantity": Decimal(4), "condition": "good", "notes": ""}
    return ["back " + _told(lambda: returning.bring_back(loan=loan, by=by, now=NOW, **back))]  # type: ignore[arg-type]


def _extend(job: Job) -> list[str]:
    """Give more time, from the day that was seen."""
    loan, by = Loan.objects.get(pk=job["loan"]), User.objects.get(pk=job["by"])
    due_on = loan.due_on + timedelta(days=job["days"])
    return ["longer " + _told(lambda: lending.extend(loan=loan, due_on=due_on, by=by, now=NOW))]


def _bring_back_without_guard(job: Job) -> list[str]:
    """The control: look whether it is out, then put it back."""
    loan = Loan.objects.select_related("claim__listing").get(pk=job["loan"])
    if loan.returned_at is not None:
        return ["back loan_not_out"]
    time.sleep(0.2)  # what else happens between the look and the deed
    with transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(
            returned_at=NOW, returned_by=job["by"], returned_quantity=4, condition_in="good"
        )
        listing = type(loan.claim.listing).objects.filter(pk=loan.claim.listing_id)
        return ["back done" if listing.give_back(Decimal(4)) else "back " + stocking.StockMovedMeanwhile.code]


DEEDS: Final[dict[str, Callable[[Job], list[str]]]] = {
    "bring_back": _bring_back,
    "extend": _extend,
    "bring_back_without_guard": _bring_back_without_guard,
    "back_or_longer": lambda job: (_extend if job["days"] else _bring_back)(job),
}
