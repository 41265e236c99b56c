"""Loans: the list, the page of one, its days, more time, and that it is back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.access import lent_claim, loan_between
from listings.actions import lending, returning
from listings.forms.loans import LoanBackForm, LoanDaysForm, LongerForm
from listings.models import Claim
from listings.models.loans import Loan
from listings.queries.loans import LoanPage, loan_lines, loan_page, loans_of
from listings.views.paging import page_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, add_domain_error

#: The lists of loans by their address: whether we lend, whether they are over, and the tab's words.
_TABS = {
    "lent": (True, False),
    "borrowed": (False, False),
    "lent-back": (True, True),
    "borrowed-back": (False, True),
}


@acting_for()
@require_safe
def loans(request: ActingRequest) -> HttpResponse:
    """What we lend and borrow; `?show=` says which."""
    words = {
        "lent": _("Lent by us"),
        "borrowed": _("Borrowed by us"),
        "lent-back": _("Back with us"),
        "borrowed-back": _("Brought back"),
    }
    show = next((one for one in _TABS if one == request.GET.get("show")), "lent")
    lends, over = _TABS[show]
    page, pager = page_of(request, loans_of(request.organisation, lends=lends, over=over))
    tabs = [{"label": words[one], "href": f"?show={one}", "current": one == show} for one in _TABS]
    lines = loan_lines(page, lends=lends, today=timezone.localdate())
    return render(request, "listings/loans.html", {"lines": lines, "tabs": tabs, "pager": pager, "lends": lends})


@acting_for()
@require_http_methods(["GET", "POST"])
def claim_loan(request: ActingRequest, pk: int) -> HttpResponse:
    """The loan that a claim is; POST says its days."""
    claim = lent_claim(request.organisation, pk)
    if request.method != "POST":
        return _page(request, claim)
    if not _shown(request, claim).may_agree:
        return _not_now(request, claim)
    form = LoanDaysForm(request.POST)
    if form.is_valid():
        try:
            lending.agree(claim=claim, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("The days stand. The other side is told."))
            return redirect("listings:claim-loan", pk=pk)
    return _page(request, claim, days_form=form)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def loan_longer(request: ActingRequest, pk: int) -> HttpResponse:
    """More time: the lender gives it, the borrower asks for it."""
    loan = loan_between(request.organisation, pk)
    page = _shown(request, loan.claim)
    if not (page.may_extend or page.may_ask):
        return _not_now(request, loan.claim)
    form = LongerForm(request.POST)
    if form.is_valid():
        until = form.cleaned_data["due_on"]
        try:
            if page.lends:
                lending.extend(loan=loan, due_on=until, by=request.user, now=timezone.now())
                messages.success(request, _("They may keep it longer, and are told."))
            else:
                lending.ask_longer(loan=loan, until=until, by=request.user, now=timezone.now())
                messages.success(request, _("Asked. You hear by mail; until then the day stands."))
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            return redirect("listings:claim-loan", pk=pk)
    return _page(request, loan.claim, longer_form=form)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def loan_not_longer(request: ActingRequest, pk: int) -> HttpResponse:
    """The lender says no to more time."""
    loan = loan_between(request.organisation, pk)
    if not _shown(request, loan.claim).may_extend:
        return _not_now(request, loan.claim)
    try:
        lending.refuse_longer(loan=loan, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
        return _page(request, loan.claim, status=422)
    messages.success(request, _("The day stands, and they are told."))
    return redirect("listings:claim-loan", pk=pk)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def loan_back(request: ActingRequest, pk: int) -> HttpResponse:
    """The lender notes that it is back, and how."""
    loan = loan_between(request.organisation, pk)
    if not _shown(request, loan.claim).may_extend:
        return _not_now(request, loan.claim)
    form = LoanBackForm(request.POST, loan=loan)
    if form.is_valid():
        try:
            returning.bring_back(loan=loan, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Back. What came back is on offer again."))
            return redirect("listings:claim-loan", pk=pk)
    return _page(request, loan.claim, back_form=form)


def _shown(request: ActingRequest, claim: Claim) -> LoanPage:
    return loan_page(claim, request.organisation, request.roles, timezone.localdate())


def _not_now(request: ActingRequest, claim: Claim) -> HttpResponse:
    """Whose role or side never does this is refused; whose does hears that it is too late, or too early."""
    page = _shown(request, claim)
    if not page.acts:
        raise PermissionDenied
    messages.error(request, _("That cannot be done as the loan stands."))
    return _page(request, claim, status=422)


def _page(
    request: ActingRequest,
    claim: Claim,
    *,
    days_form: LoanDaysForm | None = None,
    longer_form: LongerForm | None = None,
    back_form: LoanBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a loan; a form that was refused stands there as it was typed, with 422."""
    page = _shown(request, claim)
    refused: Form | None = days_form or longer_form or back_form
    context: dict[str, Any] = {"page": page, "claim": claim, "listing": claim.listing, "loan": page.loan}  # Any: shown
    if page.may_agree:
        context["days_form"] = days_form or LoanDaysForm(initial=_days(page.loan))
    if page.loan is not None and (page.may_extend or page.may_ask):
        context["longer_form"] = longer_form or LongerForm(initial={"due_on": page.loan.asked_until})
    if page.loan is not None and page.may_extend:
        context["back_form"] = back_form or LoanBackForm(loan=page.loan)
    return render(request, "listings/loan.html", context, status=422 if refused is not None else status)


def _days(loan: Loan | None) -> dict[str, object]:
    return {} if loan is None else {"from_on": loan.from_on, "due_on": loan.due_on}
