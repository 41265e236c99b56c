"""What the pages about loans read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Claim, ClaimState
from listings.models.loans import COMES_BACK, Loan
from listings.queries.claims import Step, told
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role
from marketplace.web.waiting import Waiting

_BEFORE = frozenset({ClaimState.ASKED, ClaimState.WAITING, ClaimState.OFFERED, ClaimState.ACCEPTED})
_UNPROMISED = _BEFORE - {ClaimState.ACCEPTED}


@dataclass(frozen=True, slots=True)
class LoanPage:
    """The page of one loan, for one of its two sides."""

    claim: Claim
    loan: Loan | None
    lends: bool
    amount: str
    other: Organisation
    words: str
    tone: str
    steps: list[Step]
    #: whether this person acts for their side at all
    acts: bool
    may_agree: bool
    may_ask: bool
    may_extend: bool


@dataclass(frozen=True, slots=True)
class LoanPart:
    """The loan that a claim is, in short, for the claim's page."""

    loan: Loan | None
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A loan as a row of a list."""

    loan: Loan
    amount: str
    other: Organisation
    words: str
    tone: str


def is_lent(claim: Claim) -> bool:
    """Whether what is claimed comes back; the listing has to be loaded."""
    return claim.listing.mode in COMES_BACK


def loan_of(claim: Claim) -> Loan | None:
    """The loan of a claim, if its days were agreed."""
    return Loan.objects.for_pages().filter(claim=claim).first()


def loan_part(claim: Claim, today: date) -> LoanPart | None:
    """The loan that a claim is, in short; None where it is none, or ended before it left. One query at most."""
    loan = loan_of(claim) if is_lent(claim) else None
    if not is_lent(claim) or (loan is None and claim.state not in _BEFORE):
        return None
    return LoanPart(loan, *state_words(loan, today))


def without_days(claims: Iterable[Claim], day: date) -> set[int]:
    """Of these claims (with their listings) the keys of those that are lent and have no days, or days that are over."""
    lent = [claim.pk for claim in claims if is_lent(claim)]
    if not lent:
        return set()
    dated = Loan.objects.filter(claim__in=lent, due_on__gte=day).values_list("claim", flat=True)
    return set(lent) - set(dated)


def loan_page(claim: Claim, organisation: Organisation, roles: frozenset[str], today: date) -> LoanPage:
    """The page of the loan that a claim is, for the side that the organisation is on."""
    loan = loan_of(claim)
    lends = claim.listing.organisation_id == organisation.pk
    acts = may(roles, Role.LISTER if lends else Role.REQUESTER)
    is_out = loan is not None and loan.handed_at is not None and loan.returned_at is None
    open_states = _BEFORE if lends else _UNPROMISED
    words, tone = state_words(loan, today)
    return LoanPage(
        claim=claim,
        loan=loan,
        lends=lends,
        amount=told(_amount(claim, loan), claim.listing),
        other=claim.organisation if lends else claim.listing.organisation,
        words=words,
        tone=tone,
        steps=_steps(claim, loan, today),
        acts=acts,
        may_agree=acts and claim.state in open_states,
        may_ask=acts and is_out and not lends,
        may_extend=acts and is_out and lends,
    )


def state_words(loan: Loan | None, today: date) -> tuple[str, str]:
    """Where a loan stands, in a few words, with the tone of its badge."""
    if loan is None:
        return _("Days to agree"), "wait"
    if loan.returned_at is not None:
        return _("Back"), "good"
    if loan.handed_at is None:
        return _("Agreed"), "info"
    if loan.due_on < today:
        late = (today - loan.due_on).days
        return ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}, "stop"
    if loan.due_on == today:
        return _("Due today"), "warn"
    left = (loan.due_on - today).days
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}, "info"


def loans_of(organisation: Organisation, *, lends: bool, over: bool) -> QuerySet[Loan]:
    """The loans that the organisation gives or has, those that are back, or all others by the day they are due."""
    side = Q(claim__listing__organisation=organisation) if lends else Q(claim__organisation=organisation)
    rows = Loan.objects.filter(side).for_pages()
    if over:
        return rows.filter(returned_at__isnull=False).order_by("-returned_at", "-pk")
    standing = Q(handed_at__isnull=False) | Q(claim__state__in=_BEFORE)
    return rows.filter(standing, returned_at=None).due_soonest()


def loan_lines(loans: Iterable[Loan], *, lends: bool, today: date) -> list[LoanLine]:
    """Loans loaded `for_pages` as rows. No query."""
    lines = []
    for loan in loans:
        claim = loan.claim
        other = claim.organisation if lends else claim.listing.organisation
        words, tone = state_words(loan, today)
        lines.append(LoanLine(loan, told(_amount(claim, loan), claim.listing), other, words, tone))
    return lines


def loans_waiting(organisation: Organisation, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """For the yard: what is late or asked for longer, and what we have to bring back soon. One query."""
    today = localtime(now).date()
    out = list(Loan.objects.of(organisation).out().for_pages().due_soonest())
    lent = [one for one in out if one.claim.listing.organisation_id == organisation.pk and may(roles, Role.LISTER)]
    ours = [one for one in out if one.claim.organisation_id == organisation.pk and may(roles, Role.REQUESTER)]
    late = [one for one in lent if one.due_on < today]
    asked = [one for one in lent if one.asked_until is not None]
    back = [one for one in ours if (one.due_on - today).days <= 3]
    kinds = (
        (
            late,
            ngettext("%(count)s loan is late", "%(count)s loans are late", len(late)),
            _("Chase it, or say it is back."),
        ),
        (
            asked,
            ngettext("%(count)s asks for more time", "%(count)s ask for more time", len(asked)),
            _("Say yes or no."),
        ),
        (
            back,
            ngettext("%(count)s loan to bring back", "%(count)s loans to bring back", len(back)),
            _("Or ask for more time."),
        ),
    )
    return [
        Waiting(
            title=title % {"count": len(loans)},
            detail=detail,
            verb=_("Look"),
            url=reverse("listings:claim-loan", args=[loans[0].claim_id])
            if len(loans) == 1
            else reverse("listings:loans"),
            urgency="now" if loans[0].due_on <= today else "soon",
            count=len(loans),
        )
        for loans, title, detail in kinds
        if loans
    ]


def days_lent(organisation: Organisation, first: date, last: date) -> int:
    """Whole days that things of the organisation were out on loans that came back between two days (inclusive): what a
    report may tell of loans, which keep no mass out of disposal."""
    back = Loan.objects.filter(claim__listing__organisation=organisation, returned_at__isnull=False)
    rows = back.filter(returned_at__date__gte=first, returned_at__date__lte=last).order_by("pk")
    return sum(loan.days_out or 0 for loan in rows)


def _amount(claim: Claim, loan: Loan | None) -> Decimal:
    out = loan.quantity if loan is not None else None
    return out or claim.accepted_quantity or claim.quantity


def _steps(claim: Claim, loan: Loan | None, today: date) -> list[Step]:
    """Agreed, out, due, back."""
    if loan is None:
        return [Step(_("Days to agree"), "now"), Step(_("Handed over"), "next"), Step(_("Back"), "next")]
    listing = claim.listing
    days = _("%(first)s to %(last)s") % {"first": date_format(loan.from_on), "last": date_format(loan.due_on)}
    agreed = Step(_("Agreed"), "done", loan.agreed_at, "", days)
    if loan.handed_at is None:
        return [agreed, Step(_("Handed over"), "now"), _due(loan, "next"), Step(_("Back"), "next")]
    out = told(loan.quantity or claim.quantity, listing)
    handed = Step(_("Handed over"), "done", loan.handed_at, "", f"{out}, {loan.get_condition_out_display().lower()}")
    if loan.returned_at is None:
        return [agreed, handed, _due(loan, "failed" if loan.due_on < today else "now"), Step(_("Back"), "next")]
    back = told(loan.returned_quantity or Decimal(0), listing)
    note = f"{back}, {loan.get_condition_in_display().lower()}"
    return [agreed, handed, _due(loan, "done"), Step(_("Back"), "done", loan.returned_at, str(loan.returned_by), note)]


def _due(loan: Loan, state: Literal["done", "now", "next", "failed"]) -> Step:
    longer = ngettext("more time given once", "more time given %(count)s times", loan.extensions)
    note = longer % {"count": loan.extensions} if loan.extensions else ""
    return Step(_("Due %(day)s") % {"day": date_format(loan.due_on)}, state, note=note)
