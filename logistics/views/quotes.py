"""How a load goes: chosen, or moved by a carrier from outside that is asked by mail and answers without an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from logistics.actions.carriers import quoting
from logistics.actions.loads import choosing, fetching
from logistics.forms.quotes import AskQuoteForm, HireForm, QuoteForm, WayForm
from logistics.load_access import load_for, quote_behind, quote_for
from logistics.models import Collection
from logistics.models.quotes import CarrierQuote, QuoteLinkBroken
from logistics.queries.quotes import quote_lines, quote_page
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error, done


@acting_for(Role.LISTER, Role.REQUESTER, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def load_quotes(request: ActingRequest, pk: int, part: int) -> HttpResponse:
    """How a load goes, and carriers that were asked for it; asking one more."""
    load = load_for("acts", request.organisation, request.roles, pk, part)
    form = AskQuoteForm(request.POST if request.method == "POST" else None)

    def ask(company: str, email: str) -> None:
        quoting.ask_quote(collection=load, company=company, email=email, by=request.user, now=timezone.now())

    if form.is_bound and done(form, ask):
        messages.success(request, _("Asked. You hear when they answer."))
        return redirect("logistics:load-quotes", pk=pk, part=part)
    return _page(request, load, ask_form=form, way_form=WayForm(collection=load))


@acting_for(Role.LISTER, Role.REQUESTER, Role.COORDINATOR)
@require_POST
def load_way(request: ActingRequest, pk: int, part: int) -> HttpResponse:
    """A load goes another way."""
    load = load_for("acts", request.organisation, request.roles, pk, part)
    form = WayForm(request.POST, collection=load)

    def choose(mode: str) -> None:
        choosing.choose_way(collection=load, mode=mode, by=request.user, now=timezone.now())

    if done(form, choose):
        messages.success(request, _("Noted. Both sides have a mail."))
        return redirect("logistics:load", pk=pk, part=part)
    return _page(request, load, ask_form=AskQuoteForm(), way_form=form)


@acting_for(Role.LISTER, Role.REQUESTER, Role.COORDINATOR)
@require_POST
def quote_hire(request: ActingRequest, pk: int) -> HttpResponse:
    """Take an offer."""
    quote = quote_for(request.organisation, request.roles, pk)
    shown = HireForm(request.POST)
    if not shown.is_valid():
        return _refused(request, quote, quoting.QuoteChanged())
    quote.price_pence = shown.cleaned_data["price_pence"]
    try:
        quoting.hire(quote=quote, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refused(request, quote, refusal)
    messages.success(request, _("Hired. They have the addresses and the three words; the others are told."))
    return redirect("logistics:load", pk=quote.collection.claim_id, part=quote.collection.part)


@acting_for(Role.LISTER, Role.REQUESTER, Role.COORDINATOR)
@require_POST
def quote_withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """Ask a carrier no longer."""
    quote = quote_for(request.organisation, request.roles, pk)
    try:
        quoting.withdraw(quote=quote, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refused(request, quote, refusal)
    messages.success(request, _("Withdrawn. They are told."))
    return redirect("logistics:load-quotes", pk=quote.collection.claim_id, part=quote.collection.part)


@acting_for(Role.REQUESTER)
@require_POST
def load_arrived(request: ActingRequest, pk: int, part: int) -> HttpResponse:
    """What a hired carrier brought is there."""
    load = load_for("takes", request.organisation, request.roles, pk, part)
    try:
        fetching.note_arrival(collection=load, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
        return redirect("logistics:load", pk=pk, part=part)
    return redirect("logistics:load-receipt-new", pk=pk, part=part)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def quote_answer(request: HttpRequest, token: str) -> HttpResponse:
    """A carrier answers by the link of its mail: a price and a time, or no thanks. Opening it changes nothing."""
    try:
        quote = quote_behind(token)
    except QuoteLinkBroken as refusal:
        return render(request, "logistics/quote_dead.html", {"sentence": refusal.said_with(_)}, status=404)
    now = timezone.now()
    says_no = request.POST.get("answer") == "no"
    form = QuoteForm(request.POST if request.method == "POST" and not says_no else None)
    if says_no or (form.is_bound and form.is_valid()):
        try:
            if says_no:
                quoting.refuse(quote=quote, now=now)
            else:
                quoting.price(quote=quote, offer=form.offer(), now=now)
        except (quoting.QuoteExpired, quoting.QuoteMovedOn) as refusal:
            return _answered(request, quote, QuoteForm(), refusal.said_with(_))
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            return redirect("logistics:quote-answer", token=token)
    return _answered(request, quote, form)


def _answered(request: HttpRequest, quote: CarrierQuote, form: QuoteForm, refused: str = "") -> HttpResponse:
    page = quote_page(quote, now=timezone.now())
    status = 422 if refused or form.errors else 410 if page.is_over else 200
    context = {"page": page, "quote": quote, "form": form, "refused": refused}
    return render(request, "logistics/quote_answer.html", context, status=status)


def _refused(request: ActingRequest, quote: CarrierQuote, refusal: DomainError) -> HttpResponse:
    messages.error(request, refusal.said_with(_))
    load = quote.collection
    return _page(request, load, ask_form=AskQuoteForm(), way_form=WayForm(collection=load), status=422)


def _page(
    request: ActingRequest, load: Collection, *, ask_form: AskQuoteForm, way_form: WayForm, status: int = 200
) -> HttpResponse:
    if ask_form.errors or way_form.errors:
        status = 422
    context = {
        "load": load,
        "claim": load.claim,
        "quotes": quote_lines(load, now=timezone.now()),
        "ask_form": ask_form,
        "way_form": way_form,
    }
    return render(request, "logistics/load_quotes.html", context, status=status)
