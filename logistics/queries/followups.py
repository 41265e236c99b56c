"""Follow-ups: whom to ask when, what was answered, and what the answers say for the displacement rates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from logistics.models import Displaced, FollowUp, FollowUpAnswer, Passport, Receipt, Use
from logistics.models.passports import PassportState
from logistics.queries.corrections import Figures, figures_by_receipt
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role, User
from marketplace.web.waiting import Waiting

MONTHS: Final = (3, 6, 12)
#: Not asked any more when it is later than that: somebody installs this and has receipts of years.
LATEST: Final = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class DisplacementAnswer:
    """The newest that a receiver said of one receipt. `displaced` is what would have been without it, `use` what became
    of it, so many months later (0: at the receipt itself). Masses in kg."""

    receipt: int
    category: int
    organisation: int
    months: int
    displaced: str
    use: str
    mass_kg: Decimal
    at: datetime


def due(months: int, *, now: datetime, most: int) -> list[Receipt]:
    """Receipts to be followed up after so many months, the oldest first: what was kept for good, is still its
    receiver's, and was not asked about at that time."""
    then = now - relativedelta(months=months)
    asked = FollowUp.objects.filter(receipt=OuterRef("pk"), months=months)
    gone = Passport.objects.filter(custody_events__receipt=OuterRef("pk")).exclude(
        owner=OuterRef("collection__claim__organisation"), state=PassportState.LIVE
    )
    found = Receipt.objects.filter(
        at__lte=then, at__gt=then - LATEST, kept_quantity__gt=0, collection__claim__loan=None
    )
    return list(found.exclude(Exists(asked)).exclude(Exists(gone)).for_page().order_by("at", "pk")[:most])


def newest_answer(follow_up: FollowUp) -> FollowUpAnswer | None:
    """The one that counts."""
    return FollowUpAnswer.objects.filter(follow_up=follow_up).order_by("-at", "-pk").first()


def asked_of(organisation: Organisation) -> QuerySet[FollowUp]:
    """What it was asked and has not answered yet, the newest first."""
    answered = FollowUpAnswer.objects.filter(follow_up=OuterRef("pk"))
    open_ones = FollowUp.objects.asked_of(organisation).exclude(Exists(answered))
    return open_ones.for_page().order_by("-asked_at", "-pk")


def displacement_answers(*, since: datetime | None = None) -> Iterator[DisplacementAnswer]:
    """One for each receipt with an answer that says something, the newest of all its follow-ups; where none of them
    does, what was said at the receipt. For the displacement rates of impact: what nobody knows is left out.

    :param since: receipts from then on
    """
    telling = FollowUpAnswer.objects.exclude(displaced=Displaced.UNKNOWN)
    of_receipt = telling.filter(follow_up__receipt=OuterRef("pk"))
    receipts = Receipt.objects.filter(Exists(of_receipt) | ~Q(displaced=Displaced.UNKNOWN), kept_quantity__gt=0)
    if since is not None:
        receipts = receipts.filter(at__gte=since)
    rows = receipts.select_related("collection__claim__listing").order_by("pk")
    for batch in _batches(rows):
        said = telling.filter(follow_up__receipt__in=batch).select_related("follow_up").order_by("at", "pk")
        newest = {answer.follow_up.receipt_id: answer for answer in said}
        stands = figures_by_receipt(batch)
        yield from (_answer(row, stands[row.pk], newest.get(row.pk)) for row in batch)


def _batches(rows: QuerySet[Receipt]) -> Iterator[list[Receipt]]:
    start, size = 0, 500
    batch = list(rows[:size])
    while batch:
        yield batch
        start += size
        batch = list(rows[start : start + size])


def _answer(receipt: Receipt, stands: Figures, said: FollowUpAnswer | None) -> DisplacementAnswer:
    claim = receipt.collection.claim
    return DisplacementAnswer(
        receipt=receipt.pk,
        category=claim.listing.category_id,
        organisation=claim.organisation_id,
        months=said.follow_up.months if said else 0,
        displaced=said.displaced if said else receipt.displaced,
        use=said.use if said else Use.IN_USE,
        mass_kg=stands.kept_mass_kg,
        at=said.at if said else receipt.at,
    )


def waiting_for(*, organisation: Organisation, roles: frozenset[str], user: User, now: datetime) -> list[Waiting]:
    """For requesters: how many of our questions are open."""
    count = asked_of(organisation).count() if may(roles, Role.REQUESTER) else 0
    if not count:
        return []
    title = ngettext("%(count)s thing to tell us about", "%(count)s things to tell us about", count) % {"count": count}
    detail = _("You received them months ago. Are they still in use? One tap each.")
    return [Waiting(title, detail, _("Say how it is"), reverse("logistics:lots"), "later", count)]
