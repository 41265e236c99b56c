"""How a listing is given: rule, closing time, who comes first, the donor's clauses; and who may claim by them."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Self

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime

from listings.allocation import ballot
from listings.models import Allocation, Claim, Listing, Policy, Remainder, TakingPolicy
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, OrganisationKind, User

#: The most that can be said, in days, times or hours.
_BOUNDS: Final = {"answer_days": 90, "hold_days": 365, "extensions": 10, "confirm_hours": 14 * 24}
#: States of a claim that somebody still counts on.
_IN_PLAY: Final = ("waiting", "asked", "offered", "accepted")
#: What stays as it is while somebody waits by it.
_RULES: Final = (
    "policy",
    "lot",
    "remainder",
    "priority_kinds",
    "priority_until",
    "end_users_only",
    "unbranded",
    "no_resale",
)


class HeldBack(DomainError):
    code = "held_back"
    message = gettext_noop("This is held back for others ({kinds}) until {until}. Come back on that day.")


class ClaimsAreClosed(DomainError):
    code = "claims_are_closed"
    message = gettext_noop("Claims on this closed on {closed}: what everybody asked for is being decided.")


class ForEndUsersOnly(DomainError):
    code = "for_end_users_only"
    message = gettext_noop(
        "The giver's clause “only for organisations that use it themselves” is not met: your settings say that you "
        "pass things on."
    )


class BrandingStays(DomainError):
    code = "branding_stays"
    message = gettext_noop(
        "The giver's clause “our name and marks are removed” is not met: agree to it for this claim, or say so in your "
        "settings."
    )
    field = "keeps_clauses"


class IsSoldOn(DomainError):
    code = "is_sold_on"
    message = gettext_noop(
        "The giver's clause “not to be sold on” is not met: agree to it for this claim, or change your settings."
    )
    field = "keeps_clauses"


#: What is said to a taker who does not meet a clause, by the clause's field.
REFUSALS: Final[dict[str, type[DomainError]]] = {
    "end_users_only": ForEndUsersOnly,
    "unbranded": BrandingStays,
    "no_resale": IsSoldOn,
}


class RulesAreFixed(DomainError):
    code = "rules_are_fixed"
    message = gettext_noop(
        "Somebody asked for this by these rules, so they stay as they are until it is decided. Only the closing time "
        "can move, to a later moment."
    )
    field = "policy"


class DecidedAlready(DomainError):
    code = "decided_already"
    message = gettext_noop("It is decided already who gets this: it was sent on {at}.")


class ClosesInThePast(DomainError):
    code = "closes_in_the_past"
    message = gettext_noop("Claims would close in the past: choose a later moment, or none.")
    field = "closes_at"


class NoClosingTime(DomainError):
    code = "no_closing_time"
    message = gettext_noop("Say until when claims are taken: it is decided after that moment.")
    field = "closes_at"


class ChoosingTakesSomebody(DomainError):
    code = "choosing_takes_somebody"
    message = gettext_noop("Only a ballot or fair shares can be decided by itself: choosing takes one of you.")
    field = "decides_itself"


class PriorityWithoutEnd(DomainError):
    code = "priority_without_end"
    message = gettext_noop("Say until when it is held back for them.")
    field = "priority_until"


class PriorityForNobody(DomainError):
    code = "priority_for_nobody"
    message = gettext_noop("Say for whom it is held back until then.")
    field = "priority_kinds"


class OutOfBounds(DomainError):
    code = "allocation_out_of_bounds"
    message = gettext_noop("Give a whole number from {least} to {most}.")


class UnknownKind(DomainError):
    code = "unknown_kind"
    message = gettext_noop("Choose from the kinds of organisation that there are.")
    field = "priority_kinds"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationValues:
    """What a donor says of how a listing is given. The lot is in the listing's unit; 0 means any quantity."""

    policy: str = Policy.FIRST_COME
    closes_at: datetime | None = None
    lot: Decimal = Decimal(0)
    remainder: str = Remainder.STAYS
    answer_days: int = 7
    hold_days: int = 14
    extensions: int = 1
    confirm_hours: int = 48
    priority_kinds: tuple[str, ...] = ()
    priority_until: date | None = None
    end_users_only: bool = False
    unbranded: bool = False
    no_resale: bool = False
    decides_itself: bool = False

    @classmethod
    def of(cls, allocation: Allocation) -> Self:
        """What is kept."""
        kept = {field.name: getattr(allocation, field.name) for field in fields(cls)}
        return cls(**{**kept, "priority_kinds": tuple(allocation.priority_kinds)})


def admit(
    *, listing: Listing, organisation: Organisation, keeps_clauses: bool = False, by: User, now: datetime
) -> Allocation:
    """Whether the organisation may claim this listing now, by the donor's rules; the listing's allocation as it is.

    Called by claiming as the first thing in its transaction: where claims are decided at once it takes the guard that
    the decision takes too, so that no claim slips in while one is being sent.

    :param keeps_clauses: the claimant agrees, for this claim, to remove marks and not to sell it on
    :raises HeldBack | ClaimsAreClosed: not yet, not any more
    :raises ForEndUsersOnly | BrandingStays | IsSoldOn: a clause of the donor is not met
    """
    Allocation.objects.undecided().turn([listing])
    allocation = Allocation.objects.filter(listing=listing).first() or Allocation(listing=listing)
    _check_clauses(allocation, organisation, keeps_clauses=keeps_clauses)
    until = allocation.held_back_until(organisation, localtime(now).date())
    if until is not None:
        raise HeldBack(kinds=", ".join(allocation.kinds_first()), until=date_format(until, "j F Y"))
    if allocation.is_in_the_running and allocation.closes_at is not None and allocation.closes_at <= now:
        raise ClaimsAreClosed(closed=date_format(localtime(allocation.closes_at), "j F Y, H:i"))
    return allocation


def _check_clauses(allocation: Allocation, organisation: Organisation, *, keeps_clauses: bool) -> None:
    """Hold what the taker says of itself against the donor's clauses.

    :raises ForEndUsersOnly | BrandingStays | IsSoldOn: this clause is not met
    """
    taking = TakingPolicy.objects.of(organisation)
    broken = allocation.broken_clause(taking, keeps_clauses=keeps_clauses)
    if broken:
        raise REFUSALS[broken]


def allot(*, listing: Listing, values: AllocationValues, by: User, now: datetime) -> None:
    """Say how a listing is given. The seed of a ballot is drawn here, before anybody asks; its hash is shown at once.

    :raises RulesAreFixed: somebody asked by other rules than these
    :raises DecidedAlready: it was sent who gets what
    :raises DomainError: a value cannot be; its `field` names the one
    """
    checked = _checked(values, Unit(listing.unit))
    with transaction.atomic():
        Allocation.objects.filter(listing=listing).turn([listing])
        Listing.objects.filter(pk=listing.pk).update(available=F("available"))  # claims wait for this, or are seen
        row = Allocation.objects.filter(listing=listing).select_related("decision").first()
        if row is None and checked == AllocationValues():
            return
        row = row or Allocation(listing=listing)
        _check_may_change(row, checked, now)
        for name, value in asdict(checked).items():
            setattr(row, name, list(value) if name == "priority_kinds" else value)
        if row.policy == Policy.BALLOT and not row.ballot_seed:
            row.ballot_seed = ballot.new_seed()
            row.ballot_commitment = ballot.commit(row.ballot_seed)
        row.save()
    listing.refresh_from_db()


def declare(
    *, organisation: Organisation, is_end_user: bool, removes_branding: bool, resells: bool, by: User, now: datetime
) -> TakingPolicy:
    """Keep what an organisation says of itself as a taker. Claims that are open already stay as they are."""
    said = {"is_end_user": is_end_user, "removes_branding": removes_branding, "resells": resells}
    row, _made = TakingPolicy.objects.update_or_create(
        organisation=organisation, defaults={**said, "changed_by": by, "changed_at": now}
    )
    return row


def _check_may_change(row: Allocation, to: AllocationValues, now: datetime) -> None:
    """Whether what is kept may become this.

    :raises DecidedAlready | RulesAreFixed | ClosesInThePast: no
    """
    kept = AllocationValues.of(row)
    if kept == to:
        return
    if row.decision is not None:
        raise DecidedAlready(at=date_format(localtime(row.decision.at), "j F Y"))
    if to.closes_at is not None and to.closes_at != kept.closes_at and to.closes_at <= now:
        raise ClosesInThePast
    if not Claim.objects.filter(listing=row.listing, state__in=_IN_PLAY).exists():
        return
    if any(getattr(kept, name) != getattr(to, name) for name in _RULES):
        raise RulesAreFixed
    if to.closes_at == kept.closes_at or kept.closes_at is None:
        return
    if to.closes_at is None or to.closes_at < kept.closes_at or kept.closes_at <= now:
        raise RulesAreFixed(field="closes_at")  # nobody opens it again after seeing who would win


def _checked(values: AllocationValues, unit: Unit) -> AllocationValues:
    """The values in the form in which they are kept; what means nothing under the policy is left out.

    :raises DomainError: the first that cannot be
    """
    _check_priority(values)
    for name, most in _BOUNDS.items():
        least = 0 if name == "extensions" else 1
        if not least <= getattr(values, name) <= most:
            raise OutOfBounds(field=name, least=least, most=most)
    if values.policy == Policy.FIRST_COME:
        return replace(values, closes_at=None, lot=Decimal(0), remainder=Remainder.STAYS, decides_itself=False)
    if values.decides_itself and values.policy == Policy.DONOR_CHOOSES:
        raise ChoosingTakesSomebody
    if values.closes_at is None and (values.decides_itself or values.policy == Policy.BALLOT):
        raise NoClosingTime
    return replace(values, lot=_checked_lot(values.lot, unit))


def _checked_lot(lot: Decimal, unit: Unit) -> Decimal:
    if not lot:
        return Decimal(0)
    try:
        return checked_amount(lot, unit)
    except DomainError as refusal:
        refusal.field = "lot"
        raise


def _check_priority(values: AllocationValues) -> None:
    if not set(values.priority_kinds) <= set(OrganisationKind.values):
        raise UnknownKind
    if values.priority_kinds and values.priority_until is None:
        raise PriorityWithoutEnd
    if values.priority_until is not None and not values.priority_kinds:
        raise PriorityForNobody
