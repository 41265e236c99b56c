"""What the processes of a race over promises do; imported after Django is set up, by `race_ground`."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.db import Error

from listings.actions import appealing, promising
from listings.models import Appeal, Claim, PromiseOutcome
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import User
from tests.make.organisations import NOW

Job = dict[str, Any]  # Any: what a deed is about


def _outcome(act: Callable[[], object]) -> str:
    """ "done", the code of a refusal, or an error that should not have been."""
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    except Error as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def _note(job: Job) -> list[str]:
    """Note what became of the taker's promise, each process something else."""
    claim = Claim.objects.select_related("organisation", "listing__organisation").get(pk=job["claim"])
    said = partial(promising.note, organisation=claim.organisation, outcome=job["outcome"], claim=claim, reason="So.")
    return [_outcome(partial(said, by=None, now=NOW))]


def _forgive(job: Job) -> list[str]:
    """Excuse the promise, or answer the appeal about it."""
    by, promise = User.objects.get(pk=job["by"]), PromiseOutcome.objects.for_page().get(pk=job["promise"])
    if job["act"] == "excuse":
        return [_outcome(partial(promising.excuse, promise=promise, reason="So.", by=by, now=NOW))]
    appeal = Appeal.objects.for_page().get(promise=promise)
    return [_outcome(partial(appealing.answer, appeal=appeal, is_upheld=True, answer="So.", by=by, now=NOW))]


DEEDS: Final[dict[str, Callable[[Job], list[str]]]] = {"note_promise": _note, "forgive_promise": _forgive}
